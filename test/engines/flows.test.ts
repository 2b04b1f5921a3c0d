/** Whole flows through the built package, the server handler and the emulator, in three engines. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { startCdn } from "../e2e/support/cdn.js";
import { countStreams } from "../e2e/support/accounts.js";
import { until } from "./support/driver.js";
import { connectAccount, pressHosted } from "./support/host-tab.js";
import { inEachEngine } from "./support/in-each-engine.js";

inEachEngine("flows", (on) => {
  /** Expects one account at OFAuth, and no error on the page. */
  async function expectConnected(detail: Readonly<Record<string, unknown>>, source: string): Promise<void> {
    const [connection, ...others] = on.site.emulator.emulator.connections.list();
    assert.deepEqual(others, []);
    assert.equal(detail["connectionId"], connection?.id);
    assert.equal(detail["verified"], true);
    assert.equal(detail["source"], source);
    assert.deepEqual(await on.tab.reports("trouble"), []);
  }

  it("embed: connects an account in the dialog", async () => {
    await on.tab.open();
    await on.tab.pressButton();
    await on.tab.enterHostedFrame();
    await connectAccount(on.driver);
    await on.driver.leaveFrame();
    await expectConnected(await on.tab.waitForEvent("success"), "embed");
  });

  it("embed: Escape asks the hosted page to leave, which cancels", async () => {
    await on.tab.open();
    await on.tab.pressButton();
    await on.tab.waitForFrame();
    await on.driver.press("Escape");
    assert.equal((await on.tab.waitForEvent("cancel"))["reason"], "user");
    await on.driver.waitFor(() => document.activeElement?.id === "connect", { what: "the focus on the button" });
  });

  it("popup: connects an account in a window, which closes itself", async () => {
    await on.tab.open(`mode="popup"`);
    const own = await on.driver.window();
    const popup = await on.driver.waitForPopup(() => on.tab.pressButton());
    await on.driver.switchTo(popup);
    await connectAccount(on.driver);
    await on.driver.switchTo(own);
    await expectConnected(await on.tab.waitForEvent("success"), "popup");
    await on.driver.waitForWindows(1);
  });

  it("redirect: the page that is loaded again tells of the account", async () => {
    await on.tab.open(`mode="redirect"`, "/shop");
    await on.driver.goto(`${on.site.origin}/shop?page=2`);
    await on.tab.ready();
    await on.tab.pressButton();
    await connectAccount(on.driver);
    await on.driver.waitFor(() => location.pathname === "/shop", { what: "the host's page" });
    await expectConnected(await on.tab.waitForEvent("success"), "redirect");
    assert.equal(await on.driver.url(), `${on.site.origin}/shop?page=2`);
  });

  it("redirect: the host's own page takes the callback and confirms", async () => {
    // OFAuth redirects to the page itself: no callback route of the host reads the parameters first.
    await on.restartSite({ handler: (origin) => ({ redirectUrl: `${origin}/return` }) });

    await on.tab.open(`mode="redirect"`, "/return");
    await on.tab.pressButton();
    await connectAccount(on.driver);
    await expectConnected(await on.tab.waitForEvent("success"), "redirect");
    assert.equal(await on.driver.url(), `${on.site.origin}/return`);
  });

  it("popup: a page of the host with callback.js hands the callback over", async () => {
    await on.restartSite({ handler: (origin) => ({ redirectUrl: `${origin}/callback-page` }) });
    on.site.page(`<script type="module" src="/dist/callback.js"></script><p>Thank you</p>`, "/callback-page");
    await on.tab.open(`mode="popup"`);
    const own = await on.driver.window();
    await on.driver.switchTo(await on.driver.waitForPopup(() => on.tab.pressButton()));
    await connectAccount(on.driver);
    await on.driver.switchTo(own);
    await expectConnected(await on.tab.waitForEvent("success"), "popup");
    await on.driver.waitForWindows(1);
  });

  it("loader: keeps the click that loads the element, and connects an account", async () => {
    const cdn = await startCdn();
    try {
      const trigger = `<button type="button" id="own">Connect</button>`;
      const element = `<ofauth-connect id="connect" link-origins="{link}">${trigger}</ofauth-connect>`;
      await on.tab.openPage(cdn.tag("cdn-loader") + element);
      await on.driver.click(() => document.getElementById("own"));
      await on.tab.enterHostedFrame();
      await connectAccount(on.driver);
      await on.driver.leaveFrame();
      await expectConnected(await on.tab.waitForEvent("success"), "embed");
      assert.deepEqual(cdn.requests, ["loader.min.js", "connect.min.js"]);
    } finally {
      await cdn.close();
    }
  });

  it("live status: shows what a webhook reports, on the page and in a window that it opened", async () => {
    const { connections, webhooks } = on.site.emulator.emulator;
    const { id } = connections.seed({ clientReferenceId: "ava" });
    const streams = countStreams(on.site);
    const badge = `<ofauth-connection-status id="one" connection-id="${id}"></ofauth-connection-status>`;
    const opener = `<button type="button" onclick="window.open('/')">Open</button>`;
    await on.tab.openPage(`<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>${badge}${opener}`);
    const own = await on.driver.window();
    await on.tab.expectBadge("Active");
    const other = await on.driver.waitForPopup(() => on.driver.click(() => document.querySelector("button")));
    await on.driver.switchTo(other);
    await on.tab.expectBadge("Active");
    await until(() => streams() === 1, { what: "one stream for both pages" });
    connections.expire(id);
    await webhooks.settled();
    await on.tab.expectBadge("Reconnect needed");
    await on.driver.switchTo(own);
    await on.tab.expectBadge("Reconnect needed");
    await on.driver.switchTo(other);
    await on.driver.closeWindow();
    await on.driver.switchTo(own);
    await until(() => streams() === 1, { what: "one stream for the page that is left" });
    connections.delete(id);
    await webhooks.settled();
    await on.tab.expectBadge("Not connected");
  });

  it("redirect: a cancel comes back as one", async () => {
    await on.tab.open(`mode="redirect"`);
    await on.tab.pressButton();
    await pressHosted(on.driver, "Cancel");
    await on.driver.waitFor(() => !!document.querySelector("#connect"), { what: "the host's page" });
    assert.equal((await on.tab.waitForEvent("cancel"))["reason"], "user");
  });
});
