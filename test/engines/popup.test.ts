/**
 * What an element can know of its popup: a window that Cross-Origin-Opener-Policy cuts loose reports `closed` while its user
 * goes on in it, and each engine cuts at another moment.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import { elementPage } from "../support/site.js";
import { until } from "./support/driver.js";
import { connectAccount } from "./support/host-tab.js";
import { inEachEngine } from "./support/in-each-engine.js";

inEachEngine("popup", (on) => {
  const resultReads = () => on.site.requests.filter((request) => request.startsWith("GET /link/result")).length;

  /** Waits until the element has looked at its popup `count` times more: it looks every half second. */
  async function waitForLooks(count: number): Promise<void> {
    const end = Date.now() + count * 500 + 400;
    await until(() => Date.now() > end, { what: `${count} looks at the popup` });
  }

  /** Opens the popup of an attempt, and waits for OFAuth's page in it. Returns the page's and the popup's windows. */
  async function openPopup(headers?: Readonly<Record<string, string>>): Promise<[own: string, popup: string]> {
    await on.tab.open(`mode="popup"`, "/", headers);
    const own = await on.driver.window();
    const popup = await on.driver.waitForPopup(() => on.tab.pressButton());
    await on.driver.switchTo(popup);
    await on.driver.waitFor(() => document.body.textContent.includes("Continue"), { what: "OFAuth's page" });
    return [own, popup];
  }

  it("a window that its user closes cancels the attempt, after one read of the result", async () => {
    const [own] = await openPopup();
    await waitForLooks(3);
    await on.driver.closeWindow();
    await on.driver.switchTo(own);
    assert.equal((await on.tab.waitForEvent("cancel"))["reason"], "user");
    assert.equal(resultReads() > 0, true);
    assert.deepEqual(await on.tab.reports("trouble"), []);
  });

  it("an account is reported although the page has no channel to the window", async () => {
    const noChannel = `<script>window.BroadcastChannel = class { constructor() { throw new DOMException("denied", "SecurityError"); } };</script>`;
    await on.tab.openPage(noChannel + elementPage(`mode="popup"`));
    await on.tab.ready();
    const own = await on.driver.window();
    const popup = await on.driver.waitForPopup(() => on.tab.pressButton());
    await on.driver.switchTo(popup);
    await on.driver.waitFor(() => document.body.textContent.includes("Continue"), { what: "OFAuth's page" });
    await waitForLooks(2);
    await connectAccount(on.driver);
    await on.driver.switchTo(own);
    const detail = await on.tab.waitForEvent("success");
    assert.equal(detail["verified"], true);
    await on.driver.waitForWindows(1);
    assert.deepEqual(await on.tab.reports("trouble"), []);
  });

  for (const mode of ["popup", "redirect"]) {
    it(`a ${mode} tells OFAuth the page's origin at the most`, async () => {
      await on.tab.open(`mode="${mode}"`, "/accounts/secret", { "referrer-policy": "unsafe-url" });
      const own = await on.driver.window();
      if (mode === "popup") await on.driver.switchTo(await on.driver.waitForPopup(() => on.tab.pressButton()));
      else await on.tab.pressButton();
      await on.driver.waitFor(() => document.body.textContent.includes("Continue"), { what: "OFAuth's page" });
      assert.match(await on.driver.evaluate(() => document.referrer), new RegExp(`^(${on.site.origin}/)?$`));
      // The blank page is no step back.
      if (mode === "popup") assert.equal(await on.driver.evaluate(() => history.length), 1);
      if (mode === "popup") await on.driver.closeWindow();
      await on.driver.switchTo(own);
    });
  }

  for (const [name, slow, headers] of [
    ["a hosted page that isolates itself at once", 0, undefined],
    ["a hosted page that isolates itself and answers after 3 s", 3_000, undefined],
    ["a host's page that allows popups alone", 3_000, { "cross-origin-opener-policy": "same-origin-allow-popups" }],
    ["a host's page that isolates itself", 0, { "cross-origin-opener-policy": "same-origin" }],
  ] as const) {
    it(`${name}: the attempt stays open, and the account that its user connects is reported`, async () => {
      const isHost = headers?.["cross-origin-opener-policy"] === "same-origin";
      on.site.emulator.emulator.scenarios.set({ coop: isHost ? null : "same-origin", slow });
      const [own, popup] = await openPopup(headers);
      // Longer than the 3 s of grace that follow a popup which is believed to be closed.
      await waitForLooks(9);
      await on.driver.switchTo(own);
      assert.deepEqual(
        (await on.tab.events()).filter((event) => /^(cancel|error|success|close)/.test(event)),
        [],
      );
      on.site.emulator.emulator.scenarios.set({ slow: 0 });
      await on.driver.switchTo(popup);
      await connectAccount(on.driver);
      await on.driver.switchTo(own);
      const detail = await on.tab.waitForEvent("success");
      assert.equal(detail["verified"], true);
      assert.equal(detail["source"], "popup");
    });
  }
});
