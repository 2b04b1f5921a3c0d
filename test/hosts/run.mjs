/**
 * `npm run test:hosts [-- part of a host's name]`: builds apps of whole frameworks with the packed package, and connects an
 * account in each. The last line is the sum. Fails, and never skips, where a host cannot be installed.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../tools/install-pinned.mjs";
import { run } from "../../tools/run.mjs";

const filters = process.argv.slice(2);
const here = fileURLToPath(new URL("./", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "ofauth-elements-hosts-"));
const countsFile = join(scratch, "counts.json");
const counts = { passed: 0, failed: 1 };

/** @param {string} what @param {string} command @param {string[]} args */
async function step(what, command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  if (code !== 0) throw new Error(`${what} failed:\n${output}`);
  return output.trimEnd().split("\n").at(-1) ?? "";
}

/** Removes the apps of runs that were killed. */
function removeStale() {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of existsSync(cacheFolder) ? readdirSync(cacheFolder) : []) {
    const folder = join(cacheFolder, name);
    if (name.startsWith("app-") && statSync(folder).mtimeMs < hourAgo) rmSync(folder, { recursive: true, force: true });
  }
}

try {
  removeStale();
  await step("The build", process.execPath, ["tools/build.mjs", "--if-changed"]);
  await step("Packing", "npm", ["pack", "--ignore-scripts", "--pack-destination", scratch]);
  const tarball = readdirSync(scratch).find((name) => name.endsWith(".tgz"));
  const env = {
    PACKAGE_TARBALL: join(scratch, String(tarball)),
    COUNTS_FILE: countsFile,
    // Found or installed once, because that may take longer than a test.
    CHROME_PATH: await step("Finding Chromium", process.execPath, ["tools/find-browser.mjs"]),
    HEADLESS_SHELL_PATH: await step("Finding the headless shell", process.execPath, ["tools/find-headless-shell.mjs"]),
  };
  const config = ["--config", join(here, "playwright.config.ts")];
  const { code } = await run("playwright", ["test", ...config, ...filters], { limit: 30 * 60_000, env });
  const { stats, errors } = JSON.parse(readFileSync(countsFile, "utf8"));
  counts.passed = stats.expected;
  counts.failed = stats.unexpected + stats.flaky + stats.skipped + errors.length;
  // A failure outside a test has to count, too.
  if ((code !== 0 || counts.passed === 0) && counts.failed === 0) counts.failed = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
rmSync(scratch, { recursive: true, force: true });
if (counts.failed > 0) process.exitCode = 1;
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
