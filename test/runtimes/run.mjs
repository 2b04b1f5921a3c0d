/**
 * `npm run test:runtimes [-- runtimes|frameworks [part of a host's name]]`: asks the packed package the same questions on every runtime and under every framework. The last
 * line is the sum. Fails, and never skips, where a runtime cannot be installed.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, run } from "../../tools/run.mjs";
import { installRuntimes } from "./support/install.mjs";

const [only, partOfName = ""] = process.argv.slice(2);
const files = only === undefined ? ["runtimes", "frameworks"] : [only];
const here = fileURLToPath(new URL("./", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "ofauth-elements-runtimes-"));
const countsFile = join(scratch, "counts.json");
const counts = { passed: 0, failed: 1 };
/** @type {string | undefined} */
let hosts;

/** @param {string} what @param {string} command @param {string[]} args */
async function step(what, command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  if (code !== 0) throw new Error(`${what} failed:\n${output}`);
}

/** A folder with the hosts and the packed package, below the cache's `node_modules`. @param {string} cache */
async function prepareHosts(cache) {
  await step("The build", process.execPath, ["tools/build.mjs", "--if-changed"]);
  await step("Packing", "npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", scratch]);
  const tarball = readdirSync(scratch).find((name) => name.endsWith(".tgz"));
  removeStale(cache);
  const folder = mkdtempSync(join(cache, "hosts-"));
  const installed = join(folder, "node_modules/ofauth-elements");
  mkdirSync(installed, { recursive: true });
  await step("Unpacking", "tar", ["-xzf", join(scratch, String(tarball)), "-C", installed, "--strip-components=1"]);
  cpSync(join(here, "hosts"), folder, { recursive: true });
  cpSync(join(here, "package.json"), join(folder, "package.json"));
  const bundle = [
    join(folder, "workerd.mjs"),
    "--bundle",
    "--format=esm",
    "--conditions=workerd,worker",
    "--log-level=warning",
  ];
  await step("Bundling for workerd", join(cache, "node_modules/.bin/esbuild"), [
    ...bundle,
    `--outfile=${join(folder, "workerd.bundle.js")}`,
  ]);
  return folder;
}

/** Removes what runs left behind that were killed. @param {string} cache */
function removeStale(cache) {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    if (name.startsWith("hosts-") && statSync(folder).mtimeMs < hourAgo)
      rmSync(folder, { recursive: true, force: true });
  }
}

try {
  const cache = await installRuntimes();
  hosts = await prepareHosts(cache);
  const { code } = await run(
    process.execPath,
    [
      ["--import", "tsx", "--test", "--test-concurrency=2", "--test-timeout=600000"],
      ["--test-reporter=spec", "--test-reporter-destination=stdout"],
      [`--test-reporter=${root}test/support/node-counts.mjs`, `--test-reporter-destination=${countsFile}`],
      files.map((name) => join(here, `${name}.test.ts`)),
    ].flat(),
    { limit: 15 * 60_000, env: { RUNTIMES: join(cache, "node_modules"), HOSTS: hosts, ONLY_HOST: partOfName } },
  );
  Object.assign(counts, JSON.parse(readFileSync(countsFile, "utf8")));
  // A failure outside a test has to count, too.
  if ((code !== 0 || counts.passed === 0) && counts.failed === 0) counts.failed = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
rmSync(scratch, { recursive: true, force: true });
if (hosts) rmSync(hosts, { recursive: true, force: true });
if (counts.failed > 0) process.exitCode = 1;
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
