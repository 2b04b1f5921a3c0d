/** A real process that gets SIGTERM while pages listen and a webhook is being handled. */
import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { describe, test, type TestContext } from "node:test";
import { ofauthHeaders } from "../../support/sign-webhook.js";
import { eventReader } from "../events/events-setup.js";
import { setupRedis } from "../store/redis-setup.js";

const redis = setupRedis();

async function startServer(t: TestContext) {
  const file = new URL("./shutdown-process.ts", import.meta.url);
  const child = fork(file, [redis.redis().url, redis.newPrefix()], { execArgv: ["--import", "tsx"] });
  t.after(() => child.kill("SIGKILL"));
  const { port } = await message(child);
  const url = `http://127.0.0.1:${port}/api/ofauth`;
  const exited = once(child, "exit") as Promise<[number | null, string | null]>;
  return { child, url, exited };
}

async function message(child: ChildProcess): Promise<{ port?: number; state?: string }> {
  const [received] = (await once(child, "message")) as [{ port?: number; state?: string }];
  return received;
}

const page = { headers: { "sec-fetch-site": "same-origin" } };

describe("a server process that gets SIGTERM", () => {
  test("ends although pages have event streams open", async (t) => {
    const { child, url, exited } = await startServer(t);
    const streams = await Promise.all(
      Array.from({ length: 3 }, async () => eventReader((await fetch(`${url}/events`, page)).body!)),
    );
    for (const stream of streams) await stream.untilIdle();
    child.kill("SIGTERM");
    for (const stream of streams) await assert.rejects(stream.next(), /the stream has ended/);
    assert.deepEqual(await exited, [0, null]);
  });

  test("answers the webhook that it is handling first", async (t) => {
    const { child, url, exited } = await startServer(t);
    const body = JSON.stringify({ type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: {} });
    const headers = ofauthHeaders(body, Math.floor(Date.now() / 1000));
    const response = fetch(`${url}/webhooks`, { method: "POST", headers, body });
    assert.deepEqual(await message(child), { state: "handling" });
    const closing = message(child);
    child.kill("SIGTERM");
    assert.deepEqual(await closing, { state: "closing" });
    child.send("finish");
    assert.equal((await response).status, 200);
    assert.deepEqual(await exited, [0, null]);
  });
});
