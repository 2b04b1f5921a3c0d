/** Event streams of pages that are left and restored. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { countStreams } from "../e2e/support/accounts.js";
import { until } from "./support/driver.js";
import { inEachEngine } from "./support/in-each-engine.js";

const badgeFor = (id: string): string =>
  `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>` +
  `<ofauth-connection-status id="one" connection-id="${id}"></ofauth-connection-status>`;

inEachEngine("event streams", (on) => {
  it("a page that Back restores has one stream, and shows what changed meanwhile", async () => {
    const { connections, webhooks } = on.site.emulator.emulator;
    const { id } = connections.seed({ clientReferenceId: "ava" });
    const streams = countStreams(on.site);
    await on.tab.openPage(badgeFor(id));
    const elsewhere = on.site.page("<p>Elsewhere</p>", "/elsewhere");
    for (const [change, text] of [
      ["expire", "Reconnect needed"],
      ["renew", "Active"],
      ["expire", "Reconnect needed"],
    ] as const) {
      await until(() => streams() === 1, { what: "one stream" });
      // As a link does.
      await on.driver.evaluate((url) => location.assign(url), elsewhere);
      await on.driver.waitFor(() => location.pathname === "/elsewhere");
      await until(() => streams() === 0, { what: "no stream" });
      connections[change](id);
      await webhooks.settled();
      await on.driver.back();
      await on.tab.expectBadge(text);
    }
    await until(() => streams() === 1, { what: "one stream after Back" });
    connections.delete(id);
    await webhooks.settled();
    await on.tab.expectBadge("Not connected");
    assert.equal(streams(), 1);
    assert.deepEqual(await on.tab.reports("trouble"), []);
  });

  // Firefox and WebKit prerender nothing.
  if (on.engine === "chromium") {
    it("a prerendered page asks for nothing before it is activated, and then shares its stream", async () => {
      const { id } = on.site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
      const streams = countStreams(on.site);
      const tell = `<script type="module">
          await customElements.whenDefined("ofauth-connection-status");
          await document.getElementById("one").updateComplete;
          await fetch("/api/ofauth/prerendered-" + document.prerendering);
        </script>`;
      on.site.page(badgeFor(id) + tell, "/prerendered");
      const rules = JSON.stringify({ prerender: [{ urls: ["/prerendered"], eagerness: "immediate" }] });
      await on.tab.openPage(`<a href="/prerendered">Go</a><script type="speculationrules">${rules}</script>`);
      await until(() => on.site.requests.length > 0, { what: "the prerendered page" });
      assert.deepEqual(on.site.requests, ["GET /prerendered-true"]);
      await on.driver.click(() => document.querySelector("a"));
      await on.driver.waitFor(() => location.pathname === "/prerendered");
      await on.tab.expectBadge("Active");
      assert.deepEqual(
        on.site.requests.filter((request) => request.startsWith("GET /prerendered")),
        ["GET /prerendered-true"],
      );
      await until(() => streams() === 1, { what: "one stream" });
      // A page that does not share its stream has no lock that another could wait for.
      await on.driver.waitFor(async () => (await navigator.locks.query()).held?.length === 1, { what: "the lock" });
    });
  }
});
