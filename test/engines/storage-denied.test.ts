/** Pages whose storage the browser denies: Firefox with cookies blocked, where `BroadcastChannel` throws, too. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { until } from "./support/driver.js";
import { inEachEngine } from "./support/in-each-engine.js";

/** Value of `network.cookie.cookieBehavior`: block all cookies and other site data. */
const blockAll = 2;

inEachEngine(
  "storage denied",
  (on) => {
    const isDenied = () =>
      on.driver.evaluate(() => {
        try {
          return !new BroadcastChannel("test");
        } catch (error) {
          return (error as Error).name;
        }
      });

    it("a badge follows the events of the host, and ends its session without an error", async () => {
      const { connections, webhooks } = on.site.emulator.emulator;
      const { id } = connections.seed({ clientReferenceId: "ava" });
      await on.tab.openPage(
        `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>` +
          `<ofauth-connection-status id="one" connection-id="${id}"></ofauth-connection-status>`,
      );
      assert.equal(await isDenied(), "SecurityError");
      await on.tab.expectBadge("Active");
      await until(() => on.site.requests.includes("GET /events"), { what: "a stream" });
      connections.expire(id);
      await webhooks.settled();
      await on.tab.expectBadge("Reconnect needed");
      connections.renew(id);
      await webhooks.settled();
      await on.tab.expectBadge("Active");
      const result = await on.driver.evaluate(() =>
        (document.querySelector("#one") as HTMLElement & { invalidate(): Promise<unknown> }).invalidate(),
      );
      assert.notEqual(result, null);
      await on.tab.expectBadge("Reconnect needed");
      assert.deepEqual(await on.tab.reports("trouble"), []);
      const events = await on.tab.events();
      assert.equal(events.includes("invalidated"), true);
      assert.deepEqual(
        events.filter((event) => event.startsWith("error")),
        [],
      );
    });
  },
  { only: ["firefox"], preferences: { "network.cookie.cookieBehavior": blockAll } },
);
