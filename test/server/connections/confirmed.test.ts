import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConnection, type Connection } from "../../../src/protocol/connection.js";
import { createConfirmedConnections } from "../../../src/server/connections/confirmed.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { connectionOf, type WireConnection } from "../fake-ofauth.js";
import { bodyOf, settle, setupHandler } from "../handler-setup.js";

const minute = 60_000;
const attempt = "attempt-0001";

/** The store is an hour old, and OFAuth has just made a connection for user-1. */
function setupNew(options: Parameters<typeof setupHandler>[0] = {}) {
  const parts = setupHandler(options);
  parts.clock.now += 60 * minute;
  const createdAt = new Date(parts.clock.now).toISOString();
  parts.ofauth.connections = [
    connectionOf("conn_old", "user-1"),
    connectionOf("conn_new", "user-1", { createdAt, updatedAt: createdAt }),
  ];
  return {
    ...parts,
    seen: async (user = "user-1") => {
      const page = (await bodyOf(await parts.browser(user).get("/connections"))) as unknown as {
        list: { id: string }[];
      };
      return page.list.map(({ id }) => id);
    },
  };
}

test("a connection that no browser has confirmed is not there, whoever OFAuth says it belongs to", async () => {
  const { browser, seen, ofauth } = setupNew();
  assert.deepEqual(await seen(), ["conn_old"]);
  assert.equal((await browser().get("/connections/conn_new")).status, 404);
  assert.equal((await browser().invalidate("conn_new")).status, 404);
  assert.equal((await browser().disconnect("conn_new")).status, 404);
  assert.deepEqual(ofauth.writes(), []);
});

test("the browser that began the flow makes it the user's, by link/complete", async () => {
  const { browser, seen } = setupNew();
  const person = browser();
  await person.init(attempt, "embed");
  assert.deepEqual(await seen(), ["conn_old"]);
  assert.equal((await person.complete(attempt, "conn_new")).status, 200);
  assert.deepEqual(await seen(), ["conn_new", "conn_old"]);
});

test("the browser that began the flow makes it the user's, by a redirect", async () => {
  const { browser, seen } = setupNew();
  const person = browser();
  await person.init(attempt, "redirect");
  assert.equal((await person.callback("?status=success&connection_id=conn_new")).status, 303);
  assert.deepEqual(await seen(), ["conn_new", "conn_old"]);
});

test("another browser of the same user, without the flow's cookie, does not", async () => {
  const { browser, seen, connected } = setupNew();
  await browser().init(attempt, "embed");
  const other = browser();
  assert.equal((await other.complete(attempt, "conn_new")).status, 403);
  assert.equal((await other.callback("?status=success&connection_id=conn_new")).status, 400);
  assert.deepEqual(await seen(), ["conn_old"]);
  assert.deepEqual(connected, []);
});

test("a host that could not save it has not made it the user's", async () => {
  const { browser, seen } = setupNew({ onConnected: () => Promise.reject(new Error("down")) });
  const person = browser();
  await person.init(attempt, "embed");
  assert.equal((await person.complete(attempt, "conn_new")).status, 500);
  assert.deepEqual(await seen(), ["conn_old"]);
});

test("what is confirmed is in the store at once, and everybody who listens is told", async () => {
  const store = createMemoryStore();
  const { browser, ofauth } = setupNew({ store });
  const changes: string[] = [];
  await store.subscribe(({ type, connectionId, clientReferenceId }) => {
    changes.push(`${type} ${connectionId} ${clientReferenceId}`);
  });
  const person = browser();
  await person.init(attempt, "embed");
  await person.complete(attempt, "conn_new");
  await person.complete(attempt, "conn_new");
  assert.equal((await store.get("conn_new"))?.connection.clientReferenceId, "user-1");
  assert.deepEqual(changes, ["connection.created conn_new user-1", "connection.updated conn_new user-1"]);
  assert.equal(ofauth.writes().length, 0);
});

test("imported ones need no confirmation", async () => {
  const { ofauth, seen } = setupNew();
  ofauth.connections = [connectionOf("conn_new", "user-1", { createdAt: "2026-01-01T00:59:00Z", imported: true })];
  assert.deepEqual(await seen(), ["conn_new"]);
});

test("what was there when the store began, or within a minute of it, needs no confirmation", async () => {
  const { ofauth, seen } = setupNew();
  ofauth.connections = ["00:01:00", "00:01:01"].map((time, index) =>
    connectionOf(`conn_${index}`, "user-1", { createdAt: `2026-01-01T${time}Z` }),
  );
  assert.deepEqual(await seen(), ["conn_0"]);
});

test("the host is told of an unconfirmed one once, 10 minutes after OFAuth made it", async () => {
  const { seen, advance, unconfirmed, ofauth, openBackgroundTimers } = setupNew();
  await advance(4 * minute);
  await seen();
  await settle();
  assert.equal(openBackgroundTimers(), 1);
  await advance(6 * minute - 1);
  assert.equal(unconfirmed.length, 0);
  await advance(1);
  assert.deepEqual(
    unconfirmed.map(({ connection, clientReferenceId }) => [connection.id, clientReferenceId]),
    [["conn_new", "user-1"]],
  );
  // It looked at OFAuth's list first.
  assert.equal(ofauth.lists().length, 2);
  for (let index = 0; index < 3; index++) {
    await advance(20 * minute);
    assert.deepEqual(await seen(), ["conn_old"]);
  }
  assert.equal(unconfirmed.length, 1);
  assert.equal(openBackgroundTimers(), 0);
});

test("one that is already too old when it is seen is reported then", async () => {
  const { seen, advance, unconfirmed } = setupNew();
  await advance(3 * 60 * minute);
  await seen();
  await settle();
  await advance(0);
  assert.equal(unconfirmed.length, 1);
});

const settled: readonly (readonly [string, (parts: ReturnType<typeof setupNew>) => Promise<unknown>])[] = [
  [
    "claimed",
    async ({ browser }) => {
      const person = browser();
      await person.init(attempt, "embed");
      await person.complete(attempt, "conn_new");
    },
  ],
  ["gone", async ({ ofauth }) => void ofauth.connections.pop()],
  ["found to be imported", async ({ ofauth }) => void Object.assign(ofauth.connections[1] ?? {}, { imported: true })],
  ["nobody's", async ({ ofauth }) => void Object.assign(ofauth.connections[1] ?? {}, { clientReferenceId: null })],
];
for (const [what, settling] of settled) {
  test(`one that is ${what} in time is not reported`, async () => {
    const parts = setupNew();
    await parts.seen();
    await settle();
    await settling(parts);
    await parts.advance(11 * minute);
    assert.deepEqual(parts.unconfirmed, []);
  });
}

test("a report that the host could not take is made again, and the failure is told", async () => {
  let calls = 0;
  const { seen, advance, errors } = setupNew({
    onUnconfirmed: () => {
      calls += 1;
      if (calls === 1) throw new Error("down");
    },
  });
  await seen();
  await settle();
  await advance(10 * minute);
  assert.deepEqual(
    errors.map(({ code, route }) => [code, route]),
    [["server_error", "/connections"]],
  );
  await advance(minute);
  await seen();
  await settle();
  await advance(0);
  assert.equal(calls, 2);
  await advance(minute);
  await seen();
  await settle();
  await advance(0);
  assert.equal(calls, 2);
});

test("one whose user is still looking for his code is not reported, and has his time when he has found it", async () => {
  const { ofauth, clock, seen, advance, unconfirmed } = setupNew();
  const [, made] = ofauth.connections as WireConnection[];
  assert.ok(made);
  made.status = "awaiting_2fa";
  await seen();
  await settle();
  await advance(30 * minute);
  assert.deepEqual(unconfirmed, []);
  Object.assign(made, { status: "active", updatedAt: new Date(clock.now).toISOString() });
  await seen();
  await settle();
  await advance(10 * minute - 1);
  assert.deepEqual(unconfirmed, []);
  await advance(1);
  assert.equal(unconfirmed.length, 1);
});

const unreportable: readonly (readonly [string, string | null])[] = [
  ["nobody's", null],
  ["of a user without a name", ""],
  ["refused by the host each time", "user-1"],
];
for (const [what, owner] of unreportable) {
  test(`two that are ${what} do not have OFAuth's list read for ever`, async () => {
    const { ofauth, clock, seen, advance } = setupNew({
      onUnconfirmed: () => {
        throw new Error("down");
      },
    });
    const madeAgo = (ms: number) => ({ createdAt: new Date(clock.now - ms).toISOString() });
    ofauth.connections = [
      connectionOf("conn_a", owner, madeAgo(20 * minute)),
      connectionOf("conn_b", owner, madeAgo(9.5 * minute)),
    ];
    await seen();
    await settle();
    await advance(0);
    await advance(0.5 * minute);
    for (let turn = 0; turn < 10; turn++) await advance(0);
    // The one that was asked for, and one for each report.
    assert.ok(ofauth.lists().length <= 3, `read ${ofauth.lists().length} times`);
  });
}

test("two processes with one store report once", async () => {
  const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
  const processes = [setupNew({ store }), setupNew({ store })];
  for (const { seen } of processes) await seen();
  await settle();
  for (const { advance } of processes) await advance(10 * minute);
  assert.equal(processes.flatMap(({ unconfirmed }) => unconfirmed).length, 1);
});

test("a claim in one process counts in the other", async () => {
  const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
  const [one, other] = [setupNew({ store }), setupNew({ store })];
  assert.deepEqual(await other.seen(), ["conn_old"]);
  const person = one.browser();
  await person.init(attempt, "embed");
  await person.complete(attempt, "conn_new");
  assert.deepEqual(await other.seen(), ["conn_new", "conn_old"]);
});

test('unconfirmed: "show" hides nothing and reports nothing', async () => {
  const { seen, advance, unconfirmed, browser } = setupNew({ unconfirmed: "show" });
  assert.deepEqual(await seen(), ["conn_new", "conn_old"]);
  assert.equal((await browser("user-2").get("/connections/conn_new")).status, 404);
  await settle();
  await advance(20 * minute);
  assert.deepEqual(unconfirmed, []);
});

test("one that a webhook has announced is hidden until it is claimed, however old it says that it is", async () => {
  const confirmed = createConfirmedConnections(createMemoryStore(), "hide");
  const old = parseConnection(connectionOf("conn_old", "user-1", { createdAt: "2020-01-01T00:00:00Z" })) as Connection;
  assert.equal(await confirmed.isVisible(old), true);
  await confirmed.markAnnounced("conn_old");
  assert.equal(await confirmed.isVisible(old), false);
  assert.deepEqual([await confirmed.confirm("conn_old"), await confirmed.confirm("conn_old")], [true, false]);
  assert.equal(await confirmed.isVisible(old), true);
});
