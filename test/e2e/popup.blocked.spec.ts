import { allow, windowOf } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

// A page that opens the flow by itself, before anybody has touched it: browsers block its window.
const byItself = `<script type="module">
  await customElements.whenDefined("ofauth-connect");
  document.querySelector("ofauth-connect").open();
</script>`;

const beginning = ["before-open popup", "idle > starting", "stall popup_blocked"];

async function block(host: Host): Promise<void> {
  await host.page.goto(host.site.page(elementPage(`mode="popup"`) + byItself));
  await host.hears("stall popup_blocked");
  expect(host.story).toEqual(beginning);
  await expect(host.dialog.getByRole("alert")).toContainText("Your browser blocked the new window");
  await expect.poll(() => host.inits()).toBe(1);
}

test("a blocked window is opened by the click on the way on, with the session that was asked for", async ({
  host,
  page,
}) => {
  await block(host);
  const popup = await windowOf(page, () => host.action("Open in a new window").click());
  await expect(host.dialog).toHaveCount(0);
  await allow(popup);
  const { detail } = await host.ended();
  expect(host.story.slice(beginning.length)).toEqual([
    "starting > open",
    "open popup",
    "open > connected",
    "success",
    "close connected",
  ]);
  expect(detail).toMatchObject({ source: "popup", verified: true });
  expect(host.inits()).toBe(1);
  await host.expectLetGo();
});

test("a blocked window's attempt goes on by redirect", async ({ host, page }) => {
  await block(host);
  // The page that it comes back to must not begin again.
  host.site.page(elementPage(`mode="popup"`));
  await host.action("Continue on OFAuth").click();
  await allow(page);
  const { detail } = await host.ended();
  expect(host.story.slice(beginning.length)).toEqual([
    "starting > opening",
    "open redirect",
    "idle > connected",
    "success",
    "close connected",
  ]);
  expect(detail).toMatchObject({ source: "redirect", verified: true });
});

test("closing the blocked attempt fails with popup_blocked, and its retry is a click that opens the window", async ({
  host,
  page,
}) => {
  await block(host);
  await host.closeButton.click();
  const { detail } = await host.ended();
  expect(host.story.slice(beginning.length)).toEqual(["starting > failed", "error popup_blocked", "close failed"]);
  expect(detail).toMatchObject({ retryable: true });
  await host.expectLetGo();
  const popup = await windowOf(page, () => host.action("Try again").click());
  await allow(popup);
  expect((await host.ended(2)).type).toBe("success");
});

test("a click opens its window with the blocker on, however long the session takes", async ({ host, page, site }) => {
  site.emulator.emulator.scenarios.set({ slow: 1_500 });
  await host.open(`mode="popup" prefetch="none"`);
  const popup = await windowOf(page, () => host.button.click());
  await expect(popup).toHaveURL(new RegExp(site.emulator.origin));
  expect(host.story).not.toContain("stall popup_blocked");
  site.emulator.emulator.scenarios.reset();
  await allow(popup);
  expect((await host.ended()).detail).toMatchObject({ source: "popup" });
});
