/**
 * An app of a host: its folder in `test/hosts`, the files of its page in the docs, the packages of its lock file, and this
 * package as npm publishes it. It is built for production and served on loopback, with the emulator in place of OFAuth.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { startEmulator, type RunningEmulator } from "../../../src/emulator/index.js";
import { installPinned } from "../../../tools/install-pinned.mjs";
import { docsFiles } from "./docs-files.js";

const execute = promisify(execFile);
const hosts = fileURLToPath(new URL("..", import.meta.url));
const webhookSecret = "whsec_c2l0ZS1mb3ItdGVzdHMtb25seQ==";

export interface HostDefinition {
  /** Folder in `test/hosts`. */
  readonly name: string;
  /** The page of the docs that describes the app's files. */
  readonly docs?: {
    readonly page: string;
    /** Import of the functions that the page leaves to the reader, where the host does not import them by itself. */
    readonly hostModule?: string;
    /** Attribute of the tags with the emulator's origin. */
    readonly linkOrigins: string;
  };
  /** Module and arguments that Node runs. */
  readonly build: readonly string[];
  readonly serve: (port: number) => readonly string[];
  readonly develop: (port: number) => readonly string[];
}

export class HostApp {
  readonly #definition: HostDefinition;
  readonly folder: string;
  readonly emulator: RunningEmulator;
  readonly #node: string;
  readonly #port: number;
  #server: ChildProcess | undefined;
  /** What the build and the servers printed. */
  readonly printed: string[] = [];

  private constructor(
    definition: HostDefinition,
    folder: string,
    node: string,
    port: number,
    emulator: RunningEmulator,
  ) {
    this.#definition = definition;
    this.folder = folder;
    this.#node = node;
    this.#port = port;
    this.emulator = emulator;
  }

  static async install(definition: HostDefinition): Promise<HostApp> {
    const { name } = definition;
    const cache = await installPinned(name, join(hosts, name));
    const node = join(await installPinned("node24", join(hosts, "node")), "node_modules/node24/bin/node");
    // On the same disk, but not below the lock file: Next would take that folder for the app's root.
    const folder = await mkdtemp(join(dirname(cache), "app-"));
    // Hard links: a copy of its own would take a minute.
    await execute("cp", ["-al", join(cache, "node_modules"), join(folder, "node_modules")]);
    const installed = join(folder, "node_modules/ofauth-elements");
    await mkdir(installed);
    const tarball = process.env["PACKAGE_TARBALL"] ?? "";
    await execute("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
    await cp(join(hosts, name), folder, { recursive: true });
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const emulator = await startEmulator({
      redirectUrls: [`${origin}/api/ofauth/link/callback`],
      allowedOrigins: [origin],
      webhooks: [{ url: `${origin}/api/ofauth/webhooks`, secret: webhookSecret, signature: "both" }],
    });
    const app = new HostApp(definition, folder, node, port, emulator);
    await app.#writeDocsFiles();
    return app;
  }

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Writes the files of the docs, with the emulator in place of OFAuth; and the emulator's origin into the app's own files. */
  async #writeDocsFiles(): Promise<void> {
    const { docs } = this.#definition;
    for (const [path, text] of docs ? docsFiles(docs.page) : []) {
      let code = text
        .replace(
          /^( *)apiKey: .*$/m,
          "$&\n$1apiUrl: process.env.OFAUTH_API_URL, linkOrigins: process.env.OFAUTH_API_URL,",
        )
        .replace("https://link.ofauth.com", "{link}")
        .replace(/<(?:OFAuthConnect|ofauth-connect)(?=[\s>/])/g, `$& ${docs?.linkOrigins}="{link}"`);
      if (docs?.hostModule && /\b(?:currentUser|save|log)\(/.test(code)) {
        const hostImport = `import { currentUser, log, save } from "${docs.hostModule}";\n`;
        // After the path, the tag and the directive.
        code = code.replace(/^(?:<script[^>]*>\n)? *\/\/ .*\n(?:"use client";\n)?/, (start) => start + hostImport);
      }
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      await writeFile(join(this.folder, path), code);
    }
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const sources = entries
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => /\.(?:tsx?|vue|svelte)$/.test(path));
    for (const path of sources) {
      const text = await readFile(path, "utf8");
      if (text.includes("{link}")) await writeFile(path, text.replaceAll("{link}", this.emulator.origin));
    }
  }

  /** Builds the app for production. Rejects with the output when the build fails. */
  async build(): Promise<string> {
    try {
      const { stdout, stderr } = await execute(this.#node, this.#definition.build, this.#options(300_000));
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`The build of ${this.#definition.name} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Serves the built app, or the sources in development. Resolves when it answers. */
  async serve(mode: "production" | "development"): Promise<void> {
    const { serve, develop } = this.#definition;
    const args = (mode === "production" ? serve : develop)(this.#port);
    const child = spawn(this.#node, args, { ...this.#options(), detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#server = child;
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => this.printed.push(line));
    const answers = async () => child.exitCode !== null || (await fetch(this.origin).catch(() => null))?.ok === true;
    await expect.poll(answers, { message: "the server answers", timeout: 60_000 }).toBe(true);
    if (child.exitCode !== null) throw new Error(`The server has ended:\n${this.printed.join("\n")}`);
  }

  #options(timeout?: number) {
    return {
      cwd: this.folder,
      timeout,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        PATH: `${dirname(this.#node)}:${process.env["PATH"]}`,
        HOME: join(this.folder, ".home"),
        CI: "1",
        NEXT_TELEMETRY_DISABLED: "1",
        NUXT_TELEMETRY_DISABLED: "1",
        OFAUTH_API_KEY: "sk_sandbox_emulator",
        OFAUTH_API_URL: this.emulator.origin,
        OFAUTH_WEBHOOK_SECRET: webhookSecret,
        PORT: `${this.#port}`,
        HOST: "127.0.0.1",
        ORIGIN: this.origin,
      },
    };
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    // With its own processes, which it may not end.
    process.kill(-Number(server.pid), "SIGKILL");
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.emulator.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
