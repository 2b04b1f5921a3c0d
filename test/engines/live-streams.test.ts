/** Event streams of pages that are left and restored. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { countStreams } from "../e2e/support/accounts.js";
import { startSite, type Site } from "../support/site.js";
import { Driver, engines, until } from "./support/driver.js";
import { HostTab } from "./support/host-tab.js";

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
      await tab.openPage(
        `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>` +
          `<ofauth-connection-status id="one" connection-id="${id}"></ofauth-connection-status>`,
      );
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
  });
}
