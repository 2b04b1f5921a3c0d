/** Pages that Back restores from the back-forward cache, in the project of playwright.config.ts that enables it. */
import {
  accountPage,
  badge,
  countStreams,
  expect,
  openLive,
  readCount,
  seed,
  status,
  test,
} from "./support/accounts.js";
import { elementPage } from "../support/site.js";
import { expectStep, connectAccount } from "./support/hosted.js";

test("a page restored from the back-forward cache ends the attempt with reason navigation and can start a new one", async ({
  host,
  page,
}) => {
  await host.open(`mode="redirect"`);
  await page.evaluate(() =>
    addEventListener("pageshow", ({ persisted }) => (document.title = persisted ? "from the cache" : "loaded")),
  );
  await host.button.click();
  await expectStep(page, "pre-login");
  // Not goBack(): it waits for a load event, which a page restored from the cache does not fire.
  await page.evaluate(() => setTimeout(() => history.back()));
  await expect(page).toHaveTitle("from the cache");
  await host.waitForEnd();
  expect(host.eventLog.slice(-3)).toEqual(["opening > cancelled", "cancel navigation", "close cancelled"]);
  await host.expectCleanedUp({ isBack: true });
  await host.button.click();
  await connectAccount(page);
  expect((await host.waitForEnd(2)).detail).toMatchObject({ source: "redirect", verified: true });
});

for (const target of ["the handler", "the page itself"] as const) {
  test.describe(`a redirect to ${target} that the user left and took up again`, () => {
    if (target === "the page itself")
      test.use({ siteOptions: { handler: (origin) => ({ redirectUrl: `${origin}/return` }) } });

    test("has its account verified on the next page", async ({ host, page }) => {
      host.site.page(elementPage(`mode="redirect"`), "/return");
      await host.open(`mode="redirect"`);
      await page.evaluate(() =>
        addEventListener("pageshow", ({ persisted }) => (document.title = persisted ? "from the cache" : "loaded")),
      );
      await host.button.click();
      await expectStep(page, "pre-login");
      await page.evaluate(() => setTimeout(() => history.back()));
      await expect(page).toHaveTitle("from the cache");
      await host.waitForEnd();
      await page.evaluate(() => setTimeout(() => history.forward()));
      await connectAccount(page);
      await host.waitForEvent("verified");
      expect(host.events.at(-1)?.detail).toMatchObject({
        after: "cancel",
        attemptId: host.events[0]?.detail.attemptId,
      });
      expect(new URL(page.url()).search).toBe("");
    });
  });
}

test("a page restored from the back-forward cache refetches once and reopens the stream", async ({ page, site }) => {
  const id = "conn_watched";
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
  // Not goBack(): it waits for a load event, which a page restored from the cache does not fire.
  await page.evaluate(() => setTimeout(() => history.back()));
  await expect(page).toHaveTitle("from the cache");
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  expect(readCount(site)).toBe(2);
  await expect.poll(streams).toBe(1);
  connections.delete(id);
  await expect(badge(page.locator("#one"))).toHaveText("Not connected");
  expect(readCount(site)).toBe(2);
});
