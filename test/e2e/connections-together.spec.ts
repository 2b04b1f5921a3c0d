/** A change in one element is shown by all elements: on the page, in other tabs and in other browsers. */
import type { Page } from "@playwright/test";
import { Host } from "./support/host.js";
import {
  accountPage,
  badge,
  statusChanges,
  confirm,
  connect,
  expect,
  list,
  onlyEvent,
  openLive,
  press,
  readCount,
  seed,
  status,
  test,
} from "./support/accounts.js";
import { respondWith } from "./support/answers.js";
import { connectAccount } from "./support/hosted.js";

const id = "conn_shared";
const actions = `actions="reconnect refresh invalidate disconnect"`;
const one = status("one", `connection-id="${id}" ${actions}`);
const two = status("two", `variant="card" ${actions}`);
const everywhere = (page: Page) => badge(page.locator("#one, #two, #list [part=row]"));
const threeTimes = (text: string): string[] => [text, text, text];

test("all elements of the page show one element's action, and each emits its own change once", async ({
  host,
  page,
  site,
}) => {
  seed(site, { id });
  await page.goto(site.page(accountPage(one, two, connect(), list())));
  await expect(everywhere(page)).toHaveText(threeTimes("Active"));
  await confirm(page.locator("#two"), "End session");
  await expect(everywhere(page)).toHaveText(threeTimes("Reconnect needed"));
  // The host's server-sent event may arrive before its answer.
  for (const element of ["one", "two"]) {
    expect(statusChanges(host, element).slice(1)).toEqual([
      expect.stringMatching(/^active > expired by (action|push)$/),
    ]);
  }
  await onlyEvent(host, "two", "invalidated");

  await press(page.locator("#list [part=row]"), "Reconnect");
  await connectAccount(page.locator("#list iframe").contentFrame());
  await expect(everywhere(page)).toHaveText(threeTimes("Active"));
  await onlyEvent(host, "list", "success");

  // The button creates a second connection: it is the newest, and the first keeps its place.
  await page.locator("#connect [part=button]").click();
  await connectAccount(page.locator("#connect iframe").contentFrame(), "eve@creator.sandbox.com");
  await expect(page.locator("#list [part=row]")).toHaveCount(2);
  await expect(page.locator("#two")).toContainText("@eve_creator");

  await confirm(page.locator("#one"), "Disconnect");
  await expect(page.locator("#list [part=row]")).toHaveCount(1);
  await expect(badge(page.locator("#one"))).toHaveText("Not connected");
  await expect(page.locator("#two")).toContainText("@eve_creator");
  const done = host.events.filter(({ type }) => type === "disconnected");
  expect(done.map((event) => event.id)).toEqual(["one"]);
});

test("a status without an id shows the next connection when the newest is disconnected", async ({ page, site }) => {
  seed(site, { id });
  seed(site, { id: "conn_older", createdAt: "2020-01-01T00:00:00Z", status: "expired" });
  await page.goto(site.page(accountPage(two)));
  await expect(badge(page.locator("#two"))).toHaveText("Active");
  await confirm(page.locator("#two"), "Disconnect");
  await expect(badge(page.locator("#two"))).toHaveText("Reconnect needed");
});

test("another tab learns of an action through the tab channel when the host sends no events", async ({
  host,
  page,
  site,
  context,
}) => {
  seed(site, { id });
  site.intercept = respondWith("/events", 404);
  const address = site.page(accountPage(one, two, list()));
  const other = await Host.in(await context.newPage(), site);
  for (const tab of [page, other.page]) {
    await tab.goto(address);
    await expect(everywhere(tab)).toHaveText(threeTimes("Active"));
  }
  await confirm(page.locator("#one"), "End session");
  await expect(everywhere(other.page)).toHaveText(threeTimes("Reconnect needed"));
  expect(statusChanges(other, "one").at(-1)).toBe("active > expired by tab");
  expect(other.events.filter(({ type }) => type === "invalidated")).toEqual([]);
  await confirm(other.page.locator("#one"), "Disconnect");
  await expect(badge(page.locator("#one, #two"))).toHaveText(["Not connected", "Not connected"]);
  expect(statusChanges(host, "two").at(-1)).toBe("expired > none by tab");
  // Two requests per tab, the stream's and one for its status: a host without events is not asked again.
  expect(site.requests.filter((request) => request === "GET /events")).toHaveLength(4);
  other.expectOrder();
});

test("another browser of the same user learns of an action from the host", async ({ page, site, browser }) => {
  seed(site, { id });
  const address = site.page(accountPage(one, two, list()));
  await page.goto(address);
  await expect(everywhere(page)).toHaveText(threeTimes("Active"));
  const context = await browser.newContext();
  const other = await Host.in(await context.newPage(), site);
  await openLive(other.page, address);
  await expect(everywhere(other.page)).toHaveText(threeTimes("Active"));
  const before = readCount(site);
  await confirm(page.locator("#one"), "End session");
  await expect(everywhere(other.page)).toHaveText(threeTimes("Reconnect needed"));
  for (const element of ["one", "two"]) expect(statusChanges(other, element).at(-1)).toBe("active > expired by push");
  expect(readCount(site)).toBe(before);
  other.expectOrder();
  await context.close();
});

test("a message that any script posts to the tab channel causes one refetch and nothing else", async ({
  page,
  site,
  context,
}) => {
  seed(site, { id });
  await page.goto(site.page(accountPage(one)));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  const stranger = await context.newPage();
  await stranger.goto(site.page("<p>Another page of the host</p>", "/other"));
  const before = readCount(site);
  await stranger.evaluate((connectionId) => {
    const channel = new BroadcastChannel("ofauth-connections");
    const forgedMessages = [
      { connectionId, status: "disconnected" },
      { connectionId, status: "expired", connection: { id: connectionId, status: "expired" } },
      { connectionId: "../../admin", status: "active" },
      { connectionId: [connectionId], status: {} },
      null,
      "expired",
    ];
    for (const message of forgedMessages) channel.postMessage(message);
  }, id);
  await expect.poll(() => readCount(site)).toBe(before + 1);
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  expect(site.requests.join()).not.toContain("admin");
});
