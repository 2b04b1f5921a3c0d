/**
 * A node:test reporter that passes the counts of a run, and the names of the tests that failed, to `tools/test.mjs`,
 * through the file of its destination.
 */
import { relative, resolve } from "node:path";

/** @param {Error} error */
const firstLine = ({ cause, message }) => (cause instanceof Error ? cause.message : message).split("\n", 1)[0] ?? "";

/** @param {AsyncIterable<import("node:test/reporters").TestEvent>} source */
export default async function* countsReporter(source) {
  const counts = { passed: 0, failed: 0, failures: /** @type {string[]} */ ([]) };
  /** @param {{ name: string, file?: string }} test @param {string} reason */
  const addFailure = ({ name, file }, reason) => {
    counts.failed++;
    counts.failures.push(`${file ? relative(process.cwd(), file) : ""} › ${name}: ${reason}`);
  };
  for await (const event of source) {
    if (event.type === "test:fail") {
      const { details } = event.data;
      // A suite whose tests failed is not another failure; a suite whose hook failed is.
      const cause = /** @type {{ failureType?: string }} */ (details.error).failureType;
      if (details.type !== "suite" || cause !== "subtestsFailed") addFailure(event.data, firstLine(details.error));
    }
    if (event.type === "test:pass") {
      const { name, file, details, skip, todo } = event.data;
      if (details.type === "suite") continue;
      // Node reports a file without tests as a passed test with the name of the file.
      const empty = file !== undefined && resolve(name) === file;
      // A skipped test counts as failed.
      if (empty || skip !== undefined || todo !== undefined) addFailure(event.data, empty ? "no tests" : "skipped");
      else counts.passed++;
    }
  }
  yield JSON.stringify(counts);
}
