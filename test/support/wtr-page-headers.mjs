/**
 * Middleware that sets response headers for the files of `test/support/pages`, such as a Content-Security-Policy:
 * `page.html.headers.json` beside `page.html` holds them as `{ "name": "value" }`.
 */
import { readFile } from "node:fs/promises";
import { normalize } from "node:path";

/** @type {NonNullable<import("@web/test-runner").TestRunnerConfig["middleware"]>[number]} */
export const pageHeaders = async (context, next) => {
  await next();
  // A leading slash keeps `normalize` from climbing above the root.
  const path = normalize(`/${decodeURIComponent(context.path)}`);
  if (!path.startsWith("/test/support/pages/")) return;
  const headers = await readFile(`${process.cwd()}${path}.headers.json`, "utf8").catch(() => undefined);
  if (headers !== undefined) context.set(JSON.parse(headers));
};
