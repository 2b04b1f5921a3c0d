/** `npm run bench`: the numbers behind the README's claims. Fails when one could not be had; a missed goal is only said. */
import { tsImport } from "tsx/esm/api";

const { bench } = await tsImport("./bench.ts", import.meta.url);

try {
  await bench();
} catch (error) {
  console.error("\nbench failed:", error);
  process.exitCode = 1;
}
