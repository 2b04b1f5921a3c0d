/** A hidden page sends no requests and keeps no stream open; a user who returns sees the current status. */
import {
  accountPage,
  badge,
  countStreams,
  expect,
  list,
  openLive,
  readCount,
  seed,
  setHidden,
  status,
  test,
} from "./support/accounts.js";
import { respondWith } from "./support/answers.js";

const id = "conn_watched";
const body = accountPage(status("one", `connection-id="${id}" refresh="10"`));

test("a hidden page has no stream and no polls, and once visible refetches once and reopens the stream", async ({
  page,
  site,
}) => {
  seed(site, { id });
  const streams = countStreams(site);
  await page.clock.install({ time: Date.now() });
  await openLive(page, site.page(body));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await page.clock.runFor(11_000);
  await expect.poll(() => readCount(site)).toBe(2);
  await setHidden(page, true);
  await expect.poll(streams).toBe(0);
  site.emulator.emulator.connections.expire(id);
  // Delivered while no stream is open: a later delivery would be pushed, and the refetch would not be needed.
  await site.emulator.emulator.webhooks.settled();
  await page.clock.runFor(120_000);
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  expect(readCount(site)).toBe(2);
  await setHidden(page, false);
  await page.clock.runFor(1_000);
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  await expect.poll(streams).toBe(1);
  expect(readCount(site)).toBe(3);
});

test("an offline page sends no request, and refetches once when online", async ({ page, site, context }) => {
  seed(site, { id });
  await page.clock.install({ time: Date.now() });
  await openLive(page, site.page(body));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await context.setOffline(true);
  site.emulator.emulator.connections.expire(id);
  await site.emulator.emulator.webhooks.settled();
  await page.clock.runFor(60_000);
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  expect(readCount(site)).toBe(1);
  await context.setOffline(false);
  await page.clock.runFor(1_000);
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  expect(readCount(site)).toBe(2);
});

test("closes the stream when the last connection element is removed", async ({ page, site }) => {
  seed(site, { id });
  const streams = countStreams(site);
  await openLive(page, site.page(accountPage(`<div id="part">${status("one", `refresh="10"`)}${list()}</div>`)));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await expect.poll(streams).toBe(1);
  await page.evaluate(() => document.querySelector("#part")?.remove());
  await expect.poll(streams).toBe(0);
});

test("a stream that the host refused at first is tried again, and a change is shown", async ({ page, site }) => {
  seed(site, { id });
  const streams = countStreams(site);
  const { intercept } = site;
  await page.clock.install({ time: Date.now() });
  site.intercept = respondWith("/events", 503);
  await page.goto(site.page(accountPage(status("one", `connection-id="${id}"`))));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await expect.poll(() => site.requests.filter((request) => request === "GET /events").length).toBe(2);
  site.intercept = intercept;
  await page.clock.runFor(61_000);
  await expect.poll(streams).toBe(1);
  site.emulator.emulator.connections.expire(id);
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
});
