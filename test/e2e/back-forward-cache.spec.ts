import { seeStep, allow } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { findBrowser, launchArgs } from "../../tools/find-browser.mjs";

// Playwright switches the cache off; browsers have it on.
test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: launchArgs,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  },
});

test("a page that Back brings out of the cache ends the attempt with reason navigation, and works again", async ({
  host,
  page,
}) => {
  await host.open(`mode="redirect"`);
  await page.evaluate(() =>
    addEventListener("pageshow", ({ persisted }) => (document.title = persisted ? "from the cache" : "loaded")),
  );
  await host.button.click();
  await seeStep(page, "pre-login");
  // Not goBack(), which waits for a load that a page out of the cache does not have.
  await page.evaluate(() => setTimeout(() => history.back()));
  await expect(page).toHaveTitle("from the cache");
  await host.ended();
  expect(host.story.slice(-3)).toEqual(["opening > cancelled", "cancel navigation", "close cancelled"]);
  await host.expectLetGo();
  await host.button.click();
  await allow(page);
  expect((await host.ended(2)).detail).toMatchObject({ source: "redirect", verified: true });
});
