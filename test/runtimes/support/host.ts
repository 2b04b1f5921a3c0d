/** Starts a host of the folder `hosts` on a runtime, and ends it. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectionOf } from "../../server/fake-ofauth.js";
import { startOFAuth, type OFAuthServer } from "./ofauth-server.js";

const { RUNTIMES: packages = "", HOSTS: folder = "" } = process.env;

const programs = {
  node20: ["node20/bin/node"],
  node22: ["node22/bin/node"],
  node24: ["node24/bin/node"],
  bun: ["@oven/bun-linux-x64/bin/bun"],
  deno: [
    "@deno/linux-x64-glibc/deno",
    "run",
    "--quiet",
    "--no-prompt",
    "--no-remote",
    "--node-modules-dir=manual",
    "--allow-net=127.0.0.1",
    "--allow-env",
    "--allow-read",
    "--allow-sys",
  ],
  workerd: ["@cloudflare/workerd-linux-64/bin/workerd", "serve", "--control-fd=1"],
} as const;

export interface HostDefinition {
  readonly name: string;
  readonly runtime: keyof typeof programs;
  /** File in the folder `hosts`, and its arguments. */
  readonly args: readonly [file: string, ...args: string[]];
  /** A parser of the host answers malformed bodies itself. */
  readonly parsesBodies?: boolean;
  /** The host does not say that a client has left, or only when something is written to it. */
  readonly hidesAborts?: boolean;
  /** What the host itself prints. */
  readonly prints?: RegExp;
}

export interface Host extends HostDefinition {
  readonly url: string;
  readonly ofauth: OFAuthServer;
  /** The lines that the host has printed so far. */
  readonly printed: readonly string[];
  stop(): Promise<void>;
}

/** Users 1 to 20, each with a connection of before. */
const known = Array.from({ length: 20 }, (_, index) =>
  connectionOf(`conn_${index + 1}`, `user-${index + 1}`, { imported: true }),
);

/** Starts the host. Rejects with what it printed when it ends before it listens. */
export async function startHost(definition: HostDefinition): Promise<Host> {
  const ofauth = await startOFAuth();
  ofauth.fake.connections = known.map((connection) => ({ ...connection }));
  const [program = "", ...flags] = programs[definition.runtime];
  const [file, ...args] = definition.args;
  const child = spawn(join(packages, program), [...flags, join(folder, file), ...args], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      DENO_NO_UPDATE_CHECK: "1",
      DO_NOT_TRACK: "1",
      OFAUTH_API_URL: ofauth.url,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", (error) => {
      lines.push(error.message);
      resolve();
    });
  });
  createInterface({ input: child.stderr }).on("line", (line) => void lines.push(line));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, found] = /^listening (\d+)$/.exec(line) ?? /^\{"event":"listen".*"port":(\d+)/.exec(line) ?? [];
      if (found === undefined) lines.push(line);
      else resolve(Number(found));
    });
    ended.then(() => reject(new Error(`${definition.name} does not start:\n${lines.join("\n")}`)), reject);
  });
  return {
    ...definition,
    url: `http://127.0.0.1:${port}`,
    ofauth,
    printed: lines,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      await ofauth.close();
    },
  };
}
