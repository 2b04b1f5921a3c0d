import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { connectionOf, type WireConnection } from "../fake-ofauth.js";
import { bodyOf, settle, setupHandler } from "../handler-setup.js";

const minute = 60_000;
const attempt = "attempt-0001";

/** Sets up a store that is an hour old, and a connection that OFAuth has just created for user-1. */
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
    listIds: async (user = "user-1") => {
      const page = (await bodyOf(await parts.browser(user).get("/connections"))) as unknown as {
        list: { id: string }[];
      };
      return page.list.map(({ id }) => id);
    },
  };
}

describe("unconfirmed connections", () => {
  test("hides a connection that no browser has confirmed, even from the user that OFAuth names", async () => {
    const { browser, listIds, ofauth } = setupNew();
    assert.deepEqual(await listIds(), ["conn_old"]);
    assert.equal((await browser().get("/connections/conn_new")).status, 404);
    assert.equal((await browser().invalidate("conn_new")).status, 404);
    assert.equal((await browser().disconnect("conn_new")).status, 404);
    assert.deepEqual(ofauth.writes(), []);
  });

  test("link/complete by the browser that started the flow confirms the connection", async () => {
    const { browser, listIds } = setupNew();
    const user = browser();
    await user.init(attempt, "embed");
    assert.deepEqual(await listIds(), ["conn_old"]);
    assert.equal((await user.complete(attempt, "conn_new")).status, 200);
    assert.deepEqual(await listIds(), ["conn_new", "conn_old"]);
  });

  test("a redirect of the browser that started the flow confirms the connection", async () => {
    const { browser, listIds } = setupNew();
    const user = browser();
    await user.init(attempt, "redirect");
    assert.equal((await user.callback("?status=success&connection_id=conn_new")).status, 303);
    await listIds();
    await settle();
    assert.deepEqual(await listIds(), ["conn_new", "conn_old"]);
  });

  test("another browser of the same user, without the attempt's cookie, cannot confirm it", async () => {
    const { browser, listIds, connected } = setupNew();
    await browser().init(attempt, "embed");
    const other = browser();
    assert.equal((await other.complete(attempt, "conn_new")).status, 403);
    assert.equal((await other.callback("?status=success&connection_id=conn_new")).status, 400);
    assert.deepEqual(await listIds(), ["conn_old"]);
    assert.deepEqual(connected, []);
  });

  test("a connection stays unconfirmed when onConnected fails", async () => {
    const { browser, listIds } = setupNew({ onConnected: () => Promise.reject(new Error("down")) });
    const user = browser();
    await user.init(attempt, "embed");
    assert.equal((await user.complete(attempt, "conn_new")).status, 500);
    assert.deepEqual(await listIds(), ["conn_old"]);
  });

  test("stores a confirmed connection immediately, and publishes the change", async () => {
    const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
    const { browser, ofauth } = setupNew({ store });
    const changes: string[] = [];
    await store.subscribe(({ type, connectionId, clientReferenceId }) => {
      changes.push(`${type} ${connectionId} ${clientReferenceId}`);
    });
    const user = browser();
    await user.init(attempt, "embed");
    await user.complete(attempt, "conn_new");
    await user.complete(attempt, "conn_new");
    assert.equal((await store.get(["conn_new"]))[0]?.connection.clientReferenceId, "user-1");
    assert.deepEqual(changes, ["connection.created conn_new user-1"]);
    assert.equal(ofauth.writes().length, 0);
  });

  test("imported connections need no confirmation", async () => {
    const { ofauth, listIds } = setupNew();
    ofauth.connections = [connectionOf("conn_new", "user-1", { createdAt: "2026-01-01T00:59:00Z", imported: true })];
    assert.deepEqual(await listIds(), ["conn_new"]);
  });

  test("connections from before the store began, or within a minute of it, need no confirmation", async () => {
    const { ofauth, listIds } = setupNew();
    ofauth.connections = ["00:01:00", "00:01:01"].map((time, index) =>
      connectionOf(`conn_${index}`, "user-1", { createdAt: `2026-01-01T${time}Z` }),
    );
    assert.deepEqual(await listIds(), ["conn_0"]);
  });

  test("reports an unconfirmed connection once, 10 minutes after its creation", async () => {
    const { listIds, advance, unconfirmed, ofauth, openBackgroundTimers } = setupNew();
    await advance(4 * minute);
    await listIds();
    await settle();
    assert.equal(openBackgroundTimers(), 1);
    await advance(6 * minute - 1);
    assert.equal(unconfirmed.length, 0);
    await advance(1);
    assert.deepEqual(
      unconfirmed.map(({ connection, clientReferenceId }) => [connection.id, clientReferenceId]),
      [["conn_new", "user-1"]],
    );
    // It read OFAuth's list first.
    assert.equal(ofauth.lists().length, 2);
    for (let index = 0; index < 3; index++) {
      await advance(20 * minute);
      assert.deepEqual(await listIds(), ["conn_old"]);
    }
    await settle();
    assert.equal(unconfirmed.length, 1);
    assert.equal(openBackgroundTimers(), 0);
  });

  test("reports a connection immediately that is older than 10 minutes when it is first listed", async () => {
    const { listIds, advance, unconfirmed } = setupNew();
    await advance(3 * 60 * minute);
    await listIds();
    await settle();
    await advance(0);
    assert.equal(unconfirmed.length, 1);
  });

  const resolutions: readonly (readonly [string, (parts: ReturnType<typeof setupNew>) => Promise<unknown>])[] = [
    [
      "confirmed",
      async ({ browser }) => {
        const user = browser();
        await user.init(attempt, "embed");
        await user.complete(attempt, "conn_new");
      },
    ],
    ["removed", async ({ ofauth }) => void ofauth.connections.pop()],
    ["listed as imported", async ({ ofauth }) => void Object.assign(ofauth.connections[1] ?? {}, { imported: true })],
    [
      "without an owner",
      async ({ ofauth }) => void Object.assign(ofauth.connections[1] ?? {}, { clientReferenceId: null }),
    ],
  ];
  for (const [what, resolve] of resolutions) {
    test(`does not report a connection that is ${what} in time`, async () => {
      const parts = setupNew();
      await parts.listIds();
      await settle();
      await resolve(parts);
      await parts.advance(11 * minute);
      assert.deepEqual(parts.unconfirmed, []);
    });
  }

  test("repeats a report after onUnconfirmed throws, and reports the error", async () => {
    let calls = 0;
    const { listIds, advance, errors } = setupNew({
      onUnconfirmed: () => {
        calls += 1;
        if (calls === 1) throw new Error("down");
      },
    });
    await listIds();
    await settle();
    await advance(10 * minute);
    assert.deepEqual(
      errors.map(({ code, route }) => [code, route]),
      [["server_error", "/connections"]],
    );
    await advance(minute);
    await listIds();
    await settle();
    await advance(0);
    assert.equal(calls, 2);
    await advance(minute);
    await listIds();
    await settle();
    await advance(0);
    assert.equal(calls, 2);
  });

  test("does not report a connection that waits for its 2FA code, and counts the 10 minutes from the code", async () => {
    const { ofauth, clock, listIds, advance, unconfirmed } = setupNew();
    const [, created] = ofauth.connections as WireConnection[];
    assert.ok(created);
    created.status = "awaiting_2fa";
    await listIds();
    await settle();
    await advance(30 * minute);
    assert.deepEqual(unconfirmed, []);
    Object.assign(created, { status: "active", updatedAt: new Date(clock.now).toISOString() });
    await listIds();
    await settle();
    await advance(10 * minute - 1);
    assert.deepEqual(unconfirmed, []);
    await advance(1);
    assert.equal(unconfirmed.length, 1);
  });

  const unreportable: readonly (readonly [string, string | null])[] = [
    ["without an owner", null],
    ["of an empty owner", ""],
    ["rejected by onUnconfirmed each time", "user-1"],
  ];
  for (const [what, owner] of unreportable) {
    test(`two connections ${what} do not cause endless reads of OFAuth's list`, async () => {
      const { ofauth, clock, listIds, advance } = setupNew({
        onUnconfirmed: () => {
          throw new Error("down");
        },
      });
      const createdAgo = (ms: number) => ({ createdAt: new Date(clock.now - ms).toISOString() });
      ofauth.connections = [
        connectionOf("conn_a", owner, createdAgo(20 * minute)),
        connectionOf("conn_b", owner, createdAgo(9.5 * minute)),
      ];
      await listIds();
      await settle();
      await advance(0);
      await advance(0.5 * minute);
      for (let turn = 0; turn < 10; turn++) await advance(0);
      // One for the request, and one for each report.
      assert.ok(ofauth.lists().length <= 3, `read ${ofauth.lists().length} times`);
    });
  }

  test("two processes with a shared store report once", async () => {
    const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
    const processes = [setupNew({ store }), setupNew({ store })];
    for (const { listIds } of processes) await listIds();
    await settle();
    for (const { advance } of processes) await advance(10 * minute);
    assert.equal(processes.flatMap(({ unconfirmed }) => unconfirmed).length, 1);
  });

  test("a confirmation in one process is valid in the other", async () => {
    const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
    const [one, other] = [setupNew({ store }), setupNew({ store })];
    assert.deepEqual(await other.listIds(), ["conn_old"]);
    const user = one.browser();
    await user.init(attempt, "embed");
    await user.complete(attempt, "conn_new");
    assert.deepEqual(await other.listIds(), ["conn_new", "conn_old"]);
  });

  test('unconfirmed: "show" hides nothing and reports nothing', async () => {
    const { listIds, advance, unconfirmed, browser } = setupNew({ unconfirmed: "show" });
    assert.deepEqual(await listIds(), ["conn_new", "conn_old"]);
    assert.equal((await browser("user-2").get("/connections/conn_new")).status, 404);
    await settle();
    await advance(20 * minute);
    assert.deepEqual(unconfirmed, []);
  });
});
