/** The demo's Vue page, as `npm start` serves it. */
import { expect, hosted, signIn, test, useDemo } from "./support/demo.js";

const demo = useDemo();

test("the Vue page connects an account with the component and with the composable", async ({ page }) => {
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => /error|warning/.test(message.type()) && problems.push(message.text()));
  await page.goto(`${demo.page}vue/`);
  await page.locator("#connect [part=button]").dispatchEvent("click");
  await signIn(hosted(page));
  await expect(page.locator("#events")).toContainText("ofauth-success");
  await page.locator("#own").dispatchEvent("click");
  await signIn(hosted(page), "second@creator.sandbox.com");
  await expect(page.locator("#events")).toContainText("onSuccess");
  await expect(page.locator("ofauth-connection-status").first()).toContainText("Active");
  expect(problems).toEqual([]);
});
