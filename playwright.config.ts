import { defineConfig } from "@playwright/test";
import { findBrowser, launchArgs } from "./tools/find-browser.mjs";
import { findHeadlessShell } from "./tools/find-headless-shell.mjs";

const fullChromium = { executablePath: findBrowser(), args: launchArgs };
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
  use: {
    launchOptions: { executablePath: findHeadlessShell(), args: launchArgs },
    // Without a GPU, animations take much CPU time. The tests of the elements check them (test/elements).
    contextOptions: { reducedMotion: "reduce" },
    // A trace costs as much time as the test itself: TRACE=1 asks for it, for the tests that then fail.
    trace: process.env["TRACE"] ? "retain-on-failure" : "off",
  },
  // The headless shell has neither a popup blocker nor a back-forward cache, and Playwright switches off both in Chromium.
  projects: [
    { name: "headless shell", testIgnore: ["**/*.blocked.spec.ts", "**/back-forward-cache.spec.ts"] },
    {
      // `evaluate` and `setContent` count as a click; a page from `goto` does not.
      name: "popup blocker",
      testMatch: "**/*.blocked.spec.ts",
      use: { launchOptions: { ...fullChromium, ignoreDefaultArgs: ["--disable-popup-blocking"] } },
    },
    {
      name: "back-forward cache",
      testMatch: "**/back-forward-cache.spec.ts",
      use: { launchOptions: { ...fullChromium, ignoreDefaultArgs: ["--disable-back-forward-cache"] } },
    },
  ],
});
