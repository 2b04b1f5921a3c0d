/** Two processes of one host, one of which is killed while it handles a webhook. OFAuth delivers it again. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { serveOFAuth, startHost, type KillableHost, type StopPoint } from "../../support/killable-host.js";
import { ofauthHeaders, plainSecret } from "../../support/sign-webhook.js";
import { connectionOf, fakeOFAuth } from "../fake-ofauth.js";
import { waitUntil } from "../handler-setup.js";
import { passTime, setupRedis } from "../store/redis-setup.js";

const server = setupRedis();
/** How long OFAuth waits before each further delivery, in seconds. */
const backoff = [1, 2, 4, 8];

async function setupTwo(t: TestContext, stopAt: StopPoint) {
  const prefix = server.newPrefix();
  const ofauth = fakeOFAuth();
  ofauth.connections.push(connectionOf("conn_1", "user-1"));
  const shared = { redisUrl: server.redis().url, prefix, apiUrl: await serveOFAuth(t, ofauth) };
  const [dying, other] = await Promise.all([startHost(t, { ...shared, stopAt }), startHost(t, shared)]);
  const raw = await server.raw(t);
  const event = {
    type: "connection.expired",
    timestamp: new Date().toISOString(),
    data: { clientReferenceId: "user-1", connection: { id: "conn_1", status: "expired" } },
  };
  const body = JSON.stringify(event);
  const deliverTo = ({ handler }: KillableHost) => {
    const headers = ofauthHeaders(body, Math.floor(Date.now() / 1000), plainSecret);
    return handler(new Request("http://app.example/api/ofauth/webhooks", { method: "POST", headers, body }));
  };
  return { dying, other, deliverTo, passTime: (seconds: number) => passTime(raw, prefix, seconds) };
}

interface Point {
  readonly what: string;
  readonly stopAt: StopPoint;
  /** What the dead process has done, as names of the host's functions. */
  readonly before: readonly string[];
  /** What the other process does when the event is delivered again. */
  readonly after: readonly string[];
}

const all = ["onEvent", "onChanged"];
const points: readonly Point[] = [
  {
    what: "with the delivery verified, before its lock",
    stopAt: { on: "store", method: "lock", key: "lock:", when: "before" },
    before: [],
    after: all,
  },
  {
    what: "with the lock, before its handler",
    stopAt: { on: "onEvent", when: "before" },
    before: [],
    after: all,
  },
  {
    what: "inside its handler, before the host has done anything",
    stopAt: { on: "onChanged", when: "before" },
    before: ["onEvent"],
    after: all,
  },
  {
    what: "inside its handler, after the host has done its work",
    stopAt: { on: "onChanged", when: "after" },
    before: all,
    after: all,
  },
  {
    what: "with the event handled, before its mark",
    stopAt: { on: "store", method: "mark", key: "done:", when: "before" },
    before: all,
    after: all,
  },
  {
    what: "with the event marked, before the answer",
    stopAt: { on: "answer", path: "/webhooks" },
    before: all,
    after: [],
  },
];

describe("a process that is killed while it handles a webhook", () => {
  for (const { what, stopAt, before, after } of points) {
    test(`${what}: a further delivery within OFAuth's five is handled`, async (t) => {
      const { dying, other, deliverTo, passTime } = await setupTwo(t, stopAt);
      const names = ({ calls }: KillableHost) => calls.map(({ name }) => name);
      const failed = assert.rejects(deliverTo(dying));
      await dying.stopped;
      await dying.kill();
      await failed;
      assert.deepEqual(names(dying), before);
      const answered: number[] = [];
      for (const seconds of backoff) {
        await passTime(seconds);
        answered.push((await deliverTo(other)).status);
        if (answered.at(-1) === 200) break;
      }
      // The lock of the dead process holds for five seconds.
      const busy = answered.slice(0, -1);
      assert.ok(answered.at(-1) === 200 && busy.every((status) => status === 503), answered.join());
      await waitUntil(() => other.calls.length >= after.length);
      // What was handled stays handled.
      assert.equal((await deliverTo(other)).status, 200);
      assert.deepEqual(names(other), after);
    });
  }
});
