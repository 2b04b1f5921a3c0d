#!/usr/bin/env node
/** The package's command: `npx ofauth-elements emulator` and `npx ofauth-elements doctor <url>`. */
import { readFileSync } from "node:fs";
import { UsageError, type Command } from "./command.js";
import { doctorCommand } from "./doctor-command.js";
import { emulatorCommand } from "./emulator-command.js";

const commands: ReadonlyMap<string, Command> = new Map([
  ["emulator", emulatorCommand],
  ["doctor", doctorCommand],
]);

const overview = `Usage: ofauth-elements emulator [options]
       ofauth-elements doctor <url> [options]

  emulator  runs OFAuth on this machine: its API, the hosted Link page and the sandbox accounts
  doctor    examines a site from outside and prints what to fix

Pass --help after a command for its options, or --version alone for the version of the package.
`;

/** The version in the package's manifest, which is as far away from `dist/cli` as from `src/cli`. */
function readVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === "--help" || name === "-h") {
    process.stdout.write(overview);
    return;
  }
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${readVersion()}\n`);
    return;
  }
  const command = commands.get(name ?? "");
  try {
    if (!command) throw new UsageError(name === undefined ? "A command is missing." : `Unknown command "${name}".`);
    await command.run(args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(error instanceof UsageError ? `${message}\n\n${command?.usage ?? overview}` : `${message}\n`);
    process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
