/** The dialog on pages that hide it, move it, listen to its keys or style everything in them. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { elementPage } from "../support/site.js";

import { connectAccount } from "./support/host-tab.js";
import { inEachEngine } from "./support/in-each-engine.js";

inEachEngine("the dialog", (on) => {
  const openFlow = async (body: string) => {
    await on.tab.openPage(body);
    await on.tab.ready();
    // Not by the mouse: WebKit's driver misses on pages with a zoom.
    await on.driver.evaluate(
      () => void (document.querySelector("#connect") as HTMLElement & { open(): unknown }).open(),
    );
    await on.tab.waitForFrame();
  };
  const expectModal = (isModal: boolean) =>
    on.driver.waitFor(
      (wanted) => {
        const dialog = document.querySelector("#connect")?.shadowRoot?.querySelector("dialog");
        const isLocked = getComputedStyle(document.documentElement).overflowY === "hidden";
        return dialog?.matches(":modal") === wanted && isLocked === wanted;
      },
      { what: isModal ? "a modal" : "no modal" },
      isModal,
    );
  const connect = async () => {
    await on.tab.enterHostedFrame();
    await connectAccount(on.driver);
    await on.driver.leaveFrame();
    assert.equal((await on.tab.waitForEvent("success"))["verified"], true);
    assert.deepEqual(await on.tab.reports("trouble"), []);
  };

  it("gives the page back while something around it is hidden, and connects when it is shown again", async () => {
    await openFlow(`<details id="box" open><summary>More</summary>${elementPage()}</details><input id="other">`);
    for (let round = 0; round < 2; round++) {
      await on.driver.evaluate(() => document.querySelector("#box")!.removeAttribute("open"));
      await expectModal(false);
      await on.driver.click(() => document.querySelector("#other"));
      await on.driver.waitFor(() => document.activeElement?.id === "other", { what: "the focus on the page's field" });
      await on.driver.evaluate(() => document.querySelector("#box")!.setAttribute("open", ""));
      await expectModal(true);
    }
    await connect();
  });

  if (on.engine !== "webkit") {
    it("is modal after moveBefore(), and connects", async () => {
      await openFlow(`<div>${elementPage()}</div><section></section>`);
      await on.driver.evaluate(() => {
        const there = document.querySelector("section") as Element & { moveBefore(node: Node, child: null): void };
        there.moveBefore(document.querySelector("#connect")!, null);
      });
      await on.driver.waitFor(() => !!document.querySelector("section #connect"));
      await expectModal(true);
      await connect();
    });
  }

  it("keeps Escape from a modal of the page below", async () => {
    await openFlow(
      `<dialog id="below">${elementPage()}</dialog><script>
          below.showModal();
          window.keys = [];
          for (const type of ["keydown", "keypress", "keyup"]) {
            document.addEventListener(type, ({ key }) => { keys.push(type + " " + key); if (key === "Escape") below.close(); }, true);
          }
        </script>`,
    );
    await on.driver.press("Escape");
    assert.equal((await on.tab.waitForEvent("cancel"))["reason"], "user");
    assert.deepEqual(await on.driver.evaluate(() => (window as Window & { keys?: string[] }).keys ?? null), []);
    assert.equal(await on.driver.evaluate(() => document.querySelector("#below")!.matches(":modal")), true);
    await on.driver.press("Escape");
    await on.driver.waitFor(() => !document.querySelector("#below")!.matches(":modal"), {
      what: "the page's own Escape",
    });
  });

  it("takes the mouse, and looks as everywhere, whatever the page has set", async () => {
    const place = () =>
      on.driver.evaluate(() => {
        const dialog = document.querySelector("#connect")!.shadowRoot!.querySelector("dialog")!;
        const { left, width, height } = dialog.getBoundingClientRect();
        return [left, width, height].map(Math.round);
      });
    await openFlow(elementPage());
    const before = await place();
    await openFlow(
      `<style>html { zoom: 1.25 } body { writing-mode: vertical-rl; zoom: 0.5 } .off { pointer-events: none }</style>` +
        elementPage(),
    );
    await on.driver.evaluate(() => void (document.body.className = "off"));
    assert.deepEqual(await place(), before);
    await on.driver.click(() => document.querySelector("#connect")?.shadowRoot?.querySelector("[part~=close]"));
    assert.equal((await on.tab.waitForEvent("cancel"))["reason"], "user");
  });
});
