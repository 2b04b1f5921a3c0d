import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf, json } from "../fake-ofauth.js";
import { apiKey, assertError, bodyOf, settle, setupHandler, waitUntil } from "../handler-setup.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";

const attempt = "attempt-0001";

function setupComplete(options: Partial<OFAuthHandlerOptions> = {}) {
  const parts = setupHandler(options);
  parts.ofauth.connections = [
    connectionOf("conn_own", "user-1", { session: "a", cookie: "b", clientSecret: "c", "x-bc": "d" }),
    connectionOf("conn_other", "user-2"),
    connectionOf("conn_nobody", null),
  ];
  return { ...parts, user: parts.browser() };
}

test("confirms the caller's connection, tells the host once, and answers the bare connection", async () => {
  const { user, connected, ofauth } = setupComplete();
  await user.init(attempt, "embed");
  const connection = await bodyOf(await user.complete(attempt, "conn_own"));
  assert.deepEqual(connection, { ...connectionOf("conn_own", "user-1") });
  assert.deepEqual(connected, [{ connection, clientReferenceId: "user-1" }]);
  assert.equal(ofauth.lists()[0]?.path, "/v2/account/connections?limit=100&offset=0");
  assert.equal(ofauth.lists()[0]?.headers.get("apikey"), apiKey);
});

test("another's, nobody's and an unknown connection get one and the same refusal", async () => {
  const { user, connected } = setupComplete();
  await user.init(attempt, "embed");
  const seen: unknown[] = [];
  for (const id of ["conn_other", "conn_nobody", "conn_unknown"]) {
    const response = await user.complete(attempt, id);
    seen.push([response.status, [...response.headers], await response.text()]);
  }
  assert.deepEqual(seen[0], seen[1]);
  assert.deepEqual(seen[1], seen[2]);
  assert.match(String((seen[0] as unknown[])[2]), /verify_failed/);
  assert.equal((seen[0] as unknown[])[0], 403);
  assert.deepEqual(connected, []);
});

test("without this browser's cookie nothing is confirmed, and OFAuth is not asked", async () => {
  const { user, browser, ofauth, connected } = setupComplete();
  await user.init(attempt, "embed");
  await assertError(await browser().complete(attempt, "conn_own"), 403, "unsolicited_callback");
  await assertError(await user.complete("attempt-0002", "conn_own"), 403, "unsolicited_callback");
  assert.equal(ofauth.lists().length, 0);
  assert.deepEqual(connected, []);
});

test("pages through OFAuth's list until the connection is found", async () => {
  const { user, ofauth } = setupComplete();
  ofauth.connections = [
    ...Array.from({ length: 250 }, (_, i) => connectionOf(`conn_${i}`, "user-2")),
    connectionOf("conn_own", "user-1"),
  ];
  await user.init(attempt, "embed");
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
  assert.deepEqual(
    ofauth.lists().map(({ path }) => new URL(path, "http://x").searchParams.get("offset")),
    ["0", "99", "198"],
  );
});

test("a list that never ends is given up", async () => {
  const { user, ofauth } = setupComplete();
  ofauth.onList = () => json({ list: [connectionOf("conn_x", "user-2")], hasMore: true });
  await user.init(attempt, "embed");
  await assertError(await user.complete(attempt, "conn_own"), 502, "bad_response");
  assert.equal(ofauth.lists().length, 101);
});

test("an empty page ends the list, whatever hasMore says", async () => {
  const { user, ofauth } = setupComplete();
  ofauth.onList = () => json({ list: [], hasMore: true });
  await user.init(attempt, "embed");
  await assertError(await user.complete(attempt, "conn_own"), 403, "verify_failed");
  assert.equal(ofauth.lists().length, 1);
});

const oddEntries = [
  null,
  5,
  "conn_own",
  [],
  {},
  { id: "conn_own" },
  { id: { toString: () => "conn_own" }, status: "active" },
];
for (const entry of [...oddEntries, { ...connectionOf("conn_own", "user-1"), clientReferenceId: ["user-1"] }]) {
  test(`a list entry like ${JSON.stringify(entry)} is nobody's connection`, async () => {
    const { user, ofauth, connected } = setupComplete();
    ofauth.onList = () => json({ list: [entry], hasMore: false });
    await user.init(attempt, "embed");
    await assertError(await user.complete(attempt, "conn_own"), 403, "verify_failed");
    assert.deepEqual(connected, []);
  });
}

test("a retry after a lost answer gets the same answer, and the host is not told again", async () => {
  const { user, connected } = setupComplete();
  await user.init(attempt, "embed");
  const first = await bodyOf(await user.complete(attempt, "conn_own"));
  assert.deepEqual(await bodyOf(await user.complete(attempt, "conn_own")), first);
  assert.equal(connected.length, 1);
  await assertError(await user.complete(attempt, "conn_other"), 403, "verify_failed");
});

test("the same when the new cookie was lost with the answer", async () => {
  const { user, connected, ofauth } = setupComplete();
  await user.init(attempt, "embed");
  const before = [...user.cookies];
  const first = await bodyOf(await user.complete(attempt, "conn_own"));
  for (const [name, value] of before) user.cookies.set(name, value);
  assert.deepEqual(await bodyOf(await user.complete(attempt, "conn_own")), first);
  assert.equal(connected.length, 1);
  // Nor can the old cookie attach a second connection.
  ofauth.connections.push(connectionOf("conn_own2", "user-1"));
  for (const [name, value] of before) user.cookies.set(name, value);
  await assertError(await user.complete(attempt, "conn_own2"), 403, "verify_failed");
  assert.equal(connected.length, 1);
});

test("three at once tell the host once", async () => {
  let release!: () => void;
  let calls = 0;
  const saved = new Promise<void>((resolve) => (release = resolve));
  const { user } = setupComplete({
    onConnected: () => {
      calls += 1;
      return saved;
    },
  });
  await user.init(attempt, "embed");
  const answers = [1, 2, 3].map(() => user.complete(attempt, "conn_own"));
  await waitUntil(() => calls > 0);
  release();
  for (const answer of answers) assert.equal((await bodyOf(await answer)).id, "conn_own");
  assert.equal(calls, 1);
});

test("a confirmed attempt is remembered for two minutes only", async () => {
  const { user, clock } = setupComplete();
  await user.init(attempt, "embed");
  await user.complete(attempt, "conn_own");
  assert.match(user.setCookies.at(-1) ?? "", /Max-Age=120$/);
  clock.now += 121_000;
  await assertError(await user.complete(attempt, "conn_own"), 403, "unsolicited_callback");
});

test("an onConnected that throws is a 500 without its words, and the attempt can be tried again", async () => {
  let fails = true;
  const { user, connected, errors } = setupComplete({
    onConnected: async (event) => {
      if (fails) throw new Error("secret table is locked");
      connected.push(event);
    },
  });
  await user.init(attempt, "embed");
  const response = await user.complete(attempt, "conn_own");
  assert.ok(!(await response.clone().text()).includes("secret"));
  await assertError(response, 500, "server_error");
  assert.match(String(errors[0]?.cause), /table is locked/);
  fails = false;
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
  assert.equal(connected.length, 1);
});

/** An `onConnected` whose end the test decides, call by call. */
async function setupSlowHost() {
  const calls: { saved: () => void; fails: (error: Error) => void }[] = [];
  const parts = setupComplete({
    onConnected: () => new Promise<void>((saved, fails) => void calls.push({ saved, fails })),
  });
  const { user, ofauth, openTimers, fireTimers } = parts;
  await user.init(attempt, "embed");
  /** Asks, and comes back when the host is at work. */
  const beginComplete = async (signal?: AbortSignal) => {
    const asked = ofauth.lists().length;
    const answer = user.post("/link/complete", { attemptId: attempt, connectionId: "conn_own" }, {}, signal);
    await waitUntil(() => ofauth.lists().length > asked);
    await settle();
    return { answer };
  };
  const completeInVain = async () => {
    const { answer } = await beginComplete();
    assert.equal(openTimers(), 1);
    fireTimers();
    await assertError(await answer, 504, "timeout");
    assert.equal(openTimers(), 0);
  };
  return { ...parts, calls, beginComplete, completeInVain };
}

test("an onConnected that does not end is a 504, and a retry waits for the same call", async () => {
  const { user, calls, completeInVain, errors } = await setupSlowHost();
  await completeInVain();
  assert.deepEqual([errors[0]?.code, errors[0]?.status], ["timeout", 504]);
  await completeInVain();
  assert.equal(calls.length, 1);
  calls[0]?.saved();
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
  assert.equal(calls.length, 1);
});

test("an onConnected that fails when nobody waits any more is called again by the next retry", async () => {
  const { calls, beginComplete, completeInVain } = await setupSlowHost();
  await completeInVain();
  calls[0]?.fails(new Error("down"));
  const { answer } = await beginComplete();
  assert.equal(calls.length, 2);
  calls[1]?.saved();
  assert.equal((await bodyOf(await answer)).id, "conn_own");
});

test("a client that leaves while the host saves is not waited for, and the host saves once", async () => {
  const { user, calls, beginComplete, errors, openTimers } = await setupSlowHost();
  const page = new AbortController();
  const { answer } = await beginComplete(page.signal);
  page.abort();
  await answer;
  assert.deepEqual([errors[0]?.status, openTimers()], [499, 0]);
  calls[0]?.saved();
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
  assert.equal(calls.length, 1);
});

test("asking again and again is limited too", async () => {
  const { user, ofauth } = setupComplete({ initLimit: 2 });
  await user.init(attempt, "embed");
  for (let i = 0; i < 6; i++) await user.complete(attempt, "conn_unknown");
  await assertError(await user.complete(attempt, "conn_unknown"), 429, "rate_limited");
  assert.equal(ofauth.lists().length, 6);
});

test("an answer of 'expired' or an unheard-of status is still the caller's connection", async () => {
  const { user, ofauth } = setupComplete();
  ofauth.connections = [connectionOf("conn_own", "user-1", { status: "on_holiday" })];
  await user.init(attempt, "embed");
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).status, "on_holiday");
});
