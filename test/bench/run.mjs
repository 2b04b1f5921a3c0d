/** `npm run bench`: measures the figures in the README. Fails when a measurement is not possible; a missed goal is only printed. */
import { tsImport } from "tsx/esm/api";

const { bench } = await tsImport("./bench.ts", import.meta.url);

try {
  await bench();
} catch (error) {
  console.error("\nbench failed:", error);
  process.exitCode = 1;
}
