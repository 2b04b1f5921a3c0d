/** A change in one place shows in all places: of the page, of other tabs, and of other browsers. */
import type { Page } from "@playwright/test";
import { Host } from "./support/host.js";
import {
  accountPage,
  badge,
  changes,
  confirm,
  connect,
  expect,
  list,
  only,
  openLive,
  press,
  reads,
  seed,
  status,
  test,
} from "./support/accounts.js";
import { answering } from "./support/answers.js";
import { allow } from "./support/hosted.js";

const id = "conn_shared";
const actions = `actions="reconnect refresh invalidate disconnect"`;
const one = status("one", `connection-id="${id}" ${actions}`);
const two = status("two", `variant="card" ${actions}`);
const everywhere = (page: Page) => badge(page.locator("#one, #two, #list [part=row]"));
const inAll = (words: string): string[] => [words, words, words];

test("what one element does, all of the page show, and each tells its own change once", async ({
  host,
  page,
  site,
}) => {
  seed(site, { id });
  await page.goto(site.page(accountPage(one, two, connect(), list())));
  await expect(everywhere(page)).toHaveText(inAll("Active"));
  await confirm(page.locator("#two"), "End session");
  await expect(everywhere(page)).toHaveText(inAll("Reconnect needed"));
  // The host's event may come before its answer.
  for (const element of ["one", "two"]) {
    expect(changes(host, element).slice(1)).toEqual([expect.stringMatching(/^active > expired by (action|push)$/)]);
  }
  await only(host, "two", "invalidated");

  await press(page.locator("#list [part=row]"), "Reconnect");
  await allow(page.locator("#list iframe").contentFrame());
  await expect(everywhere(page)).toHaveText(inAll("Active"));
  await only(host, "list", "success");

  // The button makes a second one: it is the newest, and the first keeps its place.
  await page.locator("#connect [part=button]").click();
  await allow(page.locator("#connect iframe").contentFrame(), "eve@creator.sandbox.com");
  await expect(page.locator("#list [part=row]")).toHaveCount(2);
  await expect(page.locator("#two")).toContainText("@eve_creator");

  await confirm(page.locator("#one"), "Disconnect");
  await expect(page.locator("#list [part=row]")).toHaveCount(1);
  await expect(badge(page.locator("#one"))).toHaveText("Not connected");
  await expect(page.locator("#two")).toContainText("@eve_creator");
  const done = host.heard.filter(({ type }) => type === "disconnected");
  expect(done.map((event) => event.id)).toEqual(["one"]);
});

test("a status without an id turns to the next connection when the newest is gone", async ({ page, site }) => {
  seed(site, { id });
  seed(site, { id: "conn_older", createdAt: "2020-01-01T00:00:00Z", status: "expired" });
  await page.goto(site.page(accountPage(two)));
  await expect(badge(page.locator("#two"))).toHaveText("Active");
  await confirm(page.locator("#two"), "Disconnect");
  await expect(badge(page.locator("#two"))).toHaveText("Reconnect needed");
});

test("where the host sends no events, another tab hears of an action from the tab that did it", async ({
  host,
  page,
  site,
  context,
}) => {
  seed(site, { id });
  site.intercept = answering("/events", 404);
  const address = site.page(accountPage(one, two, list()));
  const other = await Host.in(await context.newPage(), site);
  for (const tab of [page, other.page]) {
    await tab.goto(address);
    await expect(everywhere(tab)).toHaveText(inAll("Active"));
  }
  await confirm(page.locator("#one"), "End session");
  await expect(everywhere(other.page)).toHaveText(inAll("Reconnect needed"));
  expect(changes(other, "one").at(-1)).toBe("active > expired by tab");
  expect(other.heard.filter(({ type }) => type === "invalidated")).toEqual([]);
  await confirm(other.page.locator("#one"), "Disconnect");
  await expect(badge(page.locator("#one, #two"))).toHaveText(["Not connected", "Not connected"]);
  expect(changes(host, "two").at(-1)).toBe("expired > none by tab");
  // One try in each tab: a host without events is not asked for them again.
  expect(site.requests.filter((request) => request === "GET /events")).toHaveLength(2);
  other.expectOrder();
});

test("another browser of the same user hears of an action from the host", async ({ page, site, browser }) => {
  seed(site, { id });
  const address = site.page(accountPage(one, two, list()));
  await page.goto(address);
  await expect(everywhere(page)).toHaveText(inAll("Active"));
  const context = await browser.newContext();
  const other = await Host.in(await context.newPage(), site);
  await openLive(other.page, address);
  await expect(everywhere(other.page)).toHaveText(inAll("Active"));
  const before = reads(site);
  await confirm(page.locator("#one"), "End session");
  await expect(everywhere(other.page)).toHaveText(inAll("Reconnect needed"));
  for (const element of ["one", "two"]) expect(changes(other, element).at(-1)).toBe("active > expired by push");
  expect(reads(site)).toBe(before);
  other.expectOrder();
  await context.close();
});

test("any script may write to the channel between tabs: it has things read anew, and nothing more", async ({
  page,
  site,
  context,
}) => {
  seed(site, { id });
  await page.goto(site.page(accountPage(one)));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  const stranger = await context.newPage();
  await stranger.goto(site.page("<p>Another page of the host</p>", "/other"));
  const before = reads(site);
  await stranger.evaluate((connectionId) => {
    const channel = new BroadcastChannel("ofauth-connections");
    const lies = [
      { connectionId, status: "disconnected" },
      { connectionId, status: "expired", connection: { id: connectionId, status: "expired" } },
      { connectionId: "../../admin", status: "active" },
      { connectionId: [connectionId], status: {} },
      null,
      "expired",
    ];
    for (const lie of lies) channel.postMessage(lie);
  }, id);
  await expect.poll(() => reads(site)).toBe(before + 1);
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  expect(site.requests.join()).not.toContain("admin");
});
