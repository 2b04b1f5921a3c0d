/** A node:test reporter that passes the counts of a run to `tools/test.mjs`, through the file of its destination. */
import { resolve } from "node:path";

/** @param {AsyncIterable<import("node:test/reporters").TestEvent>} source */
export default async function* countsReporter(source) {
  const counts = { passed: 0, failed: 0 };
  for await (const event of source) {
    if (event.type === "test:fail") {
      const { details } = event.data;
      // A suite whose tests failed is not another failure; a suite whose hook failed is.
      const cause = /** @type {{ failureType?: string }} */ (details.error).failureType;
      if (details.type !== "suite" || cause !== "subtestsFailed") counts.failed++;
    }
    if (event.type === "test:pass") {
      const { name, file, details, skip, todo } = event.data;
      if (details.type === "suite") continue;
      // Node reports a file without tests as a passed test with the name of the file.
      const empty = file !== undefined && resolve(name) === file;
      // A skipped test counts as failed.
      counts[empty || skip !== undefined || todo !== undefined ? "failed" : "passed"]++;
    }
  }
  yield JSON.stringify(counts);
}
