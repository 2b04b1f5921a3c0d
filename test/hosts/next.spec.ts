/** Next with the App Router, from docs/next.md. */
import { connectAccount } from "../e2e/support/hosted.js";
import { expect, hostTest, testDevelopment, testHost } from "./support/host-test.js";

const next = "node_modules/next/dist/bin/next";
const test = hostTest({
  name: "next",
  docs: { page: "next.md", hostModule: "@/host", linkOrigins: "linkOrigins" },
  build: [next, "build"],
  serve: (port) => [next, "start", "-p", `${port}`],
  develop: (port) => [next, "dev", "-p", `${port}`],
});

testHost(test);

test("a page left with an open dialog gives the next page back, and its own dialog on return", async ({
  app,
  visit,
}) => {
  const { page } = visit;
  const frame = page.frameLocator("iframe");
  await page.goto(app.origin);
  await page.getByRole("link", { name: "Accounts" }).click();
  await page.locator("ofauth-connect").first().getByRole("button").click();
  await expect(frame.getByRole("heading")).toBeVisible();
  // Cache Components hide the page instead of unmounting it.
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("link", { name: "Accounts" }).click();
  await connectAccount(frame);
  await expect.poll(() => visit.console.join("\n")).toContain("saved conn_");
});

testDevelopment(test);
