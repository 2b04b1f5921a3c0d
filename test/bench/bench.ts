/** Runs all benchmarks one after the other and prints their tables. */
import { run } from "../../tools/run.mjs";
import { measureBytes, printBytes } from "./bytes.js";
import { measureClicks, printClicks } from "./clicks.js";
import { measureMounts, printMounts } from "./mounts.js";
import { installPeers } from "./peers.js";
import { measureSoak, printSoak } from "./soak.js";
import { measureStarts, printStarts } from "./starts.js";

// Under three minutes in all: each benchmark adds runs until its time is up, and a watchdog ends one that hangs.
const startsEndMs = 70_000;
const mountsEndMs = 115_000;
const clicksEndMs = 155_000;
const limitMs = 175_000;

export async function bench(): Promise<void> {
  await installPeers();
  const startedAt = performance.now();
  const watchdog = setTimeout(() => {
    console.error(`\nbench failed: not finished after ${limitMs / 1000} s`);
    process.exit(1);
  }, limitMs);
  try {
    const { code, output } = await run(process.execPath, ["tools/build.mjs"], { quiet: true });
    if (code !== 0) throw new Error(`The build failed: ${output}`);
    printBytes(await measureBytes());
    printStarts(await measureStarts(startedAt + startsEndMs));
    printMounts(await measureMounts(startedAt + mountsEndMs));
    printClicks(await measureClicks(startedAt + clicksEndMs));
  } finally {
    clearTimeout(watchdog);
  }
}

/** Measures whether the server's memory stays bounded; takes about two minutes. */
export async function benchSoak(): Promise<void> {
  printSoak(await measureSoak());
}
