import type { Page } from "@playwright/test";
import { hanging, answering } from "./support/answers.js";
import { allow, seeStep, windowOf } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

const beginning = ["before-open popup", "idle > starting", "starting > open", "open popup"];
const cancelled = ["open > cancelled", "cancel user", "close cancelled"];
const results = (host: Host): number => host.site.requests.filter((request) => request === "GET /link/result").length;
const mayBeClosed = (host: Host) => host.element.getByText("You can close the other window.");
const otherWindow = (host: Host) => host.element.getByText("Continue in the other window.");

/** With the page's clock in our hands, up to OFAuth's page in the window. */
async function start(host: Host): Promise<Page> {
  await host.openInStillTime(`mode="popup"`);
  const popup = await windowOf(host.page, () => host.button.click());
  await seeStep(popup, "pre-login");
  await host.hears("open popup");
  return popup;
}

test("a window that the user closes: one read of the result, 3 s of grace, then a cancel", async ({ host, page }) => {
  const popup = await start(host);
  await page.clock.runFor(3_000);
  await popup.close();
  const read = page.waitForResponse("**/link/result*");
  await page.clock.runFor(500);
  await (await read).finished();
  // The grace begins when the page has the answer: another one, asked for later, comes after it.
  await page.evaluate(() => fetch("/favicon.ico"));
  expect(results(host)).toBe(1);
  await page.clock.runFor(2_900);
  expect(host.story).toEqual(beginning);
  await page.clock.runFor(100);
  await host.ended();
  expect(host.story).toEqual([...beginning, ...cancelled]);
  expect(results(host)).toBe(1);
  await expect(mayBeClosed(host)).toHaveCount(0);
  await host.expectLetGo();
  await host.expectFocusOnButton();
});

test("a result that the window has left behind counts, though the window is gone", async ({ host, page, site }) => {
  const popup = await start(host);
  await page.clock.runFor(3_000);
  // The window's word is lost; what the host's server knows is not.
  await popup.route("**/link/callback.js", (route) => route.abort());
  await allow(popup);
  await expect(popup).toHaveURL(/link\/callback/);
  await popup.close();
  await page.clock.runFor(500);
  expect((await host.ended()).detail).toMatchObject({ source: "popup", verified: true });
  expect(site.emulator.emulator.connections.list()).toHaveLength(1);
});

test("a result that takes its time after the window has closed itself is waited for", async ({ host, page, site }) => {
  const popup = await start(host);
  await page.clock.runFor(3_000);
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/link/result*", async (route) => {
    await released;
    await route.continue();
  });
  await allow(popup);
  if (!popup.isClosed()) await popup.waitForEvent("close");
  await page.clock.runFor(5_000);
  expect(host.story).toEqual(beginning);
  release();
  expect((await host.ended()).detail).toMatchObject({ source: "popup", verified: true });
  expect(site.emulator.emulator.connections.list()).toHaveLength(1);
});

test("a window that seems closed at once is not believed: the user goes on there, or cancels", async ({
  host,
  page,
}) => {
  const popup = await start(host);
  await popup.close();
  await page.clock.runFor(30_000);
  expect(host.story).toEqual(beginning);
  expect(results(host)).toBe(0);
  await expect(otherWindow(host)).toBeVisible();
  await host.action("Cancel").click();
  await host.ended();
  expect(host.story).toEqual([...beginning, ...cancelled]);
  await expect(mayBeClosed(host)).toBeVisible();
  await host.expectLetGo();
});

test("a window that is closed while it is still blank: cancelled, and the request is taken back", async ({
  host,
  page,
  site,
}) => {
  const { intercept, givenUp } = hanging("/link/init");
  site.intercept = intercept;
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.click());
  await expect.poll(() => host.inits()).toBe(1);
  await popup.close();
  await host.ended();
  expect(host.story).toEqual([
    "before-open popup",
    "idle > starting",
    "starting > cancelled",
    "cancel user",
    "close cancelled",
  ]);
  await expect.poll(givenUp, { timeout: 5_000 }).toBe(1);
  await host.expectFocusOnButton();
});

test("a window whose session cannot be had is closed again", async ({ host, page, site }) => {
  site.intercept = answering("/link/init", 500);
  await host.open(`mode="popup" prefetch="none"`);
  const popup = await windowOf(page, () => host.button.click());
  const { detail } = await host.ended();
  expect(detail).toMatchObject({ code: "server_error" });
  await expect.poll(() => popup.isClosed()).toBe(true);
  expect(host.story).not.toContain("open popup");
  await host.expectFocusOnButton();
});

test("Cancel beside the button lets go of the window, and says that it may be closed", async ({ host, page }) => {
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.click());
  await seeStep(popup, "pre-login");
  await host.action("Cancel").click();
  await host.ended();
  expect(host.story).toEqual([...beginning, ...cancelled]);
  // On OFAuth's page the window is not ours to close: a window without an opener can be closed by nobody else.
  await expect(mayBeClosed(host)).toBeVisible();
  await expect(otherWindow(host)).toHaveCount(0);
  await host.expectLetGo();
  // Chromium's word for the try.
  await host.takeConsole("Unsafe attempt to initiate navigation");
});

for (const [name, oauth, headers] of [
  ["OFAuth's page", { coop: "same-origin" }, {}],
  ["the host's page", {}, { "cross-origin-opener-policy": "same-origin" }],
  ["both pages", { coop: "same-origin" }, { "cross-origin-opener-policy": "same-origin" }],
] as const) {
  test(`a Cross-Origin-Opener-Policy of ${name} cuts the window loose, and its result arrives all the same`, async ({
    host,
    page,
    site,
  }) => {
    site.emulator.emulator.scenarios.set(oauth);
    await page.clock.install({ time: 0 });
    await page.goto(site.page(elementPage(`mode="popup"`), "/", headers));
    await host.ready();
    await page.clock.pauseAt(60_000);
    const popup = await windowOf(page, () => host.button.click());
    await seeStep(popup, "pre-login");
    await page.clock.runFor(1_900);
    await page.clock.runFor(30_000);
    expect(host.story).toEqual(beginning);
    await expect(otherWindow(host)).toBeVisible();
    await expect(host.action("Cancel")).toBeVisible();
    await allow(popup);
    const { detail } = await host.ended();
    expect(detail).toMatchObject({ source: "popup", verified: true });
    expect(host.story.slice(beginning.length)).toEqual(["open > connected", "success", "close connected"]);
    await expect.poll(() => popup.isClosed()).toBe(true);
    await host.expectLetGo();
  });
}

test("a window that was cut loose can be cancelled, and the next attempt begins at once", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ coop: "same-origin" });
  const popup = await start(host);
  await page.clock.runFor(5_000);
  await host.action("Cancel").click();
  await host.ended();
  expect(host.story).toEqual([...beginning, ...cancelled]);
  await page.clock.resume();
  const next = await windowOf(page, () => host.button.click());
  await allow(next);
  expect((await host.ended(2)).type).toBe("success");
  await popup.close();
});

test("the window has no way back to the page that opened it, blank or on OFAuth's pages", async ({
  host,
  page,
  site,
}) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/link/init", async (route) => {
    await released;
    await route.continue();
  });
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.click());
  await expect(popup.locator("body")).toHaveText("Opening OFAuth…");
  expect(await popup.evaluate(() => window.opener)).toBeNull();
  release();
  await seeStep(popup, "pre-login");
  expect(await popup.evaluate(() => window.opener)).toBeNull();
  expect(await popup.evaluate(() => location.origin)).toBe(site.emulator.origin);
  await allow(popup);
  await host.ended();
});

test("each window has a name of its own that nobody can guess", async ({ host, page, site }) => {
  const names: string[] = [];
  site.intercept = hanging("/link/init").intercept;
  await host.open(`mode="popup" prefetch="none"`);
  for (const count of [1, 2]) {
    const popup = await windowOf(page, () => host.button.click());
    names.push(await popup.evaluate(() => window.name));
    await popup.close();
    await host.ended(count);
  }
  for (const name of names) expect(name).toMatch(/^\d{1,10}(-\d{1,10}){4}$/);
  expect(names[0]).not.toBe(names[1]);
  expect(JSON.stringify(host.heard)).not.toContain(names[0]);
});
