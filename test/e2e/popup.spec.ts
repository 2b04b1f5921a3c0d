import type { Page } from "@playwright/test";
import { neverRespond, respondWith } from "./support/answers.js";
import { connectAccount, expectStep, waitForPopup } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

const beginning = ["before-open popup", "idle > starting", "starting > open", "open popup"];
const cancelled = ["open > cancelled", "cancel user", "close cancelled"];
const results = (host: Host): number => host.site.requests.filter((request) => request === "GET /link/result").length;
const mayBeClosed = (host: Host) => host.element.getByText("You can close the other window.");
const otherWindow = (host: Host) => host.element.getByText("Continue in the other window.");

/** Starts an attempt with a paused clock, up to OFAuth's page in the popup. */
async function start(host: Host): Promise<Page> {
  await host.openWithPausedClock(`mode="popup"`);
  const popup = await waitForPopup(host.page, () => host.button.click());
  await expectStep(popup, "pre-login");
  await host.waitForEvent("open popup");
  return popup;
}

test("a popup that the user closes causes one request for the result, and a cancel 3 s later", async ({
  host,
  page,
}) => {
  const popup = await start(host);
  await page.clock.runFor(3_000);
  await popup.close();
  const read = page.waitForResponse("**/link/result*");
  await page.clock.runFor(500);
  await (await read).finished();
  // The 3 s start when the page has the answer: the answer to a later request arrives after it.
  await page.evaluate(() => fetch("/favicon.ico"));
  expect(results(host)).toBe(1);
  await page.clock.runFor(2_900);
  expect(host.eventLog).toEqual(beginning);
  await page.clock.runFor(100);
  await host.waitForEnd();
  expect(host.eventLog).toEqual([...beginning, ...cancelled]);
  expect(results(host)).toBe(1);
  await expect(mayBeClosed(host)).toHaveCount(0);
  await host.expectCleanedUp({ isReturn: true });
  await host.expectFocusOnButton();
});

test("a result that the server recorded counts after the popup was closed", async ({ host, page, site }) => {
  const popup = await start(host);
  await page.clock.runFor(3_000);
  // The popup's message is lost; the host's server has the result.
  await popup.route("**/link/callback.js", (route) => route.abort());
  await connectAccount(popup);
  await expect(popup).toHaveURL(/link\/callback/);
  await popup.close();
  await page.clock.runFor(500);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
  expect(site.emulator.emulator.connections.list()).toHaveLength(1);
});

test("waits for a slow result after the popup has closed itself", async ({ host, page, site }) => {
  const popup = await start(host);
  await page.clock.runFor(3_000);
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/link/result*", async (route) => {
    await released;
    await route.continue();
  });
  await connectAccount(popup);
  if (!popup.isClosed()) await popup.waitForEvent("close");
  await page.clock.runFor(5_000);
  expect(host.eventLog).toEqual(beginning);
  release();
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
  expect(site.emulator.emulator.connections.list()).toHaveLength(1);
});

test("a popup that appears closed immediately is not treated as closed, and the user can cancel", async ({
  host,
  page,
}) => {
  const popup = await start(host);
  await popup.close();
  await page.clock.runFor(30_000);
  expect(host.eventLog).toEqual(beginning);
  expect(results(host)).toBe(0);
  await expect(otherWindow(host)).toBeVisible();
  await host.action("Cancel").click();
  await host.waitForEnd();
  expect(host.eventLog).toEqual([...beginning, ...cancelled]);
  await expect(mayBeClosed(host)).toBeVisible();
  await host.expectCleanedUp({ isReturn: true });
});

test("closing a blank popup cancels the attempt and aborts the request", async ({ host, page, site }) => {
  const { intercept, abortedCount } = neverRespond("/link/init");
  site.intercept = intercept;
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await expect.poll(() => host.initCount()).toBe(1);
  await popup.close();
  await host.waitForEnd();
  expect(host.eventLog).toEqual([
    "before-open popup",
    "idle > starting",
    "starting > cancelled",
    "cancel user",
    "close cancelled",
  ]);
  await expect.poll(abortedCount, { timeout: 5_000 }).toBe(1);
  await host.expectFocusOnButton();
});

test("closes the popup when the session request fails", async ({ host, page, site }) => {
  site.intercept = respondWith("/link/init", 500);
  await host.open(`mode="popup" prefetch="none"`);
  const popup = await waitForPopup(page, () => host.button.click());
  const { detail } = await host.waitForEnd();
  expect(detail).toMatchObject({ code: "server_error" });
  await expect.poll(() => popup.isClosed()).toBe(true);
  expect(host.eventLog).not.toContain("open popup");
  await host.expectFocusOnButton();
});

test("Cancel next to the button ends the attempt, and says that the popup can be closed", async ({ host, page }) => {
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await expectStep(popup, "pre-login");
  await host.action("Cancel").click();
  await host.waitForEnd();
  expect(host.eventLog).toEqual([...beginning, ...cancelled]);
  // On OFAuth's page the element cannot close the popup: only the user can close a window without an opener.
  await expect(mayBeClosed(host)).toBeVisible();
  await expect(otherWindow(host)).toHaveCount(0);
  await host.expectCleanedUp({ isReturn: true });
  // Chromium's message for the attempt to close it.
  await host.takeConsole("Unsafe attempt to initiate navigation");
});

for (const [name, oauth, headers] of [
  ["OFAuth's page", { coop: "same-origin" }, {}],
  ["the host's page", {}, { "cross-origin-opener-policy": "same-origin" }],
  ["both pages", { coop: "same-origin" }, { "cross-origin-opener-policy": "same-origin" }],
] as const) {
  test(`a popup severed by a Cross-Origin-Opener-Policy of ${name} still delivers its result`, async ({
    host,
    page,
    site,
  }) => {
    site.emulator.emulator.scenarios.set(oauth);
    await page.clock.install({ time: 0 });
    await page.goto(site.page(elementPage(`mode="popup"`), "/", headers));
    await host.ready();
    await page.clock.pauseAt(60_000);
    const popup = await waitForPopup(page, () => host.button.click());
    await expectStep(popup, "pre-login");
    await page.clock.runFor(1_900);
    await page.clock.runFor(30_000);
    expect(host.eventLog).toEqual(beginning);
    await expect(otherWindow(host)).toBeVisible();
    await expect(host.action("Cancel")).toBeVisible();
    await connectAccount(popup);
    const { detail } = await host.waitForEnd();
    expect(detail).toMatchObject({ source: "popup", verified: true });
    expect(host.eventLog.slice(beginning.length)).toEqual(["open > connected", "success", "close connected"]);
    await expect.poll(() => popup.isClosed()).toBe(true);
    await host.expectCleanedUp();
  });
}

test("an attempt in a severed popup can be cancelled, and the next one starts at once", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ coop: "same-origin" });
  const popup = await start(host);
  await page.clock.runFor(5_000);
  await host.action("Cancel").click();
  await host.waitForEnd();
  expect(host.eventLog).toEqual([...beginning, ...cancelled]);
  await page.clock.resume();
  const next = await waitForPopup(page, () => host.button.click());
  await connectAccount(next);
  expect((await host.waitForEnd(2)).type).toBe("success");
  await popup.close();
});

test("the popup has no opener, neither blank nor on OFAuth's pages", async ({ host, page, site }) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/link/init", async (route) => {
    await released;
    await route.continue();
  });
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await expect(popup.locator("body")).toHaveText("Opening OFAuth…");
  expect(await popup.evaluate(() => window.opener)).toBeNull();
  release();
  await expectStep(popup, "pre-login");
  expect(await popup.evaluate(() => window.opener)).toBeNull();
  expect(await popup.evaluate(() => location.origin)).toBe(site.emulator.origin);
  await connectAccount(popup);
  await host.waitForEnd();
});

test("each popup has its own unguessable name", async ({ host, page, site }) => {
  const names: string[] = [];
  site.intercept = neverRespond("/link/init").intercept;
  await host.open(`mode="popup" prefetch="none"`);
  for (const count of [1, 2]) {
    const popup = await waitForPopup(page, () => host.button.click());
    names.push(await popup.evaluate(() => window.name));
    await popup.close();
    await host.waitForEnd(count);
  }
  for (const name of names) expect(name).toMatch(/^\d{1,10}(-\d{1,10}){4}$/);
  expect(names[0]).not.toBe(names[1]);
  expect(JSON.stringify(host.events)).not.toContain(names[0]);
});
