import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createConfirmedConnections } from "../../../src/server/connections/confirmed.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { KnownQuery } from "../../../src/server/host-events.js";
import { connectionOf, type WireConnection } from "../fake-ofauth.js";
import { assertError, assertNoResult, bodyOf, settle, setupHandler } from "../handler-setup.js";
import { parsed } from "./index-setup.js";

const minute = 60_000;
const attempt = "attempt-0001";
const account = (id: string | null) => ({
  userData: id === null ? null : { id, name: "Ann", username: "ann", avatar: null },
});

/** Sets up a store that is an hour old, and a connection that user-1's browser has confirmed for the account 1. */
async function setupConfirmed(first: string | null = "1", options: Parameters<typeof setupHandler>[0] = {}) {
  const parts = setupHandler(options);
  parts.clock.now += 60 * minute;
  const createdAt = new Date(parts.clock.now).toISOString();
  const wire = connectionOf("conn_1", "user-1", { createdAt, ...account(first) });
  parts.ofauth.connections = [wire];
  const user = parts.browser();
  await user.init(attempt, "embed");
  assert.equal((await user.complete(attempt, "conn_1")).status, 200);
  return {
    ...parts,
    user,
    /** Changes the connection at OFAuth, and lets the handler read it. */
    list: async (extra: object) => {
      Object.assign(parts.ofauth.connections[0] as WireConnection, extra);
      parts.clock.now += 10_000;
      await parts.browser().get("/connections");
      await settle();
    },
    status: async () => (await parts.browser().get("/connections/conn_1")).status,
  };
}

describe("ownership of an account", () => {
  test("another account under a confirmed id is hidden, whatever the user's browser reports, until the first one is back", async () => {
    const { list, status, browser, clock } = await setupConfirmed();
    await list(account("2"));
    assert.equal(await status(), 404);
    assert.equal((await browser().invalidate("conn_1")).status, 404);
    await list(account("1"));
    assert.equal(await status(), 200);
    await list(account("2"));
    // The user may have sent the session of a reconnect to a person, whose account this is.
    const user = browser();
    await user.init("attempt-0002", "embed", {});
    clock.now += 10_000;
    await assertError(await user.complete("attempt-0002", "conn_1"), 409, "mismatch");
    assert.equal(await status(), 404);
  });

  test("a used attempt neither shows nor confirms the account that came later, in any process", async () => {
    const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
    const first = await setupConfirmed("1", { store });
    await first.user.init("attempt-0002", "embed", {});
    assert.equal((await first.user.complete("attempt-0002", "conn_1")).status, 200);
    await first.list(account("2"));
    assert.equal(await first.status(), 404);
    await assertNoResult(await first.user.result(attempt), "present");
    const { ofauth, clock } = first;
    const other = setupHandler({ store, fetch: ofauth.fetch, now: () => clock.now }).browser();
    for (const [name, value] of first.user.cookies) other.cookies.set(name, value);
    for (const user of [other, first.user]) {
      await assertError(await user.complete("attempt-0002", "conn_1"), 409, "mismatch");
      assert.equal(await first.status(), 404);
    }
  });

  test("a list that lacked a connection for a while does not end its confirmation", async () => {
    const { ofauth, clock, browser, status } = await setupConfirmed();
    const wire = ofauth.connections;
    const readAgain = async () => {
      for (let read = 0; read < 3; read++) {
        clock.now += 10_000;
        await browser().get("/connections");
        await settle();
      }
    };
    ofauth.connections = [];
    await readAgain();
    assert.equal(await status(), 404);
    ofauth.connections = wire;
    await readAgain();
    assert.equal(await status(), 200);
    ofauth.connections = [];
    await readAgain();
    // Not for another account, or another user.
    for (const changed of [account("2"), { clientReferenceId: "user-2" }]) {
      ofauth.connections = wire.map((connection) => ({ ...connection, ...changed }));
      await readAgain();
      for (const user of ["user-1", "user-2"]) {
        assert.equal((await browser(user).get("/connections/conn_1")).status, 404);
      }
    }
  });

  test("an id confirmed before OFAuth named its account is bound at first sight", async () => {
    const { list, status } = await setupConfirmed(null);
    await list(account(null));
    assert.equal(await status(), 200);
    await list(account("1"));
    assert.equal(await status(), 200);
    await list(account("2"));
    assert.equal(await status(), 404);
  });

  test("an account that OFAuth does not name changes nothing", async () => {
    const { list, status } = await setupConfirmed();
    await list(account(null));
    assert.equal(await status(), 200);
    await list(account("2"));
    assert.equal(await status(), 404);
  });

  test("a connection that is older than the store is bound to the account that it has at first", async () => {
    const { ofauth, clock, browser } = setupHandler();
    clock.now += 60 * minute;
    ofauth.connections = [connectionOf("conn_1", "user-1", account("1"))];
    const read = async () => {
      await browser().get("/connections/conn_1");
      await settle();
      return (await browser().get("/connections/conn_1")).status;
    };
    assert.equal(await read(), 200);
    Object.assign(ofauth.connections[0] as WireConnection, account("2"));
    clock.now += 10_000;
    assert.equal(await read(), 404);
  });

  for (const [what, createdAt] of [
    ["null", null],
    ["missing", undefined],
    ["without a zone", "2020-01-01T00:00:00"],
    ["a number", 1_577_836_800_000],
  ] as const) {
    test(`an age that is ${what} counts as recent, in the store's first minute, too`, async () => {
      for (const age of [0, 60 * minute]) {
        const { ofauth, clock, browser } = setupHandler();
        clock.now += age;
        ofauth.connections = [connectionOf("conn_1", "user-1", { createdAt })];
        assert.equal((await browser().get("/connections/conn_1")).status, 404);
        assert.deepEqual((await bodyOf(await browser().get("/connections")))["list"], []);
      }
    });
  }

  test("hides a connection that a webhook announced until it is confirmed, whatever its createdAt", async () => {
    const store = createMemoryStore();
    const deps = {
      store,
      unconfirmed: "hide",
      isKnown: undefined,
      now: Date.now,
      onError: () => assert.fail(),
    } as const;
    const confirmed = createConfirmedConnections(deps);
    const connection = parsed("conn_1", "user-1", { createdAt: "2020-01-01T00:00:00Z" });
    const getStored = async () => (await store.get(["conn_1"]))[0]!;
    await store.put([{ connection, at: 1 }]);
    assert.equal(await confirmed.isVisible(await getStored()), true);
    await store.put([{ connection, at: 2, isAnnounced: true }]);
    assert.equal(await confirmed.isVisible(await getStored()), false);
    await store.confirm("conn_1", { clientReferenceId: "user-1", userId: "1" });
    assert.equal(await confirmed.isVisible(await getStored()), true);
  });
});

describe("isKnown", () => {
  /** Sets up two recent connections, of which the host has saved the first. */
  function setupSaved(isKnown?: (query: KnownQuery) => boolean | Promise<boolean>) {
    const asked: KnownQuery[] = [];
    const parts = setupHandler({
      isKnown: (query) => {
        asked.push(query);
        return isKnown ? isKnown(query) : query.connectionId === "conn_1";
      },
    });
    parts.clock.now += 60 * minute;
    const createdAt = new Date(parts.clock.now).toISOString();
    parts.ofauth.connections = [
      connectionOf("conn_1", "user-1", { createdAt }),
      connectionOf("conn_2", "user-1", { createdAt }),
      connectionOf("conn_old", "user-1"),
    ];
    const listIds = async () => {
      const { list } = (await bodyOf(await parts.browser().get("/connections"))) as unknown as {
        list: { id: string }[];
      };
      return list.map(({ id }) => id);
    };
    return { ...parts, asked, listIds };
  }

  test("what the host has saved counts as confirmed, and is asked for once", async () => {
    const { listIds, asked, browser } = setupSaved();
    assert.deepEqual(await listIds(), ["conn_1", "conn_old"]);
    assert.deepEqual(asked, [
      { connectionId: "conn_1", clientReferenceId: "user-1" },
      { connectionId: "conn_2", clientReferenceId: "user-1" },
    ]);
    assert.deepEqual(await listIds(), ["conn_1", "conn_old"]);
    assert.equal((await browser().get("/connections/conn_1")).status, 200);
    assert.equal(asked.length, 2);
  });

  test("an unknown one is asked for again after a minute", async () => {
    let isSaved = false;
    const { listIds, clock } = setupSaved(() => isSaved);
    assert.deepEqual(await listIds(), ["conn_old"]);
    isSaved = true;
    clock.now += 59_000;
    assert.deepEqual(await listIds(), ["conn_old"]);
    clock.now += 1000;
    assert.deepEqual(await listIds(), ["conn_1", "conn_2", "conn_old"]);
  });

  test("an error is reported, and the connection stays hidden for now", async () => {
    let isDown = true;
    const { listIds, errors } = setupSaved(() => {
      if (isDown) throw new Error("down");
      return true;
    });
    assert.deepEqual(await listIds(), ["conn_old"]);
    assert.deepEqual(
      errors.map(({ code, route }) => [code, route]),
      [
        ["server_error", "/connections"],
        ["server_error", "/connections"],
      ],
    );
    isDown = false;
    assert.deepEqual(await listIds(), ["conn_1", "conn_2", "conn_old"]);
  });

  test("does not let another account pass under a confirmed id", async () => {
    const { list, status } = await setupConfirmed("1", { isKnown: () => true });
    await list(account("2"));
    assert.equal(await status(), 404);
  });

  test("mends a restart of the memory store", async () => {
    const saved = new Set<string>();
    const options = {
      onConnected: ({ connection }: { connection: { id: string } }) => void saved.add(connection.id),
      isKnown: ({ connectionId }: KnownQuery) => saved.has(connectionId),
    };
    const { ofauth, clock } = await setupConfirmed("1", options);
    const restarted = setupHandler({ ...options, fetch: ofauth.fetch, now: () => clock.now });
    // The store that begins now is younger than the connection, but another one was connected a moment later.
    Object.assign(ofauth.connections[0] as WireConnection, {
      createdAt: new Date(clock.now + 2 * minute).toISOString(),
    });
    assert.equal((await restarted.browser().get("/connections/conn_1")).status, 200);
  });
});
