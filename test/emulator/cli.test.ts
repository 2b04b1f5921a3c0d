import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

// What `npx ofauth-elements` runs.
const cli = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));

/** Runs the command until it ends; once `stopWhen` is printed, sends it `signal`. */
async function run(
  args: string[],
  stopWhen?: RegExp,
  { signal = "SIGTERM", env = {} }: { signal?: NodeJS.Signals; env?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (stopWhen?.test(stdout)) child.kill(signal);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, stdout, stderr };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`prints its address and settings, and stops cleanly on ${signal}`, async () => {
    const { exitCode, stdout, stderr } = await run(
      ["emulator", "--port", "0", "--redirect-url", "http://localhost:5173/cb"],
      /Ctrl\+C/,
      { signal },
    );
    assert.equal(exitCode, 0);
    assert.equal(stderr, "");
    assert.match(stdout, /OFAuth emulator: http:\/\/127\.0\.0\.1:\d+\n/);
    const [, origin = ""] = /^OFAuth emulator: (\S+)/.exec(stdout) ?? [];
    assert.ok(stdout.includes(`\n  apiUrl: "${origin}",\n  linkOrigins: "${origin}",\n`), stdout);
    assert.ok(stdout.includes(`\n  link-origins="${origin}"\n`), stdout);
    assert.match(stdout, /\n {2}apiKey: "sk_sandbox_emulator",\n/);
    assert.match(stdout, /Redirects {3}http:\/\/localhost:5173\/cb\n/);
    assert.match(stdout, /Embedding {3}http:\/\/localhost:5173\n/);
    assert.match(stdout, /Webhooks {4}none/);
    assert.match(stdout, /test@creator-otp\.sandbox\.com +password good-password, code 123456/);
  });
}

test("starts with thousands of connections and a largest page", async () => {
  const child = spawn(process.execPath, [cli, "emulator", "--port=0", "--connections=9000", "--page-size=50"]);
  let stdout = "";
  try {
    for await (const text of child.stdout.setEncoding("utf8")) {
      stdout += text;
      if (/Ctrl\+C/.test(stdout)) break;
    }
    assert.match(stdout, /\nConnections 9000\n/);
    const [, origin = ""] = /^OFAuth emulator: (\S+)/.exec(stdout) ?? [];
    const ask = async (query: string) => {
      const answer = await fetch(`${origin}/v2/account/connections?${query}`, {
        headers: { apikey: "sk_sandbox_emulator" },
      });
      const { list, hasMore } = (await answer.json()) as { list?: { clientReferenceId: string }[]; hasMore?: boolean };
      return [answer.status, list?.length, list?.[0]?.clientReferenceId, hasMore];
    };
    assert.deepEqual(await ask("limit=50"), [200, 50, "user-1", true]);
    assert.deepEqual(await ask("limit=50&offset=8999"), [200, 1, "user-10", false]);
    assert.equal((await ask("limit=51"))[0], 400);
  } finally {
    child.kill();
    await once(child, "exit");
  }
});

test("says what to do when the port is taken", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  try {
    const { port } = taken.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await run(["emulator", "--port", String(port)]);
    assert.deepEqual([exitCode, stdout], [1, ""]);
    assert.equal(
      stderr,
      `Port ${port} is in use, perhaps by another emulator. Use --port with another one, or --port 0 for any free port.\n`,
    );
  } finally {
    taken.close();
  }
});

test("--version prints the version of the package", async () => {
  const manifest = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  for (const option of ["--version", "-v"]) {
    const { exitCode, stdout } = await run([option]);
    assert.deepEqual([exitCode, stdout], [0, `${version}\n`]);
  }
});

test("--help prints the usage", async () => {
  const { exitCode, stdout } = await run(["emulator", "--help"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Usage: ofauth-elements emulator/);
  for (const option of ["url", "secret", "signature"]) assert.ok(stdout.includes(`--webhook-${option} <`));
});

test("--help without a command lists the commands", async () => {
  const { exitCode, stdout } = await run(["--help"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Usage: ofauth-elements emulator \[options\]\n +ofauth-elements doctor <url> \[options\]\n/);
});

const hook = ["--webhook-url", "http://localhost:3000/hooks"];
const secret = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0";

for (const [from, args, env] of [
  ["the command line", ["--webhook-secret", secret, "--webhook-signature", "both"], {}],
  ["the environment", ["--webhook-signature", "both"], { OFAUTH_WEBHOOK_SECRET: secret }],
] as const) {
  test(`reads the webhook secret from ${from}, and does not print it`, async () => {
    const { exitCode, stdout, stderr } = await run(["emulator", "--port", "0", ...hook, ...args], /Ctrl\+C/, { env });
    assert.equal(exitCode, 0);
    assert.match(stdout, /Webhooks {4}http:\/\/localhost:3000\/hooks \(both\)\n/);
    assert.equal((stdout + stderr).includes(secret), false);
  });
}

test("rejects a webhook URL on another machine, without the secret in the message", async () => {
  const args = ["--webhook-url", "https://host.example/hooks", "--webhook-secret", secret];
  const { exitCode, stdout, stderr } = await run(["emulator", "--port", "0", ...args]);
  assert.equal(exitCode, 1);
  assert.match(stderr, /^A webhook URL must lead to this machine/);
  assert.equal((stdout + stderr).includes(secret), false);
});

for (const [args, message] of [
  [[], /A command is missing/],
  [["emulate"], /Unknown command "emulate"/],
  [["emulator", "--colour"], /--colour/],
  [["emulator", "--port", "99999"], /--port must be a number/],
  [["emulator", "--connections", "many"], /--connections must be a number from 0 to 100000/],
  [["emulator", "--page-size", "0"], /--page-size must be a number from 1 to/],
  [["emulator", ...hook], /--webhook-url needs --webhook-secret or OFAUTH_WEBHOOK_SECRET/],
  [["emulator", "--webhook-secret", secret], /--webhook-url is missing/],
  [["emulator", ...hook, "--webhook-secret", secret, "--webhook-signature", "rsa"], /one of ofauth, svix, both/],
] as const) {
  test(`fails and prints the usage for "${args.join(" ")}"`, async () => {
    const { exitCode, stdout, stderr } = await run([...args]);
    assert.equal(exitCode, 1);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.match(stderr, /Usage: ofauth-elements emulator/);
  });
}

test("rejects an invalid redirect URL with a sentence", async () => {
  const { exitCode, stderr } = await run(["emulator", "--port", "0", "--redirect-url", "nowhere"]);
  assert.equal(exitCode, 1);
  assert.equal(stderr, "A redirect URL must be an absolute http: or https: URL; got nowhere.\n");
});
