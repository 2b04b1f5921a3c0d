/** `npm run build`: modules and types for npm by tsc, single files for a script tag by Vite. */
import { rmSync } from "node:fs";
import { collapseStyles } from "./collapse-styles.mjs";
import { root, run } from "./run.mjs";

rmSync(`${root}dist`, { recursive: true, force: true });

const steps = [
  ["tsc", "-p", "tsconfig.build.json"],
  ["vite", "build", "--mode", "cdn", "--logLevel", "warn"],
  ["vite", "build", "--mode", "callback", "--logLevel", "warn"],
];
for (const [command = "", ...args] of steps) {
  const { code } = await run(command, args);
  if (code !== 0) {
    console.error(`build failed: ${command} ${args.join(" ")}`);
    process.exit(code);
  }
  if (command === "tsc") collapseStyles();
}
