/** The tests of hosts: one app at a time, because each builds and serves a whole site. */
import { defineConfig } from "@playwright/test";
import base from "../../playwright.config.js";

// oxlint-disable-next-line import/no-default-export -- what Playwright reads
export default defineConfig({
  ...base,
  testDir: ".",
  testMatch: "*.spec.ts",
  workers: 1,
  timeout: 120_000,
  projects: [{ name: "headless shell" }],
});
