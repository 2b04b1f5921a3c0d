import { expectStep, connectAccount } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { findBrowser, launchArgs } from "../../tools/find-browser.mjs";

// Playwright disables the back-forward cache, which browsers enable by default.
test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: launchArgs,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  },
});

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
  await host.expectCleanedUp();
  await host.button.click();
  await connectAccount(page);
  expect((await host.waitForEnd(2)).detail).toMatchObject({ source: "redirect", verified: true });
});
