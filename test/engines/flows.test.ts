/** Whole flows through the built package, the server handler and the emulator, in three engines. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startSite, type Site } from "../support/site.js";
import { Driver, engines } from "./support/driver.js";
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

    it("redirect: a cancel comes back as one", async () => {
      await tab.open(`mode="redirect"`);
      await tab.pressButton();
      await pressHosted(driver, "Cancel");
      await driver.waitFor(() => !!document.querySelector("#connect"), { what: "the host's page" });
      assert.equal((await tab.waitForEvent("cancel"))["reason"], "user");
    });
  });
}
