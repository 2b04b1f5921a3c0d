/** Removes the source maps of the locales: a locale is a list of strings, which needs no debugging. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { root } from "../run.mjs";

export function removeLocaleMaps() {
  const folder = `${root}dist/locales/`;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/(?:^|[\\/])[a-z]{2}(?:-\w+)?\.(?:js|d\.ts)$/.test(name)) continue;
    const file = folder + name;
    rmSync(`${file}.map`);
    writeFileSync(file, readFileSync(file, "utf8").replace(/^\/\/# sourceMappingURL=.*\n?/m, ""));
  }
}
