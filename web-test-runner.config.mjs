import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { countsReporter } from "./test/support/wtr-counts.mjs";
import { navigationBlocker, navigationCommands } from "./test/support/wtr-navigations.mjs";
import { pageHeaders } from "./test/support/wtr-page-headers.mjs";
import { launchArgs } from "./tools/find-browser.mjs";
import { firefoxLauncher } from "./tools/engines/firefox.mjs";
import { webKitLauncher } from "./tools/engines/webkit.mjs";
import { findHeadlessShell } from "./tools/find-headless-shell.mjs";
import { resolveOwnPackageInTests } from "./tools/build/resolve-own-package.mjs";

const launchers = {
  chromium: () => chromeLauncher({ launchOptions: { executablePath: findHeadlessShell(), args: launchArgs } }),
  firefox: firefoxLauncher,
  webkit: webKitLauncher,
};
const launch = Object.entries(launchers).find(([engine]) => engine === (process.env.ENGINE ?? "chromium"))?.[1];
if (!launch) throw new Error(`No engine "${process.env.ENGINE}": ${Object.keys(launchers).join(", ")}.`);

// Sizes depend on the font. Linux's engines choose the fonts that this file says.
process.env.FONTCONFIG_FILE ??= `${import.meta.dirname}/test/support/fonts.conf`;

/** @type {import("@web/test-runner").TestRunnerConfig} */
export default {
  files: ["test/browser/**/*.test.ts", "test/elements/**/*.test.ts", "test/testing/**/*.test.ts"],
  // Lit's development build throws where a class field shadows a property; its production build lets it pass.
  nodeResolve: { exportConditions: ["development"] },
  // Parallel tabs take the keyboard focus from each other.
  concurrency: 1,
  browsers: [launch()],
  middleware: [navigationBlocker, pageHeaders],
  plugins: [
    navigationCommands,
    resolveOwnPackageInTests(),
    esbuildPlugin({ ts: true, target: "es2022", tsconfig: "src/tsconfig.base.json" }),
  ],
  filterBrowserLogs: ({ args }) => !(typeof args[0] === "string" && args[0].includes("Lit is in dev mode")),
  // A busy machine must not fail a test: axe alone can then take more than 15 s for its first audit.
  testFramework: { config: { timeout: 60_000 } },
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  coverage: process.env.COVERAGE === "1",
  coverageConfig: { include: ["src/**/*.ts"], reporters: ["lcovonly", "text-summary"] },
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false }), countsReporter()],
};
