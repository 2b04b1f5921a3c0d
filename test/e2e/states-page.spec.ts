/** The page of all states, as `npm start` serves it. */
import { expect, test, useDemo } from "./support/demo.js";

const demo = useDemo();
test.setTimeout(150_000);

test("shows every state in a frame with the selected options, and keeps the options in the address", async ({
  page,
}) => {
  await page.goto(`${demo.page}states/?scheme=dark`);
  const frames = page.locator("iframe");
  expect(await frames.count()).toBeGreaterThan(80);
  const first = page.frameLocator("iframe >> nth=0").locator("html");
  await expect(first).toHaveAttribute("data-ready", "", { timeout: 40_000 });
  await expect(first).toHaveCSS("color-scheme", "dark");
  await expect(first.getByRole("button", { name: "Connect account" })).toBeVisible();

  await page.getByLabel("dir").selectOption("rtl");
  await page.getByLabel("lang").selectOption("ar");
  await expect(page).toHaveURL(/scheme=dark&dir=rtl&lang=ar$/);
  await expect(first).toHaveAttribute("dir", "rtl", { timeout: 40_000 });
  await expect(first.getByRole("button")).toHaveText(/\p{Script=Arabic}/u, { timeout: 40_000 });
});
