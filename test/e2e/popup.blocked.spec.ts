import { connectAccount, waitForPopup } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

// A page that opens the flow without a user gesture: browsers block its popup.
const openOnLoad = `<script type="module">
  await customElements.whenDefined("ofauth-connect");
  document.querySelector("ofauth-connect").open();
</script>`;

const beginning = ["before-open popup", "idle > starting", "stall popup_blocked"];

async function block(host: Host): Promise<void> {
  await host.page.goto(host.site.page(elementPage(`mode="popup"`) + openOnLoad));
  await host.waitForEvent("stall popup_blocked");
  expect(host.eventLog).toEqual(beginning);
  await expect(host.dialog.getByRole("alert")).toContainText("Your browser blocked the new window");
  await expect.poll(() => host.initCount()).toBe(1);
}

test("a click on the alternative opens the blocked popup with the session that was already requested", async ({
  host,
  page,
}) => {
  await block(host);
  const popup = await waitForPopup(page, () => host.action("Open in a new window").click());
  await expect(host.dialog).toHaveCount(0);
  await connectAccount(popup);
  const { detail } = await host.waitForEnd();
  expect(host.eventLog.slice(beginning.length)).toEqual([
    "starting > open",
    "open popup",
    "open > connected",
    "success",
    "close connected",
  ]);
  expect(detail).toMatchObject({ source: "popup", verified: true });
  expect(host.initCount()).toBe(1);
  await host.expectCleanedUp();
});

test("an attempt with a blocked popup continues by redirect", async ({ host, page }) => {
  await block(host);
  // The page that the redirect returns to must not open the flow on load.
  host.site.page(elementPage(`mode="popup"`));
  await host.action("Continue on OFAuth").click();
  await connectAccount(page);
  const { detail } = await host.waitForEnd();
  expect(host.eventLog.slice(beginning.length)).toEqual([
    "starting > opening",
    "open redirect",
    "idle > connected",
    "success",
    "close connected",
  ]);
  expect(detail).toMatchObject({ source: "redirect", verified: true });
});

test("closing the blocked attempt fails with popup_blocked, and a click on Try again opens the popup", async ({
  host,
  page,
}) => {
  await block(host);
  await host.closeButton.click();
  const { detail } = await host.waitForEnd();
  expect(host.eventLog.slice(beginning.length)).toEqual(["starting > failed", "error popup_blocked", "close failed"]);
  expect(detail).toMatchObject({ retryable: true });
  await host.expectCleanedUp();
  const popup = await waitForPopup(page, () => host.action("Try again").click());
  await connectAccount(popup);
  expect((await host.waitForEnd(2)).type).toBe("success");
});

test("a click opens its popup with the blocker enabled, even when the session takes long", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ slow: 1_500 });
  await host.open(`mode="popup" prefetch="none"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await expect(popup).toHaveURL(new RegExp(site.emulator.origin));
  expect(host.eventLog).not.toContain("stall popup_blocked");
  site.emulator.emulator.scenarios.reset();
  await connectAccount(popup);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup" });
});
