/**
 * A reporter that passes the counts of a run, and the names of the tests that failed, to `tools/test.mjs`, through the
 * file that COUNTS_FILE names.
 */
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/** @typedef {import("@web/test-runner").TestSuiteResult} Suite */

/** @returns {import("@web/test-runner").Reporter} */
export const countsReporter = () => ({
  stop({ sessions, testCoverage }) {
    const file = process.env.COUNTS_FILE;
    if (!file) return;
    const counts = { passed: 0, failed: 0, failures: /** @type {string[]} */ ([]) };
    /** @param {string} name @param {string | undefined} reason */
    const addFailure = (name, reason = "failed") => {
      counts.failed++;
      counts.failures.push(`${name}: ${reason.split("\n", 1)[0]}`);
    };
    /** @param {Suite | undefined} suite @param {string} path */
    const add = (suite, path) => {
      for (const test of suite?.tests ?? []) {
        // A skipped test counts as failed.
        if (test.passed && !test.skipped) counts.passed++;
        else addFailure(`${path} › ${test.name}`, test.skipped ? "skipped" : test.error?.message);
      }
      for (const inner of suite?.suites ?? []) add(inner, `${path} › ${inner.name}`);
    };
    for (const session of sessions) {
      const path = session.testFile ? relative(process.cwd(), session.testFile) : "";
      add(session.testResults, path);
      // Modules that cannot be loaded, and errors outside of tests.
      for (const error of session.errors) addFailure(path, error.message);
    }
    if (testCoverage && !testCoverage.passed) addFailure("coverage", "below the threshold");
    writeFileSync(file, JSON.stringify(counts));
  },
});
