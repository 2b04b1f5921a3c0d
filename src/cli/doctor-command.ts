/** The subcommand `npx ofauth-elements doctor <url>`. */
import { parseArgs } from "node:util";
import { addressesOf, examine, type ExamineOptions } from "../doctor/examine.js";
import { neededPolicy } from "../doctor/needed-policy.js";
import { nodeFetch } from "../doctor/node-fetch.js";
import { createReportWriter } from "../doctor/report.js";
import { mayCarrySecrets } from "../doctor/site-client.js";
import { UsageError, type Command } from "./command.js";

const usage = `Usage: ofauth-elements doctor <url> [options]

Examines a site from outside, as a browser and as OFAuth would, and prints what to fix. <url> is the page with the elements.
Exits with 1 when something has to be fixed.

  --endpoint <path>        where the routes are, as in the elements' attribute (default: /api/ofauth)
  --cookie <value>         Cookie header of a signed-in user, or env:NAME (default: the variable OFAUTH_DOCTOR_COOKIE)
  --header <"name: value"> another header of that user, such as "authorization: env:NAME"; may be repeated
  --webhook-secret env:NAME
                           variable with OFAuth's signing secret (default: OFAUTH_WEBHOOK_SECRET, if it is set)
  --link-origin <origin>   an origin that session URLs may have; may be repeated (default: OFAuth's two Link origins)
  --watch <seconds>        how long to watch an idle event stream (default: 30; 0: only its beginning)
  --print-csp              print the Content-Security-Policy directives that the page needs, and send nothing
  --json                   print the report as JSON, at the end
  --help                   print this text

The doctor sends the cookie and the headers to the origin of <url> only, over https: or on this machine. Other users of this machine can see a value on the
command line, and the shell keeps it in its history: env:NAME reads it from the environment. None of these is ever printed.

With a signed-in user, the doctor begins a Link session, which expires, and cancels it as OFAuth would; it makes and changes
no connection. With a webhook secret, it sends deliveries of the type ofauth_elements.doctor, which change nothing.
`;

type Environment = Readonly<Record<string, string | undefined>>;

interface CommandLine extends Pick<
  ExamineOptions,
  "page" | "endpoint" | "credentials" | "webhookSecret" | "linkOrigins" | "watchMs"
> {
  readonly json: boolean;
  readonly printCsp: boolean;
}

function readCommandLine(args: readonly string[], env: Environment): CommandLine | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [url, ...rest] = positionals;
  if (url === undefined) throw new UsageError("The URL of a page is missing.");
  // Does not repeat the argument: without quotes, it may be half of a cookie or a header.
  if (rest.length > 0) throw new UsageError("Pass one URL only, and put values with spaces in quotes.");
  const page = readUrl(url);
  const { endpoint } = values;
  if (endpoint !== undefined && (!endpoint.trim() || !URL.canParse(endpoint, page.href)))
    throw new UsageError("--endpoint must be a path such as /api/ofauth.");
  const cookie = values.cookie === undefined ? env.OFAUTH_DOCTOR_COOKIE : readValue(values.cookie, env, "--cookie");
  if (cookie !== undefined && !isHeaderValue(cookie)) throw new UsageError("--cookie must be a valid header value.");
  const headers = Object.fromEntries(values.header.map((line) => readHeader(line, env)));
  const printCsp = values["print-csp"];
  if (!printCsp && (cookie !== undefined || values.header.length > 0) && !mayCarrySecrets(page)) {
    throw new UsageError(
      "A user's cookie or header is not sent over http:, where anybody on the way can read it. Use the https: address, or none of --cookie, --header and OFAUTH_DOCTOR_COOKIE.",
    );
  }
  return {
    page,
    endpoint,
    credentials: { cookie, headers },
    webhookSecret: readSecret(values["webhook-secret"], env),
    linkOrigins: readOrigins(values["link-origin"]),
    watchMs: readSeconds(values.watch) * 1000,
    json: values.json,
    printCsp,
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
        watch: { type: "string", default: "30" },
        "print-csp": { type: "boolean", default: false },
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
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError("The URL must begin with https:// or http://.");
  if (url.username || url.password)
    throw new UsageError("The URL must not contain a user name or a password: use --header instead.");
  return url;
}

/** Returns `text`, or the variable that `env:NAME` names. */
function readValue(text: string, env: Environment, option: string): string {
  if (!text.startsWith("env:")) return text;
  const name = text.slice("env:".length);
  const value = env[name];
  if (!value) throw new UsageError(`${option}: the environment variable ${name} is not set.`);
  return value;
}

const isHeaderValue = (text: string) => /^[\x20-\x7e]+$/.test(text);

function readHeader(line: string, env: Environment): [name: string, value: string] {
  const [, name, text] = /^([!#$%&'*+.^`|~\w-]+):\s*(.+)$/.exec(line) ?? [];
  if (name === undefined || text === undefined) throw new UsageError('--header must look like "name: value".');
  const value = readValue(text, env, "--header");
  if (!isHeaderValue(value)) throw new UsageError("--header must have a valid header value.");
  return [name.toLowerCase(), value];
}

function readSecret(text: string | undefined, env: Environment): string | undefined {
  if (text === undefined) return env.OFAUTH_WEBHOOK_SECRET || undefined;
  if (!text.startsWith("env:"))
    throw new UsageError("--webhook-secret must be env:NAME: other users of this machine can see the command line.");
  return readValue(text, env, "--webhook-secret");
}

function readSeconds(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new UsageError("--watch must be a number of seconds from 0 to 999.");
}

function readOrigins(origins: readonly string[] | undefined): readonly string[] | undefined {
  const wrong = origins?.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong !== undefined) throw new UsageError("--link-origin must be an origin such as https://link.ofauth.com.");
  return origins;
}

async function run(args: readonly string[]): Promise<void> {
  const options = readCommandLine(args, process.env);
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  if (options.printCsp) {
    process.stdout.write(`${neededPolicy(options)}\n`);
    return;
  }
  const { isTTY, columns } = process.stdout;
  const colours = isTTY && !process.env.NO_COLOR;
  const writer = createReportWriter({ colours, width: isTTY ? Math.min(columns, 120) : 100 });
  const write = (text: string) => void (options.json || process.stdout.write(text));
  write(writer.heading(addressesOf(options)));
  const report = await examine({
    ...options,
    onFinding: (finding) => write(writer.finding(finding)),
    onWatch: (ms) => write(writer.waiting(`Watching an event stream for ${ms / 1000} seconds (--watch)…`)),
    fetch: nodeFetch,
    now: Date.now,
    timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  });
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  write(writer.summary(report));
  if (!report.ok) process.exitCode = 1;
}

export const doctorCommand: Command = { usage, run };
