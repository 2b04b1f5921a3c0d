/** Starts a real Redis server for one test file, on a free loopback port and without data on disk. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedis } from "../../tools/find-redis.mjs";

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Kills the server, as in a crash: its data is lost. */
  kill(): Promise<void>;
  /** Starts the server again on the same port. */
  start(): Promise<void>;
  /** Kills the server and starts it again, without its data. */
  restart(): Promise<void>;
  /** Suspends the server: it accepts connections but does not answer until `wake`. */
  freeze(): void;
  /** Resumes a suspended server. */
  wake(): void;
}

/** The nodes of a cluster have a second port, 10,000 above the first. */
const MAX_PORT = 55_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port > MAX_PORT ? freePort() : port;
}

interface RedisServerOptions {
  /** More flags of the command line. */
  readonly flags?: readonly string[];
  /** Starts Sentinel with this configuration instead of a server. */
  readonly sentinelConfig?: string;
}

/** Starts the server; `after` registers its end. It also ends with this process. */
export async function startRedis(
  after: (end: () => Promise<void>) => void,
  { flags: moreFlags = [], sentinelConfig }: RedisServerOptions = {},
): Promise<RedisServer> {
  const command = findRedis();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "ofauth-elements-redis-"));
  let child: ChildProcess | undefined;
  const configFile = join(folder, "sentinel.conf");
  if (sentinelConfig !== undefined) writeFileSync(configFile, sentinelConfig);
  const readyText = sentinelConfig === undefined ? "Ready to accept connections" : "+monitor master";
  const modeFlags = sentinelConfig === undefined ? ["--save", "", "--appendonly", "no", ...moreFlags] : ["--sentinel"];

  async function start(): Promise<void> {
    const file = sentinelConfig === undefined ? [] : [configFile];
    const flags = [...file, "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...modeFlags];
    const started = spawn(command, flags, { stdio: ["ignore", "pipe", "inherit"] });
    child = started;
    await new Promise<void>((resolve, reject) => {
      let log = "";
      started.stdout.on("data", (chunk) => {
        log += String(chunk);
        if (log.includes(readyText)) resolve();
      });
      started.on("error", reject);
      started.on("exit", (code) => reject(new Error(`redis-server ended with ${code}:\n${log}`)));
    });
  }

  async function kill(): Promise<void> {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => void ending.on("exit", () => resolve()));
    ending.kill("SIGKILL");
    await ended;
  }

  const killNow = () => void child?.kill("SIGKILL");
  // On a timeout, the test runner ends the file with SIGTERM, which does not emit "exit".
  const onTerm = () => process.exit(143);
  process.on("exit", killNow);
  process.on("SIGTERM", onTerm);
  after(async () => {
    process.off("exit", killNow);
    process.off("SIGTERM", onTerm);
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill,
    restart: async () => {
      await kill();
      await start();
    },
    freeze: () => void child?.kill("SIGSTOP"),
    wake: () => void child?.kill("SIGCONT"),
  };
}
