/** Event streams of pages that are left and restored. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { countStreams } from "../e2e/support/accounts.js";
import { startSite, type Site } from "../support/site.js";
import { Driver, engines, until } from "./support/driver.js";
import { HostTab } from "./support/host-tab.js";

const badgeFor = (id: string): string =>
  `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>` +
  `<ofauth-connection-status id="one" connection-id="${id}"></ofauth-connection-status>`;

for (const engine of engines) {
  describe(`event streams in ${engine}`, () => {
    let driver: Driver;
    let site: Site;
    let tab: HostTab;
    before(async () => {
      driver = await Driver.launch(engine);
    });
    after(() => driver.quit());
    beforeEach(async () => {
      site = await startSite();
      tab = new HostTab(driver, site);
    });
    afterEach(() => site.close());

    const expectBadge = (text: string): Promise<unknown> =>
      driver.waitFor(
        (wanted) =>
          document.querySelector("#one")?.shadowRoot?.querySelector("[part=badge] [part=text]")?.textContent === wanted,
        { what: `the badge "${text}"` },
        text,
      );

    it("a page that Back restores has one stream, and shows what changed meanwhile", async () => {
      const { connections, webhooks } = site.emulator.emulator;
      const { id } = connections.seed({ clientReferenceId: "ava" });
      const streams = countStreams(site);
      await tab.openPage(badgeFor(id));
      const elsewhere = site.page("<p>Elsewhere</p>", "/elsewhere");
      for (const [change, text] of [
        ["expire", "Reconnect needed"],
        ["renew", "Active"],
        ["expire", "Reconnect needed"],
      ] as const) {
        await until(() => streams() === 1, { what: "one stream" });
        // As a link does.
        await driver.evaluate((url) => location.assign(url), elsewhere);
        await driver.waitFor(() => location.pathname === "/elsewhere");
        await until(() => streams() === 0, { what: "no stream" });
        connections[change](id);
        await webhooks.settled();
        await driver.back();
        await expectBadge(text);
      }
      await until(() => streams() === 1, { what: "one stream after Back" });
      connections.delete(id);
      await webhooks.settled();
      await expectBadge("Not connected");
      assert.equal(streams(), 1);
      assert.deepEqual(await tab.reports("trouble"), []);
    });

    // Firefox and WebKit prerender nothing.
    if (engine === "chromium") {
      it("a prerendered page asks for nothing before it is activated, and then shares its stream", async () => {
        const { id } = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
        const streams = countStreams(site);
        const tell = `<script type="module">
          await customElements.whenDefined("ofauth-connection-status");
          await document.getElementById("one").updateComplete;
          await fetch("/api/ofauth/prerendered-" + document.prerendering);
        </script>`;
        site.page(badgeFor(id) + tell, "/prerendered");
        const rules = JSON.stringify({ prerender: [{ urls: ["/prerendered"], eagerness: "immediate" }] });
        await tab.openPage(`<a href="/prerendered">Go</a><script type="speculationrules">${rules}</script>`);
        await until(() => site.requests.length > 0, { what: "the prerendered page" });
        assert.deepEqual(site.requests, ["GET /prerendered-true"]);
        await driver.click(() => document.querySelector("a"));
        await driver.waitFor(() => location.pathname === "/prerendered");
        await expectBadge("Active");
        assert.deepEqual(
          site.requests.filter((request) => request.startsWith("GET /prerendered")),
          ["GET /prerendered-true"],
        );
        await until(() => streams() === 1, { what: "one stream" });
        // A page that does not share its stream has no lock that another could wait for.
        await driver.waitFor(async () => (await navigator.locks.query()).held?.length === 1, { what: "the lock" });
      });
    }
  });
}
