import { defineConfig } from "@playwright/test";
import { findBrowser, launchArgs } from "./tools/find-browser.mjs";

const launchOptions = { executablePath: findBrowser(), args: launchArgs };
const countsFile = process.env["COUNTS_FILE"];

export default defineConfig({
  testDir: "test",
  testMatch: ["e2e/**/*.spec.ts", "apps/*.spec.ts"],
  // A test that passes at the second try has failed.
  retries: 0,
  workers: 2,
  forbidOnly: true,
  timeout: 30_000,
  reporter: [["list"], ...(countsFile ? [["json", { outputFile: countsFile }] as ["json", object]] : [])],
  // A trace costs as much time as the test itself: TRACE=1 asks for it, for the tests that then fail.
  use: { launchOptions, trace: process.env["TRACE"] ? "retain-on-failure" : "off" },
  projects: [
    { name: "chromium", testIgnore: "**/*.blocked.spec.ts" },
    {
      // Playwright switches the popup blocker off; these tests are about what happens with it.
      // `evaluate` and `setContent` count as a click; a page from `goto` does not.
      name: "popup-blocker",
      testMatch: "**/*.blocked.spec.ts",
      use: { launchOptions: { ...launchOptions, ignoreDefaultArgs: ["--disable-popup-blocking"] } },
    },
  ],
});
