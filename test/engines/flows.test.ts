/** Whole flows through the built package, the server handler and the emulator, in three engines. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startSite, type Site } from "../support/site.js";
import { startCdn } from "../e2e/support/cdn.js";
import { countStreams } from "../e2e/support/accounts.js";
import { Driver, engines, until } from "./support/driver.js";
import { connectAccount, HostTab, pressHosted } from "./support/host-tab.js";

for (const engine of engines) {
  describe(`flows in ${engine}`, () => {
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
        (wanted) => {
          const badge = document.querySelector("#one")?.shadowRoot?.querySelector("[part~=badge] [part~=text]");
          return badge?.textContent.trim() === wanted;
        },
        { what: `the badge "${text}"` },
        text,
      );

    /** Expects one account at OFAuth, and no error on the page. */
    async function expectConnected(detail: Readonly<Record<string, unknown>>, source: string): Promise<void> {
      const [connection, ...others] = site.emulator.emulator.connections.list();
      assert.deepEqual(others, []);
      assert.equal(detail["connectionId"], connection?.id);
      assert.equal(detail["verified"], true);
      assert.equal(detail["source"], source);
      assert.deepEqual(await tab.reports("trouble"), []);
    }

    it("embed: connects an account in the dialog", async () => {
      await tab.open();
      await tab.pressButton();
      await tab.enterHostedFrame();
      await connectAccount(driver);
      await driver.leaveFrame();
      await expectConnected(await tab.waitForEvent("success"), "embed");
    });

    it("embed: Escape asks the hosted page to leave, which cancels", async () => {
      await tab.open();
      await tab.pressButton();
      await tab.waitForFrame();
      await driver.press("Escape");
      assert.equal((await tab.waitForEvent("cancel"))["reason"], "user");
      await driver.waitFor(() => document.activeElement?.id === "connect", { what: "the focus on the button" });
    });

    it("popup: connects an account in a window, which closes itself", async () => {
      await tab.open(`mode="popup"`);
      const own = await driver.window();
      const popup = await driver.waitForPopup(() => tab.pressButton());
      await driver.switchTo(popup);
      await connectAccount(driver);
      await driver.switchTo(own);
      await expectConnected(await tab.waitForEvent("success"), "popup");
      await driver.waitForWindows(1);
    });

    it("redirect: the page that is loaded again tells of the account", async () => {
      await tab.open(`mode="redirect"`, "/shop");
      await driver.goto(`${site.origin}/shop?page=2`);
      await tab.ready();
      await tab.pressButton();
      await connectAccount(driver);
      await driver.waitFor(() => location.pathname === "/shop", { what: "the host's page" });
      await expectConnected(await tab.waitForEvent("success"), "redirect");
      assert.equal(await driver.url(), `${site.origin}/shop?page=2`);
    });

    it("redirect: the host's own page takes the callback and confirms", async () => {
      await site.close();
      // OFAuth redirects to the page itself: no callback route of the host reads the parameters first.
      site = await startSite({ handler: (origin) => ({ redirectUrl: `${origin}/return` }) });
      tab = new HostTab(driver, site);
      await tab.open(`mode="redirect"`, "/return");
      await tab.pressButton();
      await connectAccount(driver);
      await expectConnected(await tab.waitForEvent("success"), "redirect");
      assert.equal(await driver.url(), `${site.origin}/return`);
    });

    it("popup: a page of the host with callback.js hands the callback over", async () => {
      await site.close();
      site = await startSite({ handler: (origin) => ({ redirectUrl: `${origin}/callback-page` }) });
      site.page(`<script type="module" src="/dist/callback.js"></script><p>Thank you</p>`, "/callback-page");
      tab = new HostTab(driver, site);
      await tab.open(`mode="popup"`);
      const own = await driver.window();
      await driver.switchTo(await driver.waitForPopup(() => tab.pressButton()));
      await connectAccount(driver);
      await driver.switchTo(own);
      await expectConnected(await tab.waitForEvent("success"), "popup");
      await driver.waitForWindows(1);
    });

    it("loader: keeps the click that loads the element, and connects an account", async () => {
      const cdn = await startCdn();
      try {
        const trigger = `<button type="button" id="own">Connect</button>`;
        const element = `<ofauth-connect id="connect" link-origins="{link}">${trigger}</ofauth-connect>`;
        await tab.openPage(cdn.tag("cdn-loader") + element);
        await driver.click(() => document.getElementById("own"));
        await tab.enterHostedFrame();
        await connectAccount(driver);
        await driver.leaveFrame();
        await expectConnected(await tab.waitForEvent("success"), "embed");
        assert.deepEqual(cdn.requests, ["loader.min.js", "connect.min.js"]);
      } finally {
        await cdn.close();
      }
    });

    it("live status: shows what a webhook reports, on the page and in a window that it opened", async () => {
      const { connections, webhooks } = site.emulator.emulator;
      const { id } = connections.seed({ clientReferenceId: "ava" });
      const streams = countStreams(site);
      const badge = `<ofauth-connection-status id="one" connection-id="${id}"></ofauth-connection-status>`;
      const opener = `<button type="button" onclick="window.open('/')">Open</button>`;
      await tab.openPage(`<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>${badge}${opener}`);
      const own = await driver.window();
      await expectBadge("Active");
      const other = await driver.waitForPopup(() => driver.click(() => document.querySelector("button")));
      await driver.switchTo(other);
      await expectBadge("Active");
      await until(() => streams() === 1, { what: "one stream for both pages" });
      connections.expire(id);
      await webhooks.settled();
      await expectBadge("Reconnect needed");
      await driver.switchTo(own);
      await expectBadge("Reconnect needed");
      await driver.switchTo(other);
      await driver.closeWindow();
      await driver.switchTo(own);
      await until(() => streams() === 1, { what: "one stream for the page that is left" });
      connections.delete(id);
      await webhooks.settled();
      await expectBadge("Not connected");
    });

    it("redirect: a cancel comes back as one", async () => {
      await tab.open(`mode="redirect"`);
      await tab.pressButton();
      await pressHosted(driver, "Cancel");
      await driver.waitFor(() => !!document.querySelector("#connect"), { what: "the host's page" });
      assert.equal((await tab.waitForEvent("cancel"))["reason"], "user");
    });
  });
}
