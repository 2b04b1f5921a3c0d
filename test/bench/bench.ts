import { run } from "../../tools/run.mjs";
import { measureBytes, printBytes } from "./bytes.js";
import { measureClicks, printClicks } from "./clicks.js";
import { measureMounts, printMounts } from "./mounts.js";
import { installPeers } from "./peers.js";
import { measureStarts, printStarts } from "./starts.js";

// Under three minutes: rounds are added for as long as there is time, and then whatever hangs is ended.
const startsEndMs = 70_000;
const mountsEndMs = 115_000;
const clicksEndMs = 155_000;
const limitMs = 175_000;

export async function bench(): Promise<void> {
  await installPeers();
  const startedAt = performance.now();
  const watchdog = setTimeout(() => {
    console.error(`\nbench failed: not done after ${limitMs / 1000} s`);
    process.exit(1);
  }, limitMs);
  try {
    const { code, output } = await run(process.execPath, ["tools/build.mjs"], { quiet: true });
    if (code !== 0) throw new Error(`There is nothing to measure: ${output}`);
    printBytes(await measureBytes());
    printStarts(await measureStarts(startedAt + startsEndMs));
    printMounts(await measureMounts(startedAt + mountsEndMs));
    printClicks(await measureClicks(startedAt + clicksEndMs));
  } finally {
    clearTimeout(watchdog);
  }
}
