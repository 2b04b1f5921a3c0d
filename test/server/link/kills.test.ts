/** Two processes of one host, one of which is killed while it confirms a connection. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { serveOFAuth, startHost, type KillableHost, type StopPoint } from "../../support/killable-host.js";
import { fakeBrowser } from "../fake-browser.js";
import { connectionOf, fakeOFAuth } from "../fake-ofauth.js";
import { assertError, bodyOf, waitUntil } from "../handler-setup.js";
import { passTime, setupRedis } from "../store/redis-setup.js";

const server = setupRedis();
const origin = "http://app.example";
const attempt = "attempt-0001";
const lists = "/v2/account/connections";

/** Starts a process that stops at `stopAt`, and one that does not, on one Redis. */
async function setupTwo(t: TestContext, stopAt: StopPoint) {
  const prefix = server.newPrefix();
  const ofauth = fakeOFAuth();
  const shared = { redisUrl: server.redis().url, prefix, apiUrl: await serveOFAuth(t, ofauth) };
  const [dying, other] = await Promise.all([startHost(t, { ...shared, stopAt }), startHost(t, shared)]);
  const user = fakeBrowser(dying.handler, origin, "user-1");
  const made = { createdAt: new Date(Date.now() + 5 * 60_000).toISOString() };
  return {
    ofauth,
    dying,
    other,
    user,
    /** The flow ends at OFAuth: the account is connected, and is hidden until the user's browser confirms it. */
    connect: () => void ofauth.connections.push(connectionOf("conn_new", "user-1", made)),
    /** The same browser at the other process, with the cookies that it has. */
    atOther: () => {
      const browser = fakeBrowser(other.handler, origin, "user-1");
      for (const [name, value] of user.cookies) browser.cookies.set(name, value);
      return browser;
    },
    /** Lets the lock of the dead process end. */
    passLock: async () => passTime(await server.raw(t), prefix, 10),
  };
}

/** Sends `request`, kills its process at the point where it stops, and waits for the request to fail. */
async function killAtStop(dying: KillableHost, request: Promise<Response>): Promise<void> {
  const failed = assert.rejects(request);
  await dying.stopped;
  await dying.kill();
  await failed;
}

const savedBy = ({ calls }: KillableHost) => calls.filter(({ name }) => name === "onConnected").map(({ id }) => id);

interface Point {
  readonly what: string;
  readonly stopAt: StopPoint;
  /** How often the dead process has called `onConnected`. */
  readonly savedBefore?: number;
  /** How often the process that goes on calls it. */
  readonly savedAfter: number;
  /** Whether the dead process held the lock. */
  readonly isLocked?: boolean;
  /** Whether the dead process held the lock of OFAuth's list. A request with time enough waits until it ends. */
  readonly isReading?: boolean;
}

const points: readonly Point[] = [
  { what: "with the intent written", stopAt: { on: "store", method: "addIntent", when: "after" }, savedAfter: 1 },
  {
    what: "before OFAuth is asked",
    stopAt: { on: "fetch", path: lists, when: "before" },
    savedAfter: 1,
    isReading: true,
  },
  {
    what: "after OFAuth's answer",
    stopAt: { on: "fetch", path: lists, when: "after" },
    savedAfter: 1,
    isReading: true,
  },
  {
    what: "with the lock, before anything is confirmed",
    stopAt: { on: "store", method: "mark", key: "taken:", when: "before" },
    savedAfter: 1,
    isLocked: true,
  },
  {
    what: "with the attempt used up, before onConnected",
    stopAt: { on: "onConnected", when: "before" },
    savedAfter: 1,
    isLocked: true,
  },
  {
    what: "inside onConnected",
    stopAt: { on: "onConnected", when: "after" },
    savedBefore: 1,
    savedAfter: 1,
    isLocked: true,
  },
  {
    what: "after onConnected, before its mark",
    stopAt: { on: "store", method: "mark", key: `told:`, when: "before" },
    savedBefore: 1,
    savedAfter: 1,
    isLocked: true,
  },
  {
    what: "after the mark of onConnected, before the connection is recorded",
    stopAt: { on: "store", method: "mark", key: `told:`, when: "after" },
    savedBefore: 1,
    savedAfter: 0,
    isLocked: true,
  },
  {
    what: "with everything done, before the answer",
    stopAt: { on: "answer", path: "/link/complete" },
    savedBefore: 1,
    savedAfter: 0,
  },
];

describe("a process that is killed", () => {
  test("when the answer of link/init is not back: the next attempt works", async (t) => {
    const { dying, user, atOther, connect, other } = await setupTwo(t, { on: "answer", path: "/link/init" });
    await killAtStop(dying, user.init(attempt, "embed"));
    assert.equal(user.cookies.size, 0);
    const again = atOther();
    await bodyOf(await again.init("attempt-0002", "embed"));
    connect();
    assert.equal((await bodyOf(await again.complete("attempt-0002", "conn_new"))).id, "conn_new");
    assert.deepEqual(savedBy(other), ["conn_new"]);
  });

  for (const { what, stopAt, savedBefore = 0, savedAfter, isLocked = false, isReading = false } of points) {
    /** Kills a process while it confirms the connection of an embedded flow. */
    async function setupKilled(t: TestContext) {
      const parts = await setupTwo(t, stopAt);
      const { dying, other, user, connect } = parts;
      await user.init(attempt, "embed");
      connect();
      await killAtStop(dying, user.complete(attempt, "conn_new"));
      assert.deepEqual(savedBy(dying), Array(savedBefore).fill("conn_new"));
      return {
        ...parts,
        assertFinished: async () => {
          await waitUntil(() => savedBy(other).length >= savedAfter);
          const { list } = await bodyOf(await parts.atOther().get("/connections"));
          assert.deepEqual(
            (list as { id: string }[]).map(({ id }) => id),
            ["conn_new"],
          );
          assert.deepEqual(savedBy(other), Array(savedAfter).fill("conn_new"));
        },
      };
    }

    test(`${what}: a retry at the other process finishes`, async (t) => {
      const { atOther, passLock, assertFinished } = await setupKilled(t);
      if (isLocked) await assertError(await atOther().complete(attempt, "conn_new"), 503, "server_error");
      if (isLocked) await passLock();
      assert.equal((await bodyOf(await atOther().complete(attempt, "conn_new"))).id, "conn_new");
      await assertFinished();
    });

    test(`${what}: a page that is loaded again gets the result from the other process`, async (t) => {
      const { atOther, passLock, assertFinished } = await setupKilled(t);
      if (isLocked) assert.equal((await atOther().result(attempt)).status, 202);
      if (isLocked || isReading) await passLock();
      const { outcome, connection } = await bodyOf(await atOther().result(attempt));
      assert.deepEqual([outcome, connection.id], ["connected", "conn_new"]);
      await assertFinished();
    });
  }
});
