/**
 * `npm test [-- node|browser|e2e [part of a file name …]]`: runs the suites one after another and prints the total last.
 * The browser suite runs in each engine of ENGINES. A suite without tests counts as failed, and so does a skipped test.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, run } from "./run.mjs";

const [only, ...filters] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "ofauth-elements-test-"));
const countsFile = join(scratch, "counts.json");
// Long for a busy machine; a suite that hangs is ended and counted as failed.
const limit = 20 * 60_000;

/**
 * @param {string[]} folders
 * @param {string} ending
 */
function testFiles(folders, ending) {
  const paths = folders.map((folder) => `test/${folder}`).filter((folder) => existsSync(root + folder));
  return paths
    .flatMap((folder) => readdirSync(root + folder, { recursive: true }).map((name) => `${folder}/${String(name)}`))
    .filter(
      (file) =>
        file.endsWith(ending) &&
        !file.includes("/node_modules/") &&
        (filters.length === 0 || filters.some((part) => file.includes(part))),
    )
    .sort();
}

/**
 * Whether a test file has to run in a process of its own: it has hooks outside every `describe`, which would run for each
 * test of the process, or it starts or changes processes.
 * @param {string} file
 */
const needsOwnProcess = (file) =>
  /^(?:before|after|beforeEach|afterEach)\(|process\.(?:env|on|chdir)|child_process|startRedis|chromium/m.test(
    readFileSync(root + file, "utf8"),
  );

/**
 * The files that Node's runner starts a process for. Starting Node and compiling the sources costs more than most files, so
 * those of a folder that can share a process are imported by one file.
 * @param {string[]} files
 */
function groupByProcess(files) {
  const alone = files.filter(needsOwnProcess);
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const file of files.filter((each) => !alone.includes(each))) {
    const folder = file.split("/")[1] ?? "";
    groups.set(folder, [...(groups.get(folder) ?? []), file]);
  }
  const grouped = [...groups].map(([folder, members]) => {
    const path = join(scratch, `${folder}.mjs`);
    writeFileSync(path, members.map((file) => `import ${JSON.stringify(pathToFileURL(root + file).href)};\n`).join(""));
    return path;
  });
  return [...grouped, ...alone];
}

/** @param {string[]} files @param {number} concurrency how many run at once */
const nodeTests = (files, concurrency = 2) =>
  run(
    process.execPath,
    [
      // The limit is for the file of a process, with all that it imports.
      ["--import", "tsx", "--test", `--test-concurrency=${concurrency}`, "--test-timeout=600000"],
      ["--test-reporter=spec", "--test-reporter-destination=stdout"],
      [`--test-reporter=${root}test/support/node-counts.mjs`, `--test-reporter-destination=${countsFile}`],
      files,
    ].flat(),
    { limit },
  );

/** One after another: each file starts three browsers. @param {string[]} files */
const engineTests = (files) => nodeTests(files, 1);

/** @param {string} engine */
const browserTestsIn = (engine) => (/** @type {string[]} */ files) =>
  run("web-test-runner", ["--files", ...files], { limit, env: { COUNTS_FILE: countsFile, ENGINE: engine } });

/** The engines of the browser suite. */
const engines = (process.env["ENGINES"] ?? "chromium,firefox,webkit").split(",");

/** @param {string[]} files */
const e2eTests = (files) => run("playwright", ["test", ...files], { limit, env: { COUNTS_FILE: countsFile } });

const suites = [
  {
    name: "node",
    files: testFiles(
      ["protocol", "locales", "connect", "connections", "server", "emulator", "doctor", "package"],
      ".test.ts",
    ),
    start: (/** @type {string[]} */ files) => nodeTests(groupByProcess(files)),
  },
  ...engines.map((engine) => ({
    name: `browser (${engine})`,
    files: testFiles(["browser", "elements", "testing"], ".test.ts"),
    start: browserTestsIn(engine),
  })),
  { name: "e2e", files: testFiles(["e2e"], ".spec.ts"), start: e2eTests },
  { name: "engines", files: testFiles(["engines"], ".test.ts"), start: engineTests },
  { name: "apps", files: testFiles(["apps"], ".spec.ts"), start: e2eTests },
];

/** @typedef {{ title: string, file?: string, suites?: PlaywrightSuite[], specs?: { title: string, tests: { status: string }[] }[] }} PlaywrightSuite */

/**
 * Names of the tests that did not pass at the first try.
 * @param {PlaywrightSuite} suite
 * @param {string} [path]
 * @returns {string[]}
 */
function playwrightFailures({ title, suites = [], specs = [] }, path = "") {
  const own = path === "" ? title : `${path} › ${title}`;
  const failed = specs.filter(({ tests }) => tests.some(({ status }) => status !== "expected"));
  return [
    ...failed.map((spec) => `${own} › ${spec.title}`),
    ...suites.flatMap((inner) => playwrightFailures(inner, own)),
  ];
}

/**
 * Reads the counts of a suite and the names of the failures. Playwright's report has other names, and does not count
 * errors before the first test.
 * @returns {{ passed: number, failed: number, failures: string[] }}
 */
function readCounts() {
  try {
    const counts = JSON.parse(readFileSync(countsFile, "utf8"));
    if (!counts.stats) return counts;
    const { expected, unexpected, flaky, skipped } = counts.stats;
    const failures = counts.suites.flatMap((/** @type {PlaywrightSuite} */ suite) => playwrightFailures(suite));
    return { passed: expected, failed: unexpected + flaky + skipped + counts.errors.length, failures };
  } catch {
    return { passed: 0, failed: 0, failures: [] };
  }
}

const chosen = suites.filter(({ name }) => only === undefined || name.split(" ", 1)[0] === only);
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const failures = [];
if (chosen.length === 0) {
  console.error(`No suite "${only}": ${suites.map(({ name }) => name).join(", ")}.`);
  total.failed++;
}
/** @param {string} file */
const needsBuild = (file) =>
  /^test\/(?:package|e2e|engines|apps)\/|^test\/elements\/metadata|^test\/(?:emulator\/cli|doctor\/command)\./.test(
    file,
  );
// Built once and here, so that two tests never build at the same time.
if (chosen.some(({ files }) => files.some(needsBuild))) {
  const { code } = await run(process.execPath, ["tools/build.mjs", "--if-changed"]);
  if (code !== 0) {
    console.error(
      "The build failed, so the tests that need it do not run: test/package, test/e2e, test/apps, metadata and command tests.",
    );
    total.failed++;
    for (const suite of chosen) suite.files = suite.files.filter((file) => !needsBuild(file));
  }
}
/**
 * Finds a program once for all tests, because installing it may take longer than a test's timeout.
 * @param {string} tool
 * @param {string} variable the environment variable that tells the tests its path
 */
async function setProgramPath(tool, variable) {
  const { code, output } = await run(process.execPath, [tool], { quiet: true });
  const lines = output.trimEnd().split("\n");
  if (code === 0) process.env[variable] = lines.pop();
  else total.failed++;
  if (lines.length > 0) console.error(lines.join("\n"));
}
if (chosen.some(({ name, files }) => name !== "node" || files.some((file) => file.startsWith("test/package/")))) {
  await setProgramPath("tools/find-browser.mjs", "CHROME_PATH");
  await setProgramPath("tools/find-headless-shell.mjs", "HEADLESS_SHELL_PATH");
}
const usesAllEngines = chosen.some(({ name }) => name === "engines");
if (usesAllEngines) await setProgramPath("tools/find-chromedriver.mjs", "CHROMEDRIVER_PATH");
if (usesAllEngines || chosen.some(({ name }) => name === "browser (firefox)")) {
  await setProgramPath("tools/find-firefox.mjs", "FIREFOX_PATH");
}
if (usesAllEngines || chosen.some(({ name }) => name === "browser (webkit)")) {
  await setProgramPath("tools/find-webkit.mjs", "WEBKIT_DRIVER");
}
if (chosen.some(({ files }) => files.some((file) => /^test\/server\/.*redis/.test(file)))) {
  await setProgramPath("tools/find-redis.mjs", "REDIS_SERVER");
}
if (chosen.some(({ name }) => name === "apps")) {
  // Packed once for all apps.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", scratch];
  const { code, output } = await run("npm", args, { quiet: true });
  const tarball = readdirSync(scratch).find((name) => name.endsWith(".tgz"));
  if (code === 0 && tarball) process.env["PACKAGE_TARBALL"] = join(scratch, tarball);
  else {
    console.error(output);
    total.failed++;
  }
}
for (const { name, files, start } of chosen) {
  console.log(`\n== ${name}: ${files.length} files`);
  rmSync(countsFile, { force: true });
  const { code, output } = files.length > 0 ? await start(files) : { code: 1, output: "Nothing to run.\n" };
  if (output) console.error(output);
  const counts = readCounts();
  // A failure outside a test has to count, too.
  if ((code !== 0 || counts.passed === 0) && counts.failed === 0) counts.failed = 1;
  console.log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  failures.push(...counts.failures.map((failure) => `${name}: ${failure}`));
}
rmSync(scratch, { recursive: true, force: true });
if (total.failed > 0) process.exitCode = 1;
// Once more and last, because the failures are far above in a long log.
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join("\n")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
