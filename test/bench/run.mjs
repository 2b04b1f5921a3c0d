/**
 * `npm run bench`: measures the figures in the README. Fails when a measurement is not possible; a missed goal is only
 * printed. `npm run bench -- soak` measures whether the server's memory stays bounded, and fails if it does not;
 * `npm run bench -- server` measures what requests cost.
 */
import { tsImport } from "tsx/esm/api";

const { bench, benchSoak } = await tsImport("./bench.ts", import.meta.url);
const { benchServer } = await tsImport("./server.ts", import.meta.url);

/** @type {Record<string, () => Promise<void>>} */
const benches = { all: bench, soak: benchSoak, server: benchServer };
const name = process.argv[2] ?? "all";

try {
  const measure = benches[name];
  if (!measure) throw new Error(`No benchmark "${name}": ${Object.keys(benches).join(", ")}.`);
  await measure();
} catch (error) {
  console.error("\nbench failed:", error);
  process.exitCode = 1;
}
