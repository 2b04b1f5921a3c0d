/** A page that nobody looks at asks for nothing and holds nothing open; whoever comes back sees what is so now. */
import type { Page } from "@playwright/test";
import type { Site } from "../support/site.js";
import { accountPage, badge, expect, list, openLive, reads, seed, status, test } from "./support/accounts.js";
import { findBrowser, launchArgs } from "../../tools/find-browser.mjs";

// Playwright switches the cache of whole pages off; browsers have it on.
test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: launchArgs,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  },
});

const id = "conn_watched";
const body = accountPage(status("one", `connection-id="${id}" refresh="10"`));

const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, value });
    Object.defineProperty(document, "visibilityState", { configurable: true, value: value ? "hidden" : "visible" });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

/** How many streams of events the site is sending to. */
function countStreams(site: Site): () => number {
  let open = 0;
  site.intercept = (request, response) => {
    if (!request.url?.endsWith("/events")) return false;
    open++;
    response.on("close", () => open--);
    return false;
  };
  return () => open;
}

test("hidden: no stream and no polls; on return one read and the stream again", async ({ page, site }) => {
  seed(site, { id });
  const streams = countStreams(site);
  await page.clock.install({ time: Date.now() });
  await openLive(page, site.page(body));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await page.clock.runFor(11_000);
  await expect.poll(() => reads(site)).toBe(2);
  await setHidden(page, true);
  await expect.poll(streams).toBe(0);
  site.emulator.emulator.connections.expire(id);
  // Told while nobody listens: a word that came late would be pushed, and spare the read.
  await site.emulator.emulator.webhooks.settled();
  await page.clock.runFor(120_000);
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  expect(reads(site)).toBe(2);
  await setHidden(page, false);
  await page.clock.runFor(1_000);
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  await expect.poll(streams).toBe(1);
  expect(reads(site)).toBe(3);
});

test("offline: nothing is asked until the network is back, and then once", async ({ page, site, context }) => {
  seed(site, { id });
  await page.clock.install({ time: Date.now() });
  await openLive(page, site.page(body));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await context.setOffline(true);
  site.emulator.emulator.connections.expire(id);
  await site.emulator.emulator.webhooks.settled();
  await page.clock.runFor(60_000);
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  expect(reads(site)).toBe(1);
  await context.setOffline(false);
  await page.clock.runFor(1_000);
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  expect(reads(site)).toBe(2);
});

test("a page that shows nothing of connections any more lets go of everything", async ({ page, site }) => {
  seed(site, { id });
  const streams = countStreams(site);
  await openLive(page, site.page(accountPage(`<div id="part">${status("one", `refresh="10"`)}${list()}</div>`)));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await expect.poll(streams).toBe(1);
  await page.evaluate(() => document.querySelector("#part")?.remove());
  await expect.poll(streams).toBe(0);
});

test("Back out of the browser's cache of whole pages: one read, and live again", async ({ page, site }) => {
  seed(site, { id });
  const { connections, webhooks } = site.emulator.emulator;
  const streams = countStreams(site);
  await openLive(page, site.page(accountPage(status("one", `connection-id="${id}"`))));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await page.evaluate(() =>
    addEventListener("pageshow", ({ persisted }) => (document.title = persisted ? "from the cache" : "loaded")),
  );
  await page.goto(site.page("<p>Elsewhere</p>", "/elsewhere"));
  await expect.poll(streams).toBe(0);
  connections.expire(id);
  await webhooks.settled();
  // Not goBack(), which waits for a load that a page out of the cache does not have.
  await page.evaluate(() => setTimeout(() => history.back()));
  await expect(page).toHaveTitle("from the cache");
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  expect(reads(site)).toBe(2);
  await expect.poll(streams).toBe(1);
  connections.delete(id);
  await expect(badge(page.locator("#one"))).toHaveText("Not connected");
  expect(reads(site)).toBe(2);
});
