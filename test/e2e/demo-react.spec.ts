import { expect, hosted, signIn, test, useDemo } from "./support/demo.js";

const demo = useDemo();

test("the React page connects an account with the component and with the hook", async ({ page }) => {
  await page.goto(`${demo.page}react/`);
  await expect(page.locator("#newest")).toContainText("@");
  const logEntries = page.locator("#log .name");
  await page.locator("#connect").getByRole("button").dispatchEvent("click");
  await signIn(hosted(page), "one@creator.sandbox.com");
  await expect(logEntries.filter({ hasText: "ofauth-success" })).toHaveCount(1);
  await page.getByRole("button", { name: "Link OnlyFans" }).dispatchEvent("click");
  await signIn(hosted(page), "two@creator.sandbox.com");
  await expect(page.getByText("@two_creator", { exact: true }).first()).toBeVisible();
  await expect(logEntries.filter({ hasText: "onSuccess" })).toHaveCount(1);
});
