import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";
import { UsageError } from "../../src/cli/command.js";
import { doctorCommand } from "../../src/cli/doctor-command.js";
import { examine } from "../../src/doctor/examine.js";
import { neededPolicy } from "../../src/doctor/needed-policy.js";
import { nodeFetch } from "../../src/doctor/node-fetch.js";
import { startEmulator, type RunningEmulator } from "../../src/emulator/index.js";
import { createOFAuthHandler } from "../../src/server/index.js";
import { toNodeHandler } from "../../src/server/node.js";
import { svixSecret } from "../support/sign-webhook.js";
import { createHost, examineHost, userCookie } from "./host.js";

// What `npx ofauth-elements` runs.
const cli = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));
const server = createServer((request, response) => serve(request, response));
let serve: (request: IncomingMessage, response: ServerResponse) => void;
let emulator: RunningEmulator;
let origin: string;
/** Once set, `link/complete` responds after it. */
let held: Promise<void> | undefined;
/** Once set, event streams are compressed for who accepts it, and this aborts when a piece has got into that. */
let compresses: AbortController | undefined;

before(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  emulator = await startEmulator({ redirectUrls: [`${origin}/api/ofauth/link/callback`], allowedOrigins: [origin] });
  const handler = toNodeHandler(
    createOFAuthHandler({
      apiKey: "sk_sandbox_emulator",
      apiUrl: emulator.origin,
      linkOrigins: [emulator.origin],
      webhookSecret: svixSecret,
      authorize: (request) =>
        request.headers.get("cookie")?.includes(userCookie) ? { clientReferenceId: "ava" } : null,
    }),
  );
  serve = (request, response) => {
    if (request.url?.startsWith("/api/ofauth/")) {
      if (request.url.endsWith("/events") && compresses) compress(request, response, compresses);
      const isReady = request.url.endsWith("/link/complete") ? held : undefined;
      return void Promise.resolve(isReady).then(() => handler(request, response));
    }
    if (request.url === "/moved")
      response.writeHead(302, { location: "/elsewhere", "x-seen": JSON.stringify(request.headers) });
    else response.writeHead(200, { "content-type": "text/html", "x-frame-options": "DENY" });
    response.end("<!doctype html><title>Site</title>");
  };
});

after(async () => {
  await emulator.close();
  server.closeAllConnections();
  server.close();
});

/** Compresses a response as `compression()` does: without a flush, so that gzip keeps what is small. */
function compress(request: IncomingMessage, response: ServerResponse, taken: AbortController) {
  if (!request.headers["accept-encoding"]?.includes("gzip")) return;
  response.setHeader("content-encoding", "gzip");
  const gzip = createGzip();
  gzip.on("data", response.write.bind(response));
  response.write = (piece: Uint8Array) => gzip.write(piece, () => taken.abort());
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [cli, "doctor", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, stdout, stderr };
}

test("doctor exits with 0 when nothing has to be fixed, over real connections", async () => {
  const { exitCode, stdout, stderr } = await run(
    [`${origin}/`, "--link-origin", emulator.origin, "--cookie", "env:USER_COOKIE", "--watch", "0"],
    {
      USER_COOKIE: userCookie,
      OFAUTH_WEBHOOK_SECRET: svixSecret,
    },
  );
  assert.equal(stderr, "");
  assert.match(stdout, /\n\d+ ok, nothing to fix\n$/);
  assert.equal(exitCode, 0);
  for (const secret of [userCookie, svixSecret, "\u001b"]) assert.equal(stdout.includes(secret), false);
});

test("doctor --json prints the report and exits with 1 when a check failed", async () => {
  const { exitCode, stdout, stderr } = await run([`${origin}/`, "--endpoint", "/api/other", "--json"], {
    OFAUTH_WEBHOOK_SECRET: "",
  });
  assert.equal(stderr, "");
  assert.equal(exitCode, 1);
  const report = JSON.parse(stdout) as { ok: boolean; endpoint: string; findings: { id: string; outcome: string }[] };
  assert.equal(report.ok, false);
  assert.equal(report.endpoint, `${origin}/api/other`);
  assert.ok(report.findings.some(({ id, outcome }) => id === "link-init" && outcome === "fail"));
});

test("doctor prints each finding when it is known", async () => {
  let stdout = "";
  // The second route does not respond before the finding about the first one has been printed.
  let release = () => {};
  held = new Promise((resolve) => (release = resolve));
  const child = spawn(process.execPath, [cli, "doctor", `${origin}/held`], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    for await (const text of child.stdout.setEncoding("utf8")) {
      stdout += text;
      if (stdout.includes("POST link/init")) break;
    }
    assert.match(stdout, /^http:\/\/localhost:\d+\/held\nroutes at /);
    assert.match(stdout, /\n {2}ok {4}POST link\/init/);
    assert.doesNotMatch(stdout, /link\/complete/);
  } finally {
    release();
    held = undefined;
    child.kill();
    await once(child, "exit");
  }
});

test("doctor finds that compression holds the event stream back, over a real connection", async () => {
  compresses = new AbortController();
  const { signal } = compresses;
  const report = await examine({
    page: new URL(`${origin}/`),
    linkOrigins: [emulator.origin],
    credentials: { cookie: userCookie },
    watchMs: 0,
    fetch: nodeFetch,
    now: Date.now,
    // The wait for the first piece is over as soon as gzip has it, and keeps it.
    timeout: (ms) => (ms === 5000 ? signal : new AbortController().signal),
  });
  compresses = undefined;
  const found = report.findings.find(({ id }) => id === "event-stream");
  assert.deepEqual([found?.outcome, found?.seen], ["fail", "nothing arrives within 5 seconds, compressed (gzip)"]);
});

test("doctor --print-csp prints what the page needs, and sends nothing", async () => {
  const { exitCode, stdout, stderr } = await run(["https://app.example/accounts", "--print-csp"]);
  assert.deepEqual([exitCode, stderr], [0, ""]);
  assert.equal(
    stdout,
    [
      "script-src 'self';",
      "connect-src 'self';",
      "frame-src https://link.ofauth.com https://link-next.ofauth.com;",
      "img-src https:;",
      "frame-ancestors 'self';",
      "",
    ].join("\n"),
  );
});

test("a page with the policy that --print-csp prints passes every check of policies", async () => {
  const endpoint = "https://api.example/ofauth";
  const policy = neededPolicy({ page: new URL("https://app.example/"), endpoint });
  const host = createHost({ page: { headers: { "content-security-policy": policy.replaceAll("\n", " ") } } });
  const { findings } = await examineHost(host, { endpoint });
  const policies = findings.filter(({ id }) => /^csp-|frame-ancestors/.test(id));
  assert.ok(policies.length >= 6);
  for (const { id, outcome, seen } of policies) assert.equal(outcome, "ok", `${id}: ${seen}`);
});

test("nodeFetch adds no headers and follows no redirect", async () => {
  const response = await nodeFetch(new Request(`${origin}/moved`, { headers: { "sec-fetch-site": "same-origin" } }));
  assert.equal(response.status, 302);
  const seen = JSON.parse(response.headers.get("x-seen") ?? "") as Record<string, string>;
  assert.deepEqual(Object.keys(seen).sort(), ["connection", "host", "sec-fetch-site"]);
});

test("doctor --help prints the usage", async () => {
  const { exitCode, stdout } = await run(["--help"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Usage: ofauth-elements doctor <url>/);
  for (const option of [
    "endpoint",
    "cookie",
    "header",
    "webhook-secret",
    "link-origin",
    "watch",
    "print-csp",
    "json",
  ]) {
    assert.ok(stdout.includes(`--${option} `), option);
  }
});

const page = "https://app.example/";
for (const [args, message] of [
  [[], /URL of a page is missing/],
  [["app.example"], /must begin with https/],
  [["ftp://app.example"], /must begin with https/],
  [["https://ava:secret@app.example"], /user name or a password/],
  [[page, "--cookie", "session=one;", "theme=two"], /^Pass one URL only, and put values with spaces in quotes\.$/],
  [[page, "--colour"], /--colour/],
  [[page, "--endpoint", " "], /--endpoint must be a path/],
  [[page, "--watch", "soon"], /--watch must be a number of seconds/],
  [["http://app.example/", "--cookie", "session=1"], /is not sent over http:.*Use the https: address/],
  [["http://app.example/", "--header", "authorization: Bearer 1"], /is not sent over http:/],
  [[page, "--endpoint", "http://["], /--endpoint must be a path/],
  [[page, "--cookie", "env:NOT_THERE"], /--cookie: the environment variable NOT_THERE is not set/],
  [[page, "--cookie", "a=b\nc"], /--cookie must be a valid header value/],
  [[page, "--header", "nothing"], /--header must look like/],
  [[page, "--header", "authorization: env:NOT_THERE"], /NOT_THERE is not set/],
  [[page, "--header", "a: é"], /--header must have a valid header value/],
  [[page, "--webhook-secret", "whsec_in-the-open"], /--webhook-secret must be env:NAME/],
  [[page, "--link-origin", "https://link.ofauth.com/"], /--link-origin must be an origin/],
] as const) {
  test(`doctor ${JSON.stringify(args.join(" "))} is a usage error`, async () => {
    await assert.rejects(
      doctorCommand.run(args),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  });
}

for (const file of ["README.md", "docs/security.md"]) {
  test(`the policy in ${file} allows what the printed one allows`, () => {
    const shown = /default-src 'none';[^`]*/.exec(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"))?.[0];
    const directives = (shown ?? "").split(";").map((directive) => directive.trim());
    // It works only in a header, which the README leaves to the page on security.
    const needed = neededPolicy({ page: new URL("https://app.example/") }).replace("frame-ancestors 'self';", "");
    for (const directive of needed.split(";").map((each) => each.trim())) {
      assert.ok(directives.includes(directive) || directive === "", directive);
    }
  });
}
