/** A reporter that passes the counts of a run to `tools/test.mjs`, through the file that COUNTS_FILE names. */
import { writeFileSync } from "node:fs";

/** @typedef {import("@web/test-runner").TestSuiteResult} Suite */

/** @returns {import("@web/test-runner").Reporter} */
export const countsReporter = () => ({
  stop({ sessions, testCoverage }) {
    const file = process.env.COUNTS_FILE;
    if (!file) return;
    const counts = { passed: 0, failed: 0 };
    /** @param {Suite | undefined} suite */
    const add = (suite) => {
      // A skipped test counts as failed.
      for (const test of suite?.tests ?? []) counts[test.passed && !test.skipped ? "passed" : "failed"]++;
      for (const inner of suite?.suites ?? []) add(inner);
    };
    for (const session of sessions) {
      add(session.testResults);
      // Modules that cannot be loaded, and errors outside of tests.
      counts.failed += session.errors.length;
    }
    if (testCoverage && !testCoverage.passed) counts.failed++;
    writeFileSync(file, JSON.stringify(counts));
  },
});
