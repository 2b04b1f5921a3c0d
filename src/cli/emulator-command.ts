/** The subcommand `npx ofauth-elements emulator`. */
import { parseArgs } from "node:util";
import {
  defaultApiKey,
  sandboxAccounts,
  startEmulator,
  type StartOptions,
  type WebhookEndpoint,
} from "../emulator/index.js";
import { elementSettings, handlerSettings } from "../emulator/settings-text.js";
import { webhookSignatures } from "../emulator/webhooks/signature.js";
import { UsageError, type Command } from "./command.js";

const usage = `Usage: ofauth-elements emulator [options]

Runs OFAuth on this machine: its API, the hosted Link page and the sandbox accounts. Needs no OFAuth account and no network.

  --port <number>         port to listen on at 127.0.0.1 (default: 4010; 0 for any free port)
  --redirect-url <url>    an Allowed Redirect URI of the client app app_demo; may be repeated, the first is the default
  --allow-origin <origin> an origin whose pages may embed the hosted page; may be repeated
                          (default: the origins of the redirect URLs)
  --webhook-url <url>     where to deliver webhooks, on this machine: http://localhost:3000/api/ofauth/webhooks
  --webhook-secret <secret>
                          signing secret of the webhooks; better set OFAUTH_WEBHOOK_SECRET, which other users cannot see
  --webhook-signature <format>
                          ofauth (default), svix or both; svix and both need a secret of whsec_ and base64
  --connections <number>  starts with that many connections, of user-1 to user-10 in turn
  --page-size <number>    largest page of the list of connections (default: 100); a larger limit is answered with 400
  --help                  print this text

An import accepts any cookie with auth_id, sess and fp. auth_id, a number, is the OnlyFans user. With sess=expired or
sess=invalid, the import fails.

Scenarios simulate slow responses, refused frames, errors and more. GET <origin>/emulator/scenarios lists them, and
  curl -X POST <origin>/emulator/scenarios -H 'content-type: application/json' -d '{"slow": 3000}'  sets one.
With ?for=3000 after the address, it goes off by itself after that many milliseconds.
The other control routes take POST with the same header and a JSON body:
  GET    /emulator/connections                    lists the connections
  POST   /emulator/connections                    {"count": 9000, "clientReferenceId": "user-1"} adds that many
  POST   /emulator/connections/<id>/expire        {}
  POST   /emulator/connections/<id>/permissions   {"permissions": [...]}   requested by the next reconnection
  POST   /emulator/client-apps/<id>/permissions   {"permissions": [...]}   requested by every Link session
  DELETE /emulator/connections/<id>
  GET    /emulator/webhooks                       lists deliveries and failures
  POST   /emulator/webhooks                       {"duplicate": true, "hold": true}; "hold": false sends the last one first
  POST   /emulator/webhooks/redeliver             {"id": "del_..."}, or {} for the last one
  POST   /emulator/webhooks/send                  {"type": "rules.updated"}
`;

function readCommandLine(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: "string", default: "4010" },
        "redirect-url": { type: "string", multiple: true, default: [] },
        "allow-origin": { type: "string", multiple: true },
        "webhook-url": { type: "string" },
        "webhook-secret": { type: "string" },
        "webhook-signature": { type: "string" },
        connections: { type: "string", default: "0" },
        "page-size": { type: "string", default: "100" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return undefined;
    if (positionals.length > 0) throw new UsageError(`Unexpected argument "${positionals.join(" ")}".`);
    const port = readCount(values.port, "--port", { least: 0, most: 65_535 });
    const connections = readCount(values.connections, "--connections", { least: 0, most: 100_000 });
    const pageSize = readCount(values["page-size"], "--page-size", { least: 1, most: 100_000 });
    const redirectUrls = values["redirect-url"];
    const redirectOrigins = redirectUrls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
    const allowedOrigins = values["allow-origin"] ?? [...new Set(redirectOrigins)];
    const webhooks = readWebhooks(values);
    return { port, redirectUrls, allowedOrigins, webhooks, pageSize, connections };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readCount(text: string, option: string, { least, most }: { least: number; most: number }): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (count >= least && count <= most) return count;
  throw new UsageError(`${option} must be a number from ${least} to ${most}.`);
}

function readWebhooks(values: {
  readonly "webhook-url"?: string | undefined;
  readonly "webhook-secret"?: string | undefined;
  readonly "webhook-signature"?: string | undefined;
}): readonly WebhookEndpoint[] {
  const { "webhook-url": url, "webhook-signature": signature = "ofauth" } = values;
  if (url === undefined) {
    if (Object.keys(values).some((name) => name.startsWith("webhook-")))
      throw new UsageError("--webhook-url is missing.");
    return [];
  }
  const secret = values["webhook-secret"] ?? process.env.OFAUTH_WEBHOOK_SECRET;
  if (secret === undefined) throw new UsageError("--webhook-url needs --webhook-secret or OFAUTH_WEBHOOK_SECRET.");
  const format = webhookSignatures.find((name) => name === signature);
  if (!format) throw new UsageError(`--webhook-signature must be one of ${webhookSignatures.join(", ")}.`);
  return [{ url, secret, signature: format }];
}

const indented = (text: string) => text.replace(/^/gm, "  ");

async function start(options: StartOptions) {
  try {
    return await startEmulator(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new Error(
      `Port ${options.port} is in use, perhaps by another emulator. Use --port with another one, or --port 0 for any free port.`,
      { cause: error },
    );
  }
}

async function run(args: readonly string[]): Promise<void> {
  const options = readCommandLine(args);
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const { origin, emulator, close } = await start(options);
  // Before anything is printed, because a program that reads the output may stop the command at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void close());
  emulator.connections.seedMany(options.connections);
  const list = (values: readonly string[]) => values.join("\n            ") || "none";
  process.stdout.write(`OFAuth emulator: ${origin}

Options of the handler:
${indented(handlerSettings(origin, defaultApiKey))}

Attribute of the elements:
${indented(elementSettings(origin))}

Client app  app_demo
Redirects   ${list(options.redirectUrls)}${options.redirectUrls.length ? "" : " (Link init needs one: --redirect-url)"}
Embedding   ${list(options.allowedOrigins)}
Webhooks    ${options.webhooks.map(({ url, signature }) => `${url} (${signature})`).join() || "none (--webhook-url)"}
Connections ${options.connections || "none (--connections)"}

Sandbox accounts, with any name before the @:
${sandboxAccounts
  .map(({ domain, password, otpCode }) => {
    const address = `test@${domain}`.padEnd(32);
    return `  ${address}password ${password}${otpCode === undefined ? "" : `, code ${otpCode}`}`;
  })
  .join("\n")}

Press Ctrl+C to stop. The emulator stores nothing.
`);
}

export const emulatorCommand: Command = { usage, run };
