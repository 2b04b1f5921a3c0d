import type { Page } from "@playwright/test";
import { connectAccount, creatorWithCode, press, expectStep } from "./support/hosted.js";
import { expect, Host, test } from "./support/host.js";
import { elementPage } from "../support/site.js";

const beginning = ["before-open redirect", "idle > starting", "starting > opening", "open redirect"];
/** The records of attempts that have not come back yet. */
const pending = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => !key.startsWith("ofauth-link:ended:")));

test("the host's callback answers 303, and the page keeps its own address and parameters", async ({
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
  await connectAccount(page);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "redirect", verified: true });
  expect(page.url()).toBe(address);
  expect(statuses).toEqual([303]);
  expect(locations).toEqual([address.slice(site.origin.length)]);
  // The performance entries are what the page can read of its own navigation.
  const entries = await page.evaluate(() => JSON.stringify(performance.getEntries()));
  expect(entries).not.toMatch(/conn_|cs_/);
});

test("a reload after the callback does not emit the result a second time", async ({ host, page }) => {
  await host.open(`mode="redirect"`);
  await host.button.click();
  await connectAccount(page);
  await host.waitForEnd();
  const before = [...host.eventLog];
  await page.reload();
  await host.ready();
  const result = await host.element.evaluate((element: HTMLElement & { handleCallback(): Promise<unknown> }) =>
    element.handleCallback(),
  );
  expect(result).toBeNull();
  expect(host.eventLog).toEqual(before);
  expect(await pending(page)).toEqual([]);
});

test("Back on OFAuth's page ends the attempt with reason navigation, and the button works again", async ({
  host,
  page,
}) => {
  await host.open(`mode="redirect"`);
  await host.button.click();
  await expectStep(page, "pre-login");
  await page.goBack();
  const { detail } = await host.waitForEnd();
  expect(host.eventLog).toEqual([...beginning, "idle > cancelled", "cancel navigation", "close cancelled"]);
  expect(detail.attemptId).toBe(host.events[0]?.detail.attemptId);
  await host.expectCleanedUp({ isBack: true });
  await host.button.click();
  await connectAccount(page);
  expect((await host.waitForEnd(2)).type).toBe("success");
});

test("two tabs that redirect at the same time get their own results", async ({ host, page, site, context }) => {
  const other = await Host.in(await context.newPage(), site);
  await host.open(`mode="redirect"`, "/first");
  await other.open(`mode="redirect"`, "/second");
  await host.button.click();
  await expectStep(page, "pre-login");
  await other.button.click();
  await expectStep(other.page, "pre-login");

  await connectAccount(page, creatorWithCode);
  const connected = await host.waitForEnd();
  expect(connected.type).toBe("success");
  expect(connected.detail.attemptId).toBe(host.events[0]?.detail.attemptId);
  expect(other.eventLog).toEqual(beginning);

  await press(other.page, "Cancel");
  const cancelled = await other.waitForEnd();
  expect(other.eventLog.slice(-2)).toEqual(["cancel user at pre-login", "close cancelled"]);
  expect(cancelled.detail.attemptId).toBe(other.events[0]?.detail.attemptId);
  expect(host.eventLog.filter((line) => line.startsWith("close"))).toEqual(["close connected"]);
  // The other tab may run in another process, and a browser synchronizes `localStorage` between processes with a delay.
  await expect.poll(() => pending(page)).toEqual([]);
  other.expectOrder();
});

test("a popup and a redirect at the same time get their own results", async ({ host, page, site, context }) => {
  const other = await Host.in(await context.newPage(), site);
  await host.open(`mode="popup"`, "/first");
  await other.open(`mode="redirect"`, "/second");
  const opened = page.waitForEvent("popup");
  await host.button.click();
  const popup = await opened;
  await expectStep(popup, "pre-login");
  await other.button.click();
  await expectStep(other.page, "pre-login");

  await connectAccount(popup);
  expect((await host.waitForEnd()).detail).toMatchObject({
    source: "popup",
    attemptId: host.events[0]?.detail.attemptId,
  });
  expect(other.eventLog).toEqual(beginning);
  await press(other.page, "Cancel");
  const { detail } = await other.waitForEnd();
  expect(detail).toMatchObject({ reason: "user", step: "pre-login", attemptId: other.events[0]?.detail.attemptId });
  other.expectOrder();
});

test("a user who signs in during another user's redirect does not get that user's result", async ({
  host,
  page,
  context,
  site,
}) => {
  await host.open(`mode="redirect"`);
  await host.button.click();
  await expectStep(page, "pre-login");
  await context.addCookies([{ name: "user", value: "bob", url: site.origin }]);
  await connectAccount(page);
  await expect(page).toHaveURL(/link\/callback/);
  await expect(page.getByRole("heading")).toHaveText("This page has nothing to show.");
  expect(host.eventLog).toEqual(beginning);
  await host.open(`mode="redirect"`);
  expect(host.eventLog).toEqual(beginning);
});

test.describe("with returnUrl", () => {
  test.use({ siteOptions: { handler: { returnUrl: "/welcome?from=ofauth" } } });

  test("the element on that page emits the result", async ({ host, page, site }) => {
    site.page(elementPage(), "/welcome");
    await host.open(`mode="redirect"`, "/begin");
    await host.button.click();
    await connectAccount(page);
    const { detail } = await host.waitForEnd();
    expect(page.url()).toBe(`${site.origin}/welcome?from=ofauth`);
    expect(detail).toMatchObject({ attemptId: host.events[0]?.detail.attemptId, verified: true });
  });
});
