/** Processes that end with this one, and ports for them. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Starts a program that is killed when this process exits.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, stdio?: import("node:child_process").StdioOptions }} [options]
 */
export function startProcess(command, args, { env = {}, stdio = "ignore" } = {}) {
  const child = spawn(command, args, { stdio, env: { ...process.env, ...env } });
  const kill = () => child.kill();
  process.on("exit", kill);
  child.on("exit", () => process.off("exit", kill));
  return child;
}

/** Resolves with a port that nothing listens on. @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/**
 * Asks every 50 ms until the answer is true or the time is over, and resolves with the last answer.
 * @param {() => boolean | Promise<boolean>} isTrue
 * @param {number} limit milliseconds
 */
export async function until(isTrue, limit) {
  for (const end = Date.now() + limit; ;) {
    if (await isTrue()) return true;
    if (Date.now() > end) return false;
    await delay(50);
  }
}
