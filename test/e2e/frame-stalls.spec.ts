import type { Route } from "@playwright/test";
import { allow, press, seeStep, signIn, windowOf } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

const beginning = ["before-open embed", "idle > starting", "starting > opening", "open embed"];
const frameOf = (host: Host) => host.element.locator("iframe");

/** With the page's clock in our hands, up to the moment when the frame has its address. */
async function start(host: Host): Promise<void> {
  await host.openInStillTime();
  await host.button.click();
  await host.hears("open embed");
}

async function stall(host: Host): Promise<void> {
  await start(host);
  await host.page.clock.runFor(15_000);
  await host.hears("stall frame_timeout");
  await expect(host.dialog.getByRole("alert")).toContainText("isn’t loading here");
  expect(host.story).toEqual([...beginning, "stall frame_timeout"]);
}

test("a refused frame is not taken for a page: stall after 15 s, and the attempt goes on in a window", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ refusedFrame: true });
  await start(host);
  await page.clock.runFor(14_900);
  expect(host.story).toEqual(beginning);
  await page.clock.runFor(100);
  await host.hears("stall frame_timeout");
  const popup = await windowOf(page, () => host.action("Open in a new window").click());
  await allow(popup);
  const { detail } = await host.ended();
  expect(detail).toMatchObject({ source: "popup", verified: true });
  expect(host.inits()).toBe(2);
  await host.expectLetGo();
  // Chromium's report of the refusal.
  await host.takeConsole("frame-ancestors");
});

test("a stalled attempt goes on by redirect", async ({ host, page, site }) => {
  site.emulator.emulator.scenarios.set({ silent: true });
  await stall(host);
  await host.action("Continue on OFAuth").click();
  await allow(page);
  expect((await host.ended()).detail).toMatchObject({ source: "redirect", verified: true });
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
    const { detail } = await host.ended();
    expect(host.story.slice(-3)).toEqual(["opening > failed", "error frame_timeout", "close failed"]);
    expect(detail).toMatchObject({ retryable: true });
    await host.expectLetGo();
    await host.expectFocusOnButton();
    site.emulator.emulator.scenarios.reset();
    await host.action("Try again").click();
    await allow(host.frame);
    expect((await host.ended(2)).type).toBe("success");
  });
}

test("Try again loads the frame once more with the same session", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ silent: true });
  await stall(host);
  site.emulator.emulator.scenarios.reset();
  await host.action("Try again").click();
  await allow(host.frame);
  await host.ended();
  expect(host.inits()).toBe(1);
  expect(host.story).not.toContain("error frame_timeout");
  expect(host.story.slice(beginning.length, beginning.length + 3)).toEqual([
    "stall frame_timeout",
    "opening > open",
    "load",
  ]);
});

test("a page that never says loaded is shown after 4 s, and its success counts", async ({ host, page, site }) => {
  site.emulator.emulator.scenarios.set({ noLoaded: true });
  await start(host);
  await host.hears("sandbox-info pre-login");
  await page.clock.runFor(3_900);
  await expect(frameOf(host)).not.toBeVisible();
  await page.clock.runFor(100);
  await expect(frameOf(host)).toBeVisible();
  await allow(host.frame);
  await host.ended();
  expect(host.story).not.toContain("load");
  expect(host.story.slice(-4)).toEqual(["opening > verifying", "verifying > connected", "success", "close connected"]);
});

test("a way on that comes while the user types stands beside the page, and the page's success still counts", async ({
  host,
  page,
  site,
}) => {
  site.emulator.emulator.scenarios.set({ noLoaded: true });
  await start(host);
  await page.clock.runFor(4_000);
  await press(host.frame, "Continue");
  await seeStep(host.frame, "login");
  await host.frame.getByLabel("E-mail").focus();
  await page.clock.runFor(11_000);
  await host.hears("stall frame_timeout");
  await expect(host.dialog.getByRole("alert")).toBeVisible();
  await expect(frameOf(host)).toBeVisible();
  await signIn(host.frame, "ava@creator.sandbox.com");
  await press(host.frame, "Allow");
  expect((await host.ended()).detail).toMatchObject({ source: "embed", verified: true });
});

test("a page that loads after the stall takes the panel's place", async ({ host, page, site }) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(`${site.emulator.origin}/cs_*`, async (route: Route) => {
    await released;
    await route.continue();
  });
  await stall(host);
  await expect(frameOf(host)).not.toBeVisible();
  release();
  await host.hears("load");
  await expect(host.dialog.getByRole("alert")).toHaveCount(0);
  await expect(frameOf(host)).toBeVisible();
  const [load] = host.heard.filter(({ type }) => type === "load");
  expect(load?.detail.elapsedMs).toBeGreaterThanOrEqual(15_000);
  await allow(host.frame);
  expect((await host.ended()).type).toBe("success");
});

test("a slow page says that it is still loading, then shows itself", async ({ host, page, site }) => {
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
  await seeStep(host.frame, "pre-login");
  await expect(host.dialog.getByText("Still loading…")).toHaveCount(0);
  expect(host.story).not.toContain("stall frame_timeout");
  await allow(host.frame);
  await host.ended();
});

test("an API and a page that take their time lose nothing", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ slow: 300 });
  await host.open();
  await host.button.click();
  await allow(host.frame);
  expect((await host.ended()).detail).toMatchObject({ verified: true });
  const [load] = host.heard.filter(({ type }) => type === "load");
  expect(load?.detail.elapsedMs).toBeGreaterThanOrEqual(300);
});
