/**
 * A host's app: a copy of a folder of `test/apps`, with the packages of its own lock file and this package as npm publishes it.
 * The tests' site serves the `dist` of its `npm run build` under `/files/`.
 */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { test } from "../../e2e/support/host.js";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));

export class App {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async install(name: string): Promise<App> {
    const folder = await mkdtemp(join(tmpdir(), `ofauth-elements-${name}-`));
    await cp(`${root}test/apps/${name}`, folder, {
      recursive: true,
      filter: (path) => !path.endsWith("node_modules"),
    });
    const app = new App(folder);
    // One run of npm for the locked packages and this one.
    const quietly = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    await app.npm("install", "--no-save", ...quietly, process.env["PACKAGE_TARBALL"] ?? (await pack(folder)));
    return app;
  }

  /** Runs npm and returns its output. Rejects with the output when it fails. */
  npm(...args: readonly string[]): Promise<string> {
    return run("npm", args, this.folder);
  }

  /** Runs a module of the app in Node and returns its output. Rejects when it prints a warning. */
  node(...args: readonly string[]): Promise<string> {
    return run(process.execPath, args, this.folder, "strict");
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

// Node warns when both are set, and Playwright sets FORCE_COLOR for its workers.
const colourless = { NO_COLOR: "1", FORCE_COLOR: undefined };

/** Packs this package into `folder` and returns the tarball's path. `npm test` does it once for all apps. */
async function pack(folder: string): Promise<string> {
  const packed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root);
  const [tarball] = JSON.parse(packed) as { filename: string }[];
  return join(folder, tarball?.filename ?? "");
}

async function run(command: string, args: readonly string[], cwd: string, how?: "strict"): Promise<string> {
  try {
    const { stdout, stderr } = await execute(command, args, { cwd, env: { ...process.env, ...colourless } });
    if (how === "strict" && stderr) throw Object.assign(new Error("printed a warning"), { stdout, stderr });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** Tests with the app of `test/apps/<name>`, which is installed and built once for each test file. */
export const appTest = (name: string) =>
  test.extend<object, { app: App }>({
    app: [
      // oxlint-disable-next-line no-empty-pattern -- Playwright reads the dependencies of a fixture from this parameter
      async ({}, use) => {
        const app = await App.install(name);
        await app.npm("run", "build");
        await use(app);
        await app.remove();
      },
      { scope: "worker", timeout: 480_000 },
    ],
    siteOptions: ({ app }, use) => use({ files: pathToFileURL(`${app.folder}/dist/`) }),
  });
