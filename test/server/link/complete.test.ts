import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf, json } from "../fake-ofauth.js";
import { apiKey, assertError, bodyOf, settle, setupHandler, waitUntil } from "../handler-setup.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";

const attempt = "attempt-0001";

function setupComplete(options: Partial<OFAuthHandlerOptions> = {}) {
  const parts = setupHandler(options);
  parts.ofauth.connections = [
    connectionOf("conn_own", "user-1", { session: "a", cookie: "b", clientSecret: "c", "x-bc": "d" }),
    connectionOf("conn_other", "user-2"),
    connectionOf("conn_ownerless", null),
  ];
  return { ...parts, user: parts.browser() };
}

describe("POST link/complete", () => {
  test("confirms the caller's connection, calls onConnected once, and returns the connection without extra fields", async () => {
    const { user, connected, ofauth } = setupComplete();
    await user.init(attempt, "embed");
    const connection = await bodyOf(await user.complete(attempt, "conn_own"));
    assert.deepEqual(connection, { ...connectionOf("conn_own", "user-1") });
    assert.deepEqual(connected, [{ connection, clientReferenceId: "user-1" }]);
    assert.equal(ofauth.lists()[0]?.path, "/v2/account/connections?limit=100&offset=0");
    assert.equal(ofauth.lists()[0]?.headers.get("apikey"), apiKey);
  });

  test("gives the same response for another user's connection and one without an owner", async () => {
    const { user, connected } = setupComplete();
    await user.init(attempt, "embed");
    const seen: unknown[] = [];
    for (const id of ["conn_other", "conn_ownerless"]) {
      const response = await user.complete(attempt, id);
      seen.push([response.status, [...response.headers.keys()], await response.text()]);
    }
    assert.deepEqual(seen[0], seen[1]);
    assert.match(String((seen[0] as unknown[])[2]), /verify_failed/);
    assert.equal((seen[0] as unknown[])[0], 403);
    assert.deepEqual(connected, []);
  });

  test("confirms nothing without this browser's cookie, and does not call OFAuth", async () => {
    const { user, browser, ofauth, connected } = setupComplete();
    await user.init(attempt, "embed");
    await assertError(await browser().complete(attempt, "conn_own"), 403, "unsolicited_callback");
    await assertError(await user.complete("attempt-0002", "conn_own"), 403, "unsolicited_callback");
    assert.equal(ofauth.lists().length, 0);
    assert.deepEqual(connected, []);
  });

  test("finds a connection that is not on the first page while OFAuth's list is read for the first time", async () => {
    const { user, ofauth } = setupComplete();
    ofauth.connections = [
      ...Array.from({ length: 250 }, (_, i) => connectionOf(`conn_${i}`, "user-2")),
      connectionOf("conn_own", "user-1"),
    ];
    await user.init(attempt, "embed");
    assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
    assert.deepEqual(
      ofauth.lists().map(({ path }) => new URL(path, "http://x").searchParams.get("offset")),
      ["0", "0", "99", "198"],
    );
  });

  test("stops reading a list that never ends", async () => {
    const { user, ofauth } = setupComplete();
    ofauth.onList = () => json({ list: [connectionOf("conn_x", "user-2")], hasMore: true });
    await user.init(attempt, "embed");
    await assertError(await user.complete(attempt, "conn_own"), 503, "server_error");
    // Two head reads, and two pages of the walk.
    assert.equal(ofauth.lists().length, 4);
  });

  test("an empty page with hasMore is not the end of the list, and is not read for ever", async () => {
    const { user, ofauth } = setupComplete();
    ofauth.onList = () => json({ list: [], hasMore: true });
    await user.init(attempt, "embed");
    await assertError(await user.complete(attempt, "conn_own"), 503, "server_error");
    assert.equal(ofauth.lists().length, 3);
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
  const isRecord = (entry: unknown) => typeof entry === "object" && entry !== null;
  for (const entry of [...oddEntries, { ...connectionOf("conn_own", "user-1"), clientReferenceId: ["user-1"] }]) {
    test(`does not accept the list entry ${JSON.stringify(entry)} as the user's connection`, async () => {
      const { user, ofauth, connected } = setupComplete();
      ofauth.onList = () => json({ list: [entry], hasMore: false });
      await user.init(attempt, "embed");
      const response = await user.complete(attempt, "conn_own");
      assert.equal(response.status, isRecord(entry) && "createdAt" in entry ? 403 : 503);
      assert.deepEqual(connected, []);
    });
  }

  test("a retry after a lost response gets the same response, and does not call onConnected again", async () => {
    const { user, connected } = setupComplete();
    await user.init(attempt, "embed");
    const first = await bodyOf(await user.complete(attempt, "conn_own"));
    assert.deepEqual(await bodyOf(await user.complete(attempt, "conn_own")), first);
    assert.equal(connected.length, 1);
    await assertError(await user.complete(attempt, "conn_other"), 403, "verify_failed");
  });

  test("a retry also works when the new cookie was lost with the response", async () => {
    const { user, connected, ofauth } = setupComplete();
    await user.init(attempt, "embed");
    const before = [...user.cookies];
    const first = await bodyOf(await user.complete(attempt, "conn_own"));
    for (const [name, value] of before) user.cookies.set(name, value);
    assert.deepEqual(await bodyOf(await user.complete(attempt, "conn_own")), first);
    assert.equal(connected.length, 1);
    // The old cookie cannot attach a second connection either.
    ofauth.connections.push(connectionOf("conn_own2", "user-1"));
    for (const [name, value] of before) user.cookies.set(name, value);
    await assertError(await user.complete(attempt, "conn_own2"), 403, "verify_failed");
    assert.equal(connected.length, 1);
  });

  test("three concurrent requests call onConnected once", async () => {
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

  test("forgets a confirmed attempt after two minutes", async () => {
    const { user, clock } = setupComplete();
    await user.init(attempt, "embed");
    await user.complete(attempt, "conn_own");
    assert.match(user.setCookies.at(-1) ?? "", /Max-Age=120$/);
    clock.now += 121_000;
    await assertError(await user.complete(attempt, "conn_own"), 403, "unsolicited_callback");
  });

  test("an error of onConnected is a 500 without its message, and the attempt can be retried", async () => {
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

  /** Sets up an `onConnected` whose calls the test settles one by one. */
  async function setupSlowOnConnected() {
    const calls: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const parts = setupComplete({
      onConnected: () => new Promise<void>((resolve, reject) => void calls.push({ resolve, reject })),
    });
    const { user, openTimers, fireTimers } = parts;
    await user.init(attempt, "embed");
    /** Sends the request, and resolves when `onConnected` was called. */
    const startComplete = async (signal?: AbortSignal) => {
      const answer = user.post("/link/complete", { attemptId: attempt, connectionId: "conn_own" }, {}, signal);
      for (let turn = 0; turn < 3; turn++) await settle();
      await waitUntil(() => openTimers() === 1);
      return { answer };
    };
    const completeUntilTimeout = async () => {
      const { answer } = await startComplete();
      assert.equal(openTimers(), 1);
      fireTimers();
      await assertError(await answer, 504, "timeout");
      assert.equal(openTimers(), 0);
    };
    return { ...parts, calls, startComplete, completeUntilTimeout };
  }

  test("an onConnected that does not settle is a 504, and a retry waits for the same call", async () => {
    const { user, calls, completeUntilTimeout, errors } = await setupSlowOnConnected();
    await completeUntilTimeout();
    assert.deepEqual([errors[0]?.code, errors[0]?.status], ["timeout", 504]);
    await completeUntilTimeout();
    assert.equal(calls.length, 1);
    calls[0]?.resolve();
    assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
    assert.equal(calls.length, 1);
  });

  test("an onConnected that fails after the timeout is called again by the next retry", async () => {
    const { calls, startComplete, completeUntilTimeout } = await setupSlowOnConnected();
    await completeUntilTimeout();
    calls[0]?.reject(new Error("down"));
    const { answer } = await startComplete();
    assert.equal(calls.length, 2);
    calls[1]?.resolve();
    assert.equal((await bodyOf(await answer)).id, "conn_own");
  });

  test("a client that disconnects during onConnected ends its request, and onConnected is called once", async () => {
    const { user, calls, startComplete, errors, openTimers } = await setupSlowOnConnected();
    const page = new AbortController();
    const { answer } = await startComplete(page.signal);
    page.abort();
    await answer;
    assert.deepEqual([errors[0]?.status, openTimers()], [499, 0]);
    calls[0]?.resolve();
    assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
    assert.equal(calls.length, 1);
  });

  test("limits how often a user may ask", async () => {
    const { user, ofauth } = setupComplete({ initLimit: 2 });
    await user.init(attempt, "embed");
    const answers = await Promise.all(Array.from({ length: 7 }, () => user.complete(attempt, "conn_unknown")));
    assert.deepEqual(
      [503, 429].map((wanted) => answers.filter(({ status }) => status === wanted).length),
      [6, 1],
    );
    assert.equal(ofauth.lists().length, 2);
  });

  test("confirms a connection with an unknown status", async () => {
    const { user, ofauth } = setupComplete();
    ofauth.connections = [connectionOf("conn_own", "user-1", { status: "on_holiday" })];
    await user.init(attempt, "embed");
    assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).status, "on_holiday");
  });

  /** The user's connection, confirmed for account 1, is reconnected; then OFAuth lists it with `userData`. */
  async function setupReconnect(userData: object | null, init: object = { connectionId: "conn_own" }) {
    const clockOf = { now: () => Date.parse("2026-01-01T00:00:00Z") };
    const store = createMemoryStore({ now: () => clockOf.now() });
    const parts = setupComplete({ store });
    const { user, clock, ofauth, connected } = parts;
    clockOf.now = () => clock.now;
    await user.init("attempt-0000", "embed");
    await bodyOf(await user.complete("attempt-0000", "conn_own"));
    clock.now += 60_000;
    await user.init(attempt, "embed", init);
    ofauth.connections = [connectionOf("conn_own", "user-1", { userData, status: "expired" })];
    clock.now += 1000;
    connected.length = 0;
    return { ...parts, store };
  }
  const another = { id: "2", name: "Bo", username: "bo", avatar: null };

  test("a reconnect that brings another account is a mismatch, and confirms nothing", async () => {
    const { user, connected, store } = await setupReconnect(another);
    const response = await user.complete(attempt, "conn_own");
    assert.ok(!(await response.clone().text()).includes("bo"));
    await assertError(response, 409, "mismatch");
    assert.deepEqual(connected, []);
    assert.equal((await user.get("/connections/conn_own")).status, 404);
    assert.equal((await store.get(["conn_own"]))[0]?.confirmation?.userId, "1");
    assert.deepEqual(
      await store.intentsOf("user-1").then((list) => list.filter(({ attemptId }) => attemptId === attempt)),
      [],
    );
    // A new attempt proves nothing about the account: the user knows the id of their own connection.
    await user.init("attempt-0002", "embed");
    await assertError(await user.complete("attempt-0002", "conn_own"), 409, "mismatch");
    assert.deepEqual(connected, []);
    assert.equal((await user.get("/connections/conn_own")).status, 404);
  });

  test("a redirect that brings another account ends as a mismatch", async () => {
    const { user, connected } = await setupReconnect(another);
    await user.init(attempt, "redirect", { connectionId: "conn_own" });
    assert.equal((await user.callback("?status=success&connection_id=conn_own")).status, 303);
    const { outcome, code } = await bodyOf(await user.result(attempt));
    assert.deepEqual([outcome, code], ["failed", "mismatch"]);
    assert.deepEqual(connected, []);
  });

  for (const [what, userData] of [
    ["the same account", { id: "1", name: "Ann again", username: "ann", avatar: null }],
    ["an account that OFAuth does not name", null],
  ] as const) {
    test(`a reconnect that brings ${what} is confirmed`, async () => {
      const { user, connected } = await setupReconnect(userData);
      assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
      assert.equal(connected.length, 1);
    });
  }
});
