import type { Page } from "@playwright/test";
import { allow, creatorWithCode, press, seeStep } from "./support/hosted.js";
import { expect, Host, test } from "./support/host.js";
import { elementPage } from "../support/site.js";

const beginning = ["before-open redirect", "idle > starting", "starting > opening", "open redirect"];
const pending = (page: Page): Promise<string[]> => page.evaluate(() => Object.keys(localStorage));

test("the host's callback answers 303, and the page comes back under its own address, with its own parameters", async ({
  host,
  page,
  site,
}) => {
  const address = `${site.page(elementPage(`mode="redirect"`), "/accounts")}?tab=2&step=3&filter=a%20b&empty=#list`;
  const statuses: number[] = [];
  const locations: (string | undefined)[] = [];
  page.on("response", (response) => {
    if (!response.url().includes("/link/callback")) return;
    statuses.push(response.status());
    locations.push(response.headers().location);
  });
  await page.goto(address);
  await host.button.click();
  await allow(page);
  expect((await host.ended()).detail).toMatchObject({ source: "redirect", verified: true });
  expect(page.url()).toBe(address);
  expect(statuses).toEqual([303]);
  expect(locations).toEqual([address.slice(site.origin.length)]);
  // M23: what the page can read of its own navigation.
  const entries = await page.evaluate(() => JSON.stringify(performance.getEntries()));
  expect(entries).not.toMatch(/conn_|cs_/);
});

test("a reload after the return tells nothing a second time", async ({ host, page }) => {
  await host.open(`mode="redirect"`);
  await host.button.click();
  await allow(page);
  await host.ended();
  const before = [...host.story];
  await page.reload();
  await host.ready();
  const result = await host.element.evaluate((element: HTMLElement & { handleCallback(): Promise<unknown> }) =>
    element.handleCallback(),
  );
  expect(result).toBeNull();
  expect(host.story).toEqual(before);
  expect(await pending(page)).toEqual([]);
});

test("Back on OFAuth's page ends the attempt with reason navigation, and the button works again", async ({
  host,
  page,
}) => {
  await host.open(`mode="redirect"`);
  await host.button.click();
  await seeStep(page, "pre-login");
  await page.goBack();
  const { detail } = await host.ended();
  expect(host.story).toEqual([...beginning, "idle > cancelled", "cancel navigation", "close cancelled"]);
  expect(detail.attemptId).toBe(host.heard[0]?.detail.attemptId);
  await host.expectLetGo();
  await host.button.click();
  await allow(page);
  expect((await host.ended(2)).type).toBe("success");
});

test("two tabs that are away at the same time get their own results", async ({ host, page, site, context }) => {
  const other = await Host.in(await context.newPage(), site);
  await host.open(`mode="redirect"`, "/first");
  await other.open(`mode="redirect"`, "/second");
  await host.button.click();
  await seeStep(page, "pre-login");
  await other.button.click();
  await seeStep(other.page, "pre-login");

  await allow(page, creatorWithCode);
  const connected = await host.ended();
  expect(connected.type).toBe("success");
  expect(connected.detail.attemptId).toBe(host.heard[0]?.detail.attemptId);
  expect(other.story).toEqual(beginning);

  await press(other.page, "Cancel");
  const cancelled = await other.ended();
  expect(other.story.slice(-2)).toEqual(["cancel user at pre-login", "close cancelled"]);
  expect(cancelled.detail.attemptId).toBe(other.heard[0]?.detail.attemptId);
  expect(host.story.filter((words) => words.startsWith("close"))).toEqual(["close connected"]);
  // The other tab may live in another process, and a browser carries `localStorage` from one to the other in its own time.
  await expect.poll(() => pending(page)).toEqual([]);
  other.expectOrder();
});

test("a window and a tab that are away at the same time get their own results", async ({
  host,
  page,
  site,
  context,
}) => {
  const other = await Host.in(await context.newPage(), site);
  await host.open(`mode="popup"`, "/first");
  await other.open(`mode="redirect"`, "/second");
  const opened = page.waitForEvent("popup");
  await host.button.click();
  const popup = await opened;
  await seeStep(popup, "pre-login");
  await other.button.click();
  await seeStep(other.page, "pre-login");

  await allow(popup);
  expect((await host.ended()).detail).toMatchObject({ source: "popup", attemptId: host.heard[0]?.detail.attemptId });
  expect(other.story).toEqual(beginning);
  await press(other.page, "Cancel");
  const { detail } = await other.ended();
  expect(detail).toMatchObject({ reason: "user", step: "pre-login", attemptId: other.heard[0]?.detail.attemptId });
  other.expectOrder();
});

test("another user who signs in while the first is away does not get the first one's result", async ({
  host,
  page,
  context,
  site,
}) => {
  await host.open(`mode="redirect"`);
  await host.button.click();
  await seeStep(page, "pre-login");
  await context.addCookies([{ name: "user", value: "bob", url: site.origin }]);
  await allow(page);
  await expect(page).toHaveURL(/link\/callback/);
  await expect(page.getByRole("heading")).toHaveText("This page has nothing to show.");
  expect(host.story).toEqual(beginning);
  await host.open(`mode="redirect"`);
  expect(host.story).toEqual(beginning);
});

test.describe("with returnUrl", () => {
  test.use({ siteOptions: { handler: { returnUrl: "/welcome?from=ofauth" } } });

  test("the result is told by the element on that page", async ({ host, page, site }) => {
    site.page(elementPage(), "/welcome");
    await host.open(`mode="redirect"`, "/begin");
    await host.button.click();
    await allow(page);
    const { detail } = await host.ended();
    expect(page.url()).toBe(`${site.origin}/welcome?from=ofauth`);
    expect(detail).toMatchObject({ attemptId: host.heard[0]?.detail.attemptId, verified: true });
  });
});
