import type { Locator, Route } from "@playwright/test";
import { connectAccount, press, expectStep, signIn, waitForPopup } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

const beginning = ["before-open embed", "idle > starting", "starting > opening", "open embed"];
const frameOf = (host: Host) => host.element.locator("iframe");

/** Starts an attempt with a paused clock, up to the moment when the frame has its URL. */
async function start(host: Host): Promise<void> {
  await host.openWithPausedClock();
  await host.button.click();
  await host.waitForEvent("open embed");
}

async function stall(host: Host): Promise<void> {
  await start(host);
  await host.page.clock.runFor(15_000);
  await host.waitForEvent("stall frame_timeout");
  await expect(host.dialog.getByRole("alert")).toContainText("isn’t loading here");
  expect(host.eventLog).toEqual([...beginning, "stall frame_timeout"]);
}

/** Runs the clock until the panel over the skeleton is there. */
async function silentPanel(host: Host): Promise<Locator> {
  const panel = host.dialog.getByRole("alert");
  await expect(async () => {
    await host.page.clock.runFor(500);
    await expect(panel).toBeVisible({ timeout: 200 });
  }).toPass();
  return panel;
}

test("a refused frame is never shown: alternatives after 3 s, a stall after 15 s, then a popup", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ refusedFrame: true });
  await start(host);
  const panel = await silentPanel(host);
  await expect(panel.getByRole("button")).toHaveText(["Open in a new window", "Show it anyway"]);
  await expect(frameOf(host)).not.toBeVisible();
  expect(host.eventLog).toEqual(beginning);
  await page.clock.runFor(15_000);
  await host.waitForEvent("stall frame_timeout");
  await expect(frameOf(host)).not.toBeVisible();
  const popup = await waitForPopup(page, () => host.action("Open in a new window").click());
  await connectAccount(popup);
  const { detail } = await host.waitForEnd();
  expect(detail).toMatchObject({ source: "popup", verified: true });
  expect(host.initCount()).toBe(2);
  await host.expectCleanedUp();
  // Chromium's report of the refused frame.
  await host.takeConsole("frame-ancestors");
});

test("a silent frame can be left for a window before it stalls", async ({ host, page, site }) => {
  site.emulator.emulator.scenarios.set({ silent: true });
  await start(host);
  await silentPanel(host);
  const popup = await waitForPopup(page, () => host.action("Open in a new window").click());
  await connectAccount(popup);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
  expect(host.eventLog).not.toContain("stall frame_timeout");
});

test("a stalled attempt continues by redirect", async ({ host, page, site }) => {
  site.emulator.emulator.scenarios.set({ silent: true });
  await stall(host);
  await host.action("Continue on OFAuth").click();
  await connectAccount(page);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "redirect", verified: true });
});

for (const [name, close] of [
  ["the Close button", (host: Host) => host.closeButton.click()],
  ["Escape", (host: Host) => host.page.keyboard.press("Escape")],
] as const) {
  test(`closing a stalled attempt with ${name} fails with frame_timeout, and can be tried again`, async ({
    host,
    site,
  }) => {
    site.emulator.emulator.scenarios.set({ silent: true });
    await stall(host);
    await close(host);
    const { detail } = await host.waitForEnd();
    expect(host.eventLog.slice(-3)).toEqual(["opening > failed", "error frame_timeout", "close failed"]);
    expect(detail).toMatchObject({ retryable: true });
    await host.expectCleanedUp();
    await host.expectFocusOnButton();
    site.emulator.emulator.scenarios.reset();
    await host.action("Try again").click();
    await connectAccount(host.frame);
    expect((await host.waitForEnd(2)).type).toBe("success");
  });
}

test("Try again reloads the frame with the same session", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ silent: true });
  await stall(host);
  site.emulator.emulator.scenarios.reset();
  await host.action("Try again").click();
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(host.initCount()).toBe(1);
  expect(host.eventLog).not.toContain("error frame_timeout");
  expect(host.eventLog.slice(beginning.length, beginning.length + 3)).toEqual([
    "stall frame_timeout",
    "opening > open",
    "load",
  ]);
});

test("a page that never reports loaded is shown when the user asks for it, and its success counts", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ noLoaded: true });
  await start(host);
  await host.waitForEvent("sandbox-info pre-login");
  await page.clock.runFor(4_000);
  await expect(frameOf(host)).not.toBeVisible();
  await host.action("Show it anyway").click();
  await expect(frameOf(host)).toBeFocused();
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(host.eventLog).not.toContain("load");
  expect(host.eventLog.slice(-4)).toEqual([
    "opening > verifying",
    "verifying > connected",
    "success",
    "close connected",
  ]);
});

test("a stall while the user types shows the alternatives next to the page, and the page's success still counts", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ noLoaded: true });
  await start(host);
  await host.waitForEvent("sandbox-info pre-login");
  await page.clock.runFor(4_000);
  await host.action("Show it anyway").click();
  await press(host.frame, "Continue");
  await expectStep(host.frame, "login");
  await host.frame.getByLabel("E-mail").focus();
  await page.clock.runFor(11_000);
  await host.waitForEvent("stall frame_timeout");
  await expect(host.dialog.getByRole("alert")).toBeVisible();
  await expect(frameOf(host)).toBeVisible();
  await signIn(host.frame, "ava@creator.sandbox.com");
  await press(host.frame, "Allow");
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "embed", verified: true });
});

test("a page that loads after the stall replaces the stall panel", async ({ host, page, site }) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(`${site.emulator.origin}/cs_*`, async (route: Route) => {
    await released;
    await route.continue();
  });
  await stall(host);
  await expect(frameOf(host)).not.toBeVisible();
  release();
  await host.waitForEvent("load");
  await expect(host.dialog.getByRole("alert")).toHaveCount(0);
  await expect(frameOf(host)).toBeVisible();
  const [load] = host.events.filter(({ type }) => type === "load");
  expect(load?.detail.elapsedMs).toBeGreaterThanOrEqual(15_000);
  await connectAccount(host.frame);
  expect((await host.waitForEnd()).type).toBe("success");
});

test("the dialog shows that a slow page is still loading, then shows the page", async ({ host, page, site }) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(`${site.emulator.origin}/cs_*`, async (route: Route) => {
    await released;
    await route.continue();
  });
  await start(host);
  await page.clock.runFor(4_000);
  await expect(host.dialog.getByText("Still loading…")).toBeVisible();
  release();
  await expectStep(host.frame, "pre-login");
  await expect(host.dialog.getByText("Still loading…")).toHaveCount(0);
  expect(host.eventLog).not.toContain("stall frame_timeout");
  await connectAccount(host.frame);
  await host.waitForEnd();
});

test("without a connection the dialog says so, and loads the page by itself when there is one", async ({
  host,
  page,
  context,
  site,
}) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(`${site.emulator.origin}/cs_*`, async (route: Route) => {
    await released;
    await route.continue();
  });
  await start(host);
  await context.setOffline(true);
  const panel = host.dialog.getByRole("alert");
  await expect(panel).toContainText("No connection");
  await expect(panel.getByRole("button")).toHaveText(["Try again", "Open in a new window"]);
  release();
  await context.setOffline(false);
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(host.eventLog).not.toContain("stall frame_timeout");
  expect(host.initCount()).toBe(1);
});

test("a slow API and a slow page connect an account", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ slow: 300 });
  await host.open();
  await host.button.click();
  await connectAccount(host.frame);
  expect((await host.waitForEnd()).detail).toMatchObject({ verified: true });
  const [load] = host.events.filter(({ type }) => type === "load");
  expect(load?.detail.elapsedMs).toBeGreaterThanOrEqual(300);
});

for (const [what, headers] of [
  ["keeps other origins out", { "cross-origin-embedder-policy": "require-corp" }],
  [
    "isolates the page",
    { "cross-origin-embedder-policy": "require-corp", "cross-origin-opener-policy": "same-origin" },
  ],
] as const) {
  test(`an embedder policy that ${what} stalls at once, and the attempt continues in a window`, async ({
    host,
    page,
    site,
  }) => {
    await page.clock.install({ time: 0 });
    await page.goto(site.page(elementPage(), "/", headers));
    await host.ready();
    await page.clock.pauseAt(60_000);
    await host.button.click();
    await host.waitForEvent("stall csp_blocked");
    const popup = await waitForPopup(page, () => host.action("Open in a new window").click());
    await connectAccount(popup);
    await page.clock.resume();
    expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
  });
}
