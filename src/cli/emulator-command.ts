/** The subcommand `npx ofauth-elements emulator`. */
import { parseArgs } from "node:util";
import { defaultApiKey, sandboxAccounts, startEmulator, type WebhookEndpoint } from "../emulator/index.js";
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
  --help                  print this text

An import accepts any cookie with auth_id, sess and fp. auth_id, a number, is the OnlyFans user. With sess=expired or
sess=invalid, the import fails.

Scenarios simulate slow responses, refused frames, errors and more. GET <origin>/emulator/scenarios lists them, and
  curl -X POST <origin>/emulator/scenarios -H 'content-type: application/json' -d '{"slow": 3000}'  sets one.
The other control routes take POST with the same header and a JSON body:
  GET    /emulator/connections                    lists the connections
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
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return undefined;
    if (positionals.length > 0) throw new UsageError(`Unexpected argument "${positionals.join(" ")}".`);
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new UsageError("--port must be a number from 0 to 65535.");
    }
    const redirectUrls = values["redirect-url"];
    const redirectOrigins = redirectUrls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
    const allowedOrigins = values["allow-origin"] ?? [...new Set(redirectOrigins)];
    return { port: Number(values.port), redirectUrls, allowedOrigins, webhooks: readWebhooks(values) };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
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

async function run(args: readonly string[]): Promise<void> {
  const options = readCommandLine(args);
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const { origin, close } = await startEmulator(options);
  // Before anything is printed, because a program that reads the output may stop the command at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void close());
  const list = (values: readonly string[]) => values.join("\n            ") || "none";
  process.stdout.write(`OFAuth emulator: ${origin}

API key     ${defaultApiKey}
Client app  app_demo
Redirects   ${list(options.redirectUrls)}${options.redirectUrls.length ? "" : " (Link init needs one: --redirect-url)"}
Embedding   ${list(options.allowedOrigins)}
Webhooks    ${options.webhooks.map(({ url, signature }) => `${url} (${signature})`).join() || "none (--webhook-url)"}

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
