/** `npx ofauth-elements emulator` */
import { parseArgs } from "node:util";
import { defaultApiKey, sandboxAccounts, startEmulator, type WebhookEndpoint } from "../emulator/index.js";
import { webhookSignatures } from "../emulator/webhooks/signature.js";
import { UsageError, type Command } from "./command.js";

const usage = `Usage: ofauth-elements emulator [options]

Runs OFAuth on this machine: its API, the hosted Link page and the sandbox accounts. No account, no network.

  --port <number>         where to listen on 127.0.0.1 (default: 4010; 0 for any free port)
  --redirect-url <url>    an Allowed Redirect URI of the client app app_demo; may be given again, the first is the default
  --allow-origin <origin> an origin whose pages may embed the hosted page; may be given again
                          (default: the origins of the redirect URLs)
  --webhook-url <url>     where webhooks are delivered, on this machine: http://localhost:3000/api/ofauth/webhooks
  --webhook-secret <secret>
                          what signs them; better in the environment, as OFAUTH_WEBHOOK_SECRET, where nobody else sees it
  --webhook-signature <family>
                          ofauth (default), svix or both; svix and both need a secret of whsec_ and base64
  --help                  this text

An import takes any cookie with auth_id, sess and fp: auth_id, a number, is the OnlyFans user. With sess=expired or
sess=invalid it fails.

Switches for slow answers, refused frames, errors and more: GET <origin>/emulator/scenarios lists them,
  curl -X POST <origin>/emulator/scenarios -H 'content-type: application/json' -d '{"slow": 3000}'  sets one.
In the same way, each POST with that header and a JSON body:
  GET    /emulator/connections                    what there is
  POST   /emulator/connections/<id>/expire        {}
  POST   /emulator/connections/<id>/permissions   {"permissions": [...]}   what a reconnection asks for
  POST   /emulator/client-apps/<id>/permissions   {"permissions": [...]}   what every Link asks for
  DELETE /emulator/connections/<id>
  GET    /emulator/webhooks                       deliveries and failures
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
    if (positionals.length > 0) throw new UsageError(`"${positionals.join(" ")}" is too much.`);
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new UsageError("--port is a number from 0 to 65535.");
    }
    const redirectUrls = values["redirect-url"];
    const originsOfRedirects = redirectUrls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
    const allowedOrigins = values["allow-origin"] ?? [...new Set(originsOfRedirects)];
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
  const family = webhookSignatures.find((name) => name === signature);
  if (!family) throw new UsageError(`--webhook-signature is one of ${webhookSignatures.join(", ")}.`);
  return [{ url, secret, signature: family }];
}

async function run(args: readonly string[]): Promise<void> {
  const options = readCommandLine(args);
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
Webhooks    ${options.webhooks.map(({ url, signature }) => `${url} (${signature})`).join() || "none (--webhook-url)"}

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

export const emulatorCommand: Command = { usage, run };
