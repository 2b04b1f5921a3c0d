/** Pages whose storage the browser denies: Firefox with cookies blocked, where `BroadcastChannel` throws, too. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startSite, type Site } from "../support/site.js";
import { Driver, engines, until } from "./support/driver.js";
import { HostTab } from "./support/host-tab.js";

/** Value of `network.cookie.cookieBehavior`: block all cookies and other site data. */
const blockAll = 2;

for (const engine of engines.filter((each) => each === "firefox")) {
  describe(`storage denied in ${engine}`, () => {
    let driver: Driver;
    let site: Site;
    let tab: HostTab;
    before(async () => {
      driver = await Driver.launch(engine, { preferences: { "network.cookie.cookieBehavior": blockAll } });
    });
    after(() => driver.quit());
    beforeEach(async () => {
      site = await startSite();
      tab = new HostTab(driver, site);
    });
    afterEach(() => site.close());

    const isDenied = () =>
      driver.evaluate(() => {
        try {
          return !new BroadcastChannel("test");
        } catch (error) {
          return (error as Error).name;
        }
      });

    it("a badge follows the events of the host, and ends its session without an error", async () => {
      const { connections, webhooks } = site.emulator.emulator;
      const { id } = connections.seed({ clientReferenceId: "ava" });
      await tab.openPage(
        `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>` +
          `<ofauth-connection-status id="one" connection-id="${id}"></ofauth-connection-status>`,
      );
      assert.equal(await isDenied(), "SecurityError");
      const expectBadge = (text: string) =>
        driver.waitFor(
          (wanted) =>
            document.querySelector("#one")?.shadowRoot?.querySelector("[part=badge]")?.textContent.includes(wanted),
          { what: `the badge "${text}"` },
          text,
        );
      await expectBadge("Active");
      await until(() => site.requests.includes("GET /events"), { what: "a stream" });
      connections.expire(id);
      await webhooks.settled();
      await expectBadge("Reconnect needed");
      connections.renew(id);
      await webhooks.settled();
      await expectBadge("Active");
      const result = await driver.evaluate(() =>
        (document.querySelector("#one") as HTMLElement & { invalidate(): Promise<unknown> }).invalidate(),
      );
      assert.notEqual(result, null);
      await expectBadge("Reconnect needed");
      assert.deepEqual(await tab.reports("trouble"), []);
      const events = await tab.events();
      assert.equal(events.includes("invalidated"), true);
      assert.deepEqual(
        events.filter((event) => event.startsWith("error")),
        [],
      );
    });
  });
}
