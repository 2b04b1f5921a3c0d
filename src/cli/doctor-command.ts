/** `npx ofauth-elements doctor <url>` */
import { parseArgs } from "node:util";
import { examine, type ExamineOptions } from "../doctor/examine.js";
import { nodeFetch } from "../doctor/node-fetch.js";
import { reportText } from "../doctor/report.js";
import { UsageError, type Command } from "./command.js";

const usage = `Usage: ofauth-elements doctor <url> [options]

Looks at a site from outside, as a browser and as OFAuth would, and says what its set-up lacks. <url> is the page with the
elements. Ends with 1 when something has to be changed.

  --endpoint <path>        where the routes are, as in the elements' attribute (default: /api/ofauth)
  --cookie <value>         the Cookie header of a signed-in user, or env:NAME; default: OFAUTH_DOCTOR_COOKIE of the environment
  --header <"name: value"> another header of his, such as "authorization: env:NAME"; may be given again
  --webhook-secret env:NAME
                           the variable with OFAuth's signing secret (default: OFAUTH_WEBHOOK_SECRET, where it is set)
  --link-origin <origin>   an origin that a session may have; may be given again (default: OFAuth's two)
  --json                   the report as JSON
  --help                   this text

Cookie and headers go to the origin of <url> only. A value on the command line can be seen by everybody on this machine,
and stays in the shell's history: env:NAME takes it from the environment. None of them is ever printed.

With a signed-in user it begins a Link session, which ends by itself, and plays a cancelled return; no connection is made
or changed. With a webhook secret it delivers events of the type ofauth_elements.doctor, which mean nothing.
`;

type Environment = Readonly<Record<string, string | undefined>>;

interface CommandLine extends Pick<
  ExamineOptions,
  "page" | "endpoint" | "credentials" | "webhookSecret" | "linkOrigins"
> {
  readonly json: boolean;
}

function readCommandLine(args: readonly string[], env: Environment): CommandLine | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [url, ...rest] = positionals;
  if (url === undefined) throw new UsageError("The address of a page is missing.");
  // Not told what it is: without quotes it is half of a cookie or a header.
  if (rest.length > 0) throw new UsageError("One address is enough; a value with spaces needs quotes.");
  const page = readUrl(url);
  const { endpoint } = values;
  if (endpoint !== undefined && (!endpoint.trim() || !URL.canParse(endpoint, page.href)))
    throw new UsageError("--endpoint is a path such as /api/ofauth.");
  const cookie = values.cookie === undefined ? env.OFAUTH_DOCTOR_COOKIE : readValue(values.cookie, env, "--cookie");
  if (cookie !== undefined && !isHeaderValue(cookie)) throw new UsageError("--cookie is no header's value.");
  return {
    page,
    endpoint,
    credentials: { cookie, headers: Object.fromEntries(values.header.map((line) => readHeader(line, env))) },
    webhookSecret: readSecret(values["webhook-secret"], env),
    linkOrigins: readOrigins(values["link-origin"]),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        endpoint: { type: "string" },
        cookie: { type: "string" },
        header: { type: "string", multiple: true, default: [] },
        "webhook-secret": { type: "string" },
        "link-origin": { type: "string", multiple: true },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError("The address begins with https:// or http://.");
  if (url.username || url.password) throw new UsageError("The address must not have user info; give --header instead.");
  return url;
}

/** `env:NAME` is what that variable has. */
function readValue(text: string, env: Environment, option: string): string {
  if (!text.startsWith("env:")) return text;
  const name = text.slice("env:".length);
  const value = env[name];
  if (!value) throw new UsageError(`${option}: the environment has no ${name}.`);
  return value;
}

const isHeaderValue = (text: string) => /^[\x20-\x7e]+$/.test(text);

function readHeader(line: string, env: Environment): [name: string, value: string] {
  const [, name, text] = /^([!#$%&'*+.^`|~\w-]+):\s*(.+)$/.exec(line) ?? [];
  if (name === undefined || text === undefined) throw new UsageError('--header looks like "name: value".');
  const value = readValue(text, env, "--header");
  if (!isHeaderValue(value)) throw new UsageError("--header has a value that no header can have.");
  return [name.toLowerCase(), value];
}

function readSecret(text: string | undefined, env: Environment): string | undefined {
  if (text === undefined) return env.OFAUTH_WEBHOOK_SECRET || undefined;
  if (!text.startsWith("env:"))
    throw new UsageError("--webhook-secret takes env:NAME, so that nobody else sees the secret.");
  return readValue(text, env, "--webhook-secret");
}

function readOrigins(origins: readonly string[] | undefined): readonly string[] | undefined {
  const wrong = origins?.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong !== undefined) throw new UsageError("--link-origin is an origin such as https://link.ofauth.com.");
  return origins;
}

async function run(args: readonly string[]): Promise<void> {
  const options = readCommandLine(args, process.env);
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const report = await examine({
    ...options,
    fetch: nodeFetch,
    now: Date.now,
    timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  });
  const { isTTY, columns } = process.stdout;
  const text = { colours: isTTY && !process.env.NO_COLOR, width: isTTY ? Math.min(columns, 120) : 100 };
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, text));
  if (!report.ok) process.exitCode = 1;
}

export const doctorCommand: Command = { usage, run };
