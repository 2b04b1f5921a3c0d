import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
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
    assert.match(stdout, /sk_sandbox_emulator/);
    assert.match(stdout, /Redirects {3}http:\/\/localhost:5173\/cb\n/);
    assert.match(stdout, /Embedding {3}http:\/\/localhost:5173\n/);
    assert.match(stdout, /Webhooks {4}none/);
    assert.match(stdout, /test@creator-otp\.sandbox\.com +password good-password, code 123456/);
  });
}

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
