/** The demo's plain HTML page, with the CDN files, in a fresh clone. */
import { expect, hosted, signIn, test, useDemo } from "./support/demo.js";

const demo = useDemo();

test("the plain HTML page connects an account and shows it, with files that pass their integrity check", async ({
  page,
}) => {
  const loaded: string[] = [];
  page.on("response", (response) => {
    const [, file] = /\/dist\/cdn\/(.+)$/.exec(response.url()) ?? [];
    if (file) loaded.push(`${response.status()} ${file}`);
  });
  await page.goto(`${demo.page}cdn/`);
  await expect(page.locator("script[integrity]")).toHaveCount(1);
  await expect(page.locator("#status [part=name]").first()).toBeVisible();
  expect(loaded).toEqual(["200 loader.min.js", "200 ofauth-elements.iife.min.js"]);
  await page.getByRole("link", { name: "Connect an OnlyFans account" }).click();
  await signIn(hosted(page), "mia@creator.sandbox.com");
  await expect(page.locator("#answer")).toHaveText(/^Connected: \S+$/);
});
