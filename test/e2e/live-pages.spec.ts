/** The visible pages of a browser share one event stream, and all of them show every change. */
import type { BrowserContext, Page } from "@playwright/test";
import type { Site } from "../support/site.js";
import {
  accountPage,
  badge,
  countStreams,
  expect,
  openLive,
  readCount,
  seed,
  setHidden,
  status,
  test,
} from "./support/accounts.js";

const id = "conn_shared";
const body = accountPage(status("one", `connection-id="${id}"`));

const signIn = (context: BrowserContext, site: Site, name: string) =>
  context.addCookies([{ name: "user", value: name, url: site.origin }]);

const shown = (page: Page) => expect(badge(page.locator("#one")));

test("two visible pages have one stream; the other takes over when its page is closed", async ({
  page,
  context,
  site,
}) => {
  seed(site, { id });
  const { connections, webhooks } = site.emulator.emulator;
  const streams = countStreams(site);
  await openLive(page, site.page(body));
  await shown(page).toHaveText("Active");
  const other = await context.newPage();
  await openLive(other, site.page(body));
  await shown(other).toHaveText("Active");
  await expect.poll(streams).toBe(1);
  expect(readCount(site)).toBe(2);
  connections.expire(id);
  for (const each of [page, other]) await shown(each).toHaveText("Reconnect needed");
  // The page without a stream asks for the connection itself, once.
  expect(readCount(site)).toBe(3);
  await other.close();
  await expect.poll(streams).toBe(1);
  // Who takes over reads once: something may have happened in between.
  await expect.poll(() => readCount(site)).toBe(4);
  connections.delete(id);
  await webhooks.settled();
  await shown(page).toHaveText("Not connected");
  expect([streams(), readCount(site)]).toEqual([1, 4]);
});

test("a page that is hidden hands the stream over, and takes it back on return", async ({ page, context, site }) => {
  seed(site, { id });
  const { connections } = site.emulator.emulator;
  const streams = countStreams(site);
  await openLive(page, site.page(body));
  const other = await context.newPage();
  await openLive(other, site.page(body));
  await shown(other).toHaveText("Active");
  await expect.poll(streams).toBe(1);
  const again = page.waitForResponse(/\/events$/);
  await setHidden(other, true);
  await again;
  await expect.poll(streams).toBe(1);
  connections.expire(id);
  await shown(page).toHaveText("Reconnect needed");
  await shown(other).toHaveText("Active");
  const back = other.waitForResponse(/\/events$/);
  await setHidden(other, false);
  await back;
  await shown(other).toHaveText("Reconnect needed");
  await expect.poll(streams).toBe(1);
  await setHidden(page, true);
  await setHidden(other, true);
  await expect.poll(streams).toBe(0);
});

test("seven visible pages of one browser leave connections for other requests", async ({ context, site }) => {
  seed(site, { id });
  const streams = countStreams(site);
  const pages: Page[] = [];
  // A browser opens at most six connections to one host over HTTP/1.1.
  for (let count = 0; count < 7; count++) {
    const page = await context.newPage();
    pages.push(page);
    await page.goto(site.page(body));
    await shown(page).toHaveText("Active");
  }
  await expect.poll(streams).toBe(1);
  site.emulator.emulator.connections.expire(id);
  for (const page of pages) await shown(page).toHaveText("Reconnect needed");
});

test("a page in a frame has a stream of its own", async ({ page, site }) => {
  seed(site, { id });
  const streams = countStreams(site);
  const frame = `<iframe id="frame" src="${site.page(body, "/framed")}"></iframe>`;
  await openLive(page, site.page(`${body}${frame}`));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  await expect(badge(page.frameLocator("#frame").locator("#one"))).toHaveText("Active");
  await expect.poll(streams).toBe(2);
});

test("a sign-out that one page notices ends the stream, and clears all visible pages", async ({
  page,
  context,
  site,
}) => {
  seed(site, { id });
  const streams = countStreams(site);
  await openLive(page, site.page(body));
  const other = await context.newPage();
  await openLive(other, site.page(body));
  await expect.poll(streams).toBe(1);
  await shown(page).toHaveText("Active");
  await signIn(context, site, "anonymous");
  // A third page is loaded after the sign-out.
  const third = await context.newPage();
  await third.goto(site.page(body));
  await expect.poll(streams).toBe(0);
  for (const each of [page, other]) await expect(each.locator("#one").getByText("Active")).toHaveCount(0);
});

test("after another user has signed in, the stream is theirs", async ({ page, context, site }) => {
  const bobs = seed(site, { id: "conn_of_bob", clientReferenceId: "bob" });
  seed(site, { id });
  const streams = countStreams(site);
  await openLive(page, site.page(body));
  await shown(page).toHaveText("Active");
  await signIn(context, site, "bob");
  const other = await context.newPage();
  await openLive(other, site.page(accountPage(status("one", `connection-id="${bobs.id}"`)), "/bob"));
  await shown(other).toHaveText("Active");
  await expect.poll(streams).toBe(1);
  const reads = readCount(site);
  site.emulator.emulator.connections.expire(bobs.id);
  await shown(other).toHaveText("Reconnect needed");
  expect(readCount(site)).toBe(reads);
});
