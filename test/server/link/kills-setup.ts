/** Two processes of one host, one of which is killed while it confirms a connection. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { serveOFAuth, startHost, type KillableHost, type StopPoint } from "../../support/killable-host.js";
import { fakeBrowser } from "../fake-browser.js";
import { connectionOf, fakeOFAuth } from "../fake-ofauth.js";
import { bodyOf, waitUntil } from "../handler-setup.js";
import { passTime, type setupRedis } from "../store/redis-setup.js";

export const origin = "http://app.example";
export const attempt = "attempt-0001";
const lists = "/v2/account/connections";
export const success = "?status=success&connection_id=conn_new&client_reference_id=user-1";

/** Starts a process that stops at `stopAt`, and one that does not, on one Redis. */
export async function setupTwo(t: TestContext, server: ReturnType<typeof setupRedis>, stopAt: StopPoint) {
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
    /** Lets the locks of the dead process end. */
    passLocks: async () => passTime(await server.raw(t), prefix, 10),
  };
}

/** Sends `request`, kills its process at the point where it stops, and waits for the request to fail. */
export async function killAtStop(dying: KillableHost, request: Promise<Response>): Promise<void> {
  const failed = assert.rejects(request);
  await dying.stopped;
  await dying.kill();
  await failed;
}

export const savedBy = ({ calls }: KillableHost) =>
  calls.filter(({ name }) => name === "onConnected").map(({ id }) => id);

export interface Point {
  readonly what: string;
  readonly stopAt: StopPoint;
  /** How often the dead process has called `onConnected`. */
  readonly savedBefore?: number;
  /** How often the process that goes on calls it. */
  readonly savedAfter: number;
  /** Whether the dead process held the lock of this attempt. */
  readonly isLocked?: boolean;
  /** Whether it is also checked what happens without the page. */
  readonly isChecked?: boolean;
}

export const points: readonly Point[] = [
  {
    what: "with the intent written",
    stopAt: { on: "store", method: "addIntent", when: "after" },
    savedAfter: 1,
    isChecked: true,
  },
  { what: "before OFAuth is asked", stopAt: { on: "fetch", path: lists, when: "before" }, savedAfter: 1 },
  {
    what: "after OFAuth's answer",
    stopAt: { on: "fetch", path: lists, when: "after" },
    savedAfter: 1,
    isChecked: true,
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
    isChecked: true,
  },
  {
    what: "inside onConnected",
    stopAt: { on: "onConnected", when: "after" },
    savedBefore: 1,
    savedAfter: 1,
    isLocked: true,
    isChecked: true,
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
    isChecked: true,
  },
  {
    what: "with everything done, before the answer",
    stopAt: { on: "answer", path: "/link/complete" },
    savedBefore: 1,
    savedAfter: 0,
  },
];

/** Kills a process at `point`, while it confirms a connection that the page's frame or a callback has reported. */
export async function setupKilled(
  t: TestContext,
  server: ReturnType<typeof setupRedis>,
  { stopAt, savedBefore = 0, savedAfter }: Point,
  mode: "embed" | "redirect" = "embed",
) {
  const isAnswer = stopAt.on === "answer" && mode === "redirect";
  const parts = await setupTwo(t, server, isAnswer ? { on: "answer", path: "/link/callback" } : stopAt);
  const { dying, other, user, connect } = parts;
  await user.init(attempt, mode);
  connect();
  await killAtStop(dying, mode === "embed" ? user.complete(attempt, "conn_new") : user.callback(success));
  assert.deepEqual(savedBy(dying), Array(savedBefore).fill("conn_new"));
  return {
    ...parts,
    /** The user sees the account, and `onConnected` was called as often as it had to be. */
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
