#!/usr/bin/env node
/** The package's command: `npx ofauth-elements emulator`. */
import { parseArgs } from "node:util";
import { sandboxAccounts } from "./accounts.js";
import { defaultApiKey } from "./emulator.js";
import { startEmulator } from "./start-emulator.js";

const usage = `Usage: ofauth-elements emulator [options]

Runs OFAuth on this machine: its API, the hosted Link page and the sandbox accounts. No account, no network.

  --port <number>         where to listen on 127.0.0.1 (default: 4010; 0 for any free port)
  --redirect-url <url>    an Allowed Redirect URI of the client app app_demo; may be given again, the first is the default
  --allow-origin <origin> an origin whose pages may embed the hosted page; may be given again
                          (default: the origins of the redirect URLs)
  --help                  this text

Switches for slow answers, refused frames, errors and more: GET <origin>/emulator/scenarios lists them,
  curl -X POST <origin>/emulator/scenarios -H 'content-type: application/json' -d '{"slow": 3000}'  sets one.
`;

/** A mistake on the command line: the usage follows its message. */
class UsageError extends Error {}

function readCommandLine() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        port: { type: "string", default: "4010" },
        "redirect-url": { type: "string", multiple: true, default: [] },
        "allow-origin": { type: "string", multiple: true },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return undefined;
    const [command, ...rest] = positionals;
    if (command !== "emulator") {
      throw new UsageError(command === undefined ? "A command is missing." : `There is no command "${command}".`);
    }
    if (rest.length > 0) throw new UsageError(`"${rest.join(" ")}" is too much.`);
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new UsageError("--port is a number from 0 to 65535.");
    }
    const redirectUrls = values["redirect-url"];
    const originsOfRedirects = redirectUrls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
    const allowedOrigins = values["allow-origin"] ?? [...new Set(originsOfRedirects)];
    return { port: Number(values.port), redirectUrls, allowedOrigins };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<void> {
  const options = readCommandLine();
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const { origin, close } = await startEmulator(options);
  // Before anything is printed: whoever reads the output may stop the command at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void close());
  const list = (values: readonly string[]) => values.join("\n            ") || "none yet";
  process.stdout.write(`OFAuth emulator: ${origin}

API key     ${defaultApiKey}
Client app  app_demo
Redirects   ${list(options.redirectUrls)}${options.redirectUrls.length ? "" : " (Link init needs one: --redirect-url)"}
Embedding   ${list(options.allowedOrigins)}

Sandbox accounts, with any name before the @:
${sandboxAccounts
  .map(({ domain, password, otpCode }) => {
    const address = `test@${domain}`.padEnd(32);
    return `  ${address}password ${password}${otpCode === undefined ? "" : `, code ${otpCode}`}`;
  })
  .join("\n")}

Ctrl+C stops it; it forgets everything.
`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof UsageError ? `${message}\n\n${usage}` : `${message}\n`);
  process.exitCode = 1;
});
