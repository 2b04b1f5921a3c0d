import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseConnection } from "../../src/protocol/connection.js";
import { userFor } from "../../src/emulator/index.js";
import { allow, key, logIn, next, setupEmulator } from "./emulator-setup.js";

const ava = "ava@creator.sandbox.com";

describe("GET /v2/account/connections", () => {
  test("is empty at first", async () => {
    assert.deepEqual(await setupEmulator().list(), { list: [], hasMore: false });
  });

  test("answers with exactly the documented fields", async () => {
    const { emulator, list } = setupEmulator();
    emulator.connections.seed({ id: "conn_1", clientReferenceId: "user-1" });
    const [connection] = (await list()).list;
    assert.deepEqual(connection, {
      id: "conn_1",
      status: "active",
      permissions: ["profile:read"],
      expiredAt: null,
      // A seeded connection is a day old.
      createdAt: "2026-01-01T03:04:05.000Z",
      updatedAt: "2026-01-01T03:04:05.000Z",
      clientReferenceId: "user-1",
      imported: false,
      lastCheckedAt: "2026-01-02T03:04:05.000Z",
      userData: userFor("test@creator.sandbox.com"),
    });
    assert.deepEqual(parseConnection(connection), connection);
  });

  test("returns pages, newest first", async () => {
    const { emulator, list } = setupEmulator();
    for (let number = 1; number <= 12; number += 1) emulator.connections.seed({ id: `conn_${number}` });
    const ids = async (query: string) => {
      const page = await list(query);
      return [page.list.map(({ id }) => id.slice(5)).join(" "), page.hasMore];
    };
    assert.deepEqual(await ids(""), ["12 11 10 9 8 7 6 5 4 3", true]);
    assert.deepEqual(await ids("?offset=10"), ["2 1", false]);
    assert.deepEqual(await ids("?limit=2&offset=10"), ["2 1", false]);
    assert.deepEqual(await ids("?limit=1&offset=10"), ["2", true]);
    assert.deepEqual(await ids("?offset=12"), ["", false]);
  });

  test("sorts by createdAt, not by when a connection was seeded", async () => {
    const { emulator, list, start, steps } = setupEmulator();
    await steps(await start(), next, logIn(ava), allow);
    emulator.connections.seed({ id: "conn_old", createdAt: "2025-01-01T00:00:00Z" });
    emulator.connections.seed({ id: "conn_yesterday" });
    emulator.connections.seed({ id: "conn_never", createdAt: null });
    const [linked, ...seeded] = (await list()).list;
    assert.equal(linked?.userData.username, "ava_creator");
    assert.deepEqual(
      seeded.map(({ id }) => id),
      ["conn_yesterday", "conn_old", "conn_never"],
    );
  });

  test("filters by status and by imported", async () => {
    const { emulator, list } = setupEmulator();
    emulator.connections.seed({ id: "conn_active" });
    emulator.connections.seed({ id: "conn_expired", status: "expired" });
    emulator.connections.seed({ id: "conn_waiting", status: "awaiting_2fa", imported: true });
    const ids = async (query: string) => (await list(query)).list.map(({ id }) => id);
    assert.deepEqual(await ids("?status=active"), ["conn_active"]);
    assert.deepEqual(await ids("?status=expired"), ["conn_expired"]);
    assert.deepEqual(await ids("?status=awaiting_2fa&imported=true"), ["conn_waiting"]);
    assert.deepEqual(await ids("?imported=true"), ["conn_waiting"]);
    assert.deepEqual(await ids("?imported=false"), ["conn_expired", "conn_active"]);
  });

  test("has a largest page, which can be set", async () => {
    const largest = async (pageSize?: number) => {
      const { emulator, request, list } = setupEmulator(pageSize === undefined ? {} : { pageSize });
      emulator.connections.seedMany(120);
      const limit = pageSize ?? 100;
      const refused = await request(`/v2/account/connections?limit=${limit + 1}`, { headers: { apikey: key } });
      const { type, error } = (await refused.json()) as Record<string, string>;
      assert.deepEqual([refused.status, type], [400, "BAD_REQUEST"]);
      assert.match(error ?? "", new RegExp(` ${limit}\\.$`));
      return [(await list(`?limit=${limit}`)).list.length, (await list()).list.length];
    };
    assert.deepEqual(await largest(), [100, 10]);
    assert.deepEqual(await largest(50), [50, 10]);
    assert.deepEqual(await largest(5), [5, 5]);
    for (const pageSize of [0, -1, 1.5, NaN]) assert.throws(() => setupEmulator({ pageSize }), TypeError);
  });

  for (const query of ["?limit=0", "?limit=-1", "?limit=ten", "?offset=-1", "?status=pending", "?imported=yes"]) {
    test(`rejects ${query}`, async () => {
      const response = await setupEmulator().request(`/v2/account/connections${query}`, { headers: { apikey: key } });
      assert.equal(response.status, 400);
    });
  }

  test("lists different connections for a live key and a sandbox key", async () => {
    const { list, start, steps } = setupEmulator({ apiKeys: [key, "sk_live_1"] });
    await steps(await start({}, "sk_live_1"), next, logIn(ava), allow);
    assert.equal((await list("", "sk_live_1")).list.length, 1);
    assert.equal((await list("", key)).list.length, 0);
  });
});

describe("a seeded connection", () => {
  const dayBefore = "2026-01-01T03:04:05.000Z";
  const explicit = "2025-12-24T00:00:00.000Z";
  for (const [name, fields, expected] of [
    ["is a day old", {}, [dayBefore, dayBefore, null]],
    ["has expired when it last changed", { status: "expired" }, [dayBefore, dayBefore, dayBefore]],
    ["has not changed since it was created", { createdAt: explicit }, [explicit, explicit, null]],
    [
      "keeps the given fields",
      { createdAt: explicit, updatedAt: dayBefore, status: "expired", expiredAt: explicit },
      [explicit, dayBefore, explicit],
    ],
  ] as const) {
    test(name, () => {
      const { createdAt, updatedAt, expiredAt } = setupEmulator().emulator.connections.seed(fields);
      assert.deepEqual([createdAt, updatedAt, expiredAt], expected);
    });
  }
});

describe("many seeded connections", () => {
  test("are of several users and accounts, older and older", () => {
    const { emulator } = setupEmulator();
    emulator.connections.seedMany(25);
    const list = emulator.connections.list();
    assert.deepEqual(
      list.slice(0, 11).map(({ clientReferenceId }) => clientReferenceId),
      [...Array.from({ length: 10 }, (_, index) => `user-${index + 1}`), "user-1"],
    );
    assert.equal(new Set(list.map(({ userData }) => userData?.id)).size, 25);
    assert.deepEqual(
      list.slice(0, 2).map(({ createdAt }) => createdAt),
      ["2026-01-01T03:04:05.000Z", "2026-01-01T03:03:05.000Z"],
    );
  });

  test("are of the users that are named", () => {
    const { emulator } = setupEmulator();
    emulator.connections.seedMany(3, ["a", "b"]);
    const users = emulator.connections.list().map(({ clientReferenceId }) => clientReferenceId);
    assert.deepEqual(users, ["a", "b", "a"]);
  });

  test("stay sorted through every change", async () => {
    const { emulator, list } = setupEmulator();
    emulator.connections.seedMany(3);
    const [first, second, third] = emulator.connections.list();
    emulator.connections.expire(second!.id);
    emulator.connections.delete(first!.id);
    assert.deepEqual(
      (await list()).list.map(({ id, status }) => [id, status]),
      [
        [second!.id, "expired"],
        [third!.id, "active"],
      ],
    );
    emulator.reset();
    assert.deepEqual((await list()).list, []);
  });
});

describe("the connection of a finished flow", () => {
  test("has the clientReferenceId of init, the app's permissions and the user", async () => {
    const { emulator, start, steps } = setupEmulator();
    await steps(await start({ clientReferenceId: "user-1" }), next, logIn(ava), allow);
    const [connection] = emulator.connections.list();
    assert.equal(connection?.status, "active");
    assert.equal(connection?.clientReferenceId, "user-1");
    assert.deepEqual(connection?.permissions, ["profile:read"]);
    assert.equal(connection?.userData?.name, "Ava");
    assert.equal(connection?.userData?.username, "ava_creator");
  });

  test("is a new one for each flow, with a user that is the same for the same address", async () => {
    const { emulator, start, steps } = setupEmulator();
    for (const identifier of [ava, " AVA@Creator.Sandbox.com ", "ava@fan.sandbox.com"]) {
      await steps(await start(), next, logIn(identifier), allow);
    }
    const [fan, second, first] = emulator.connections.list();
    assert.notEqual(first?.id, second?.id);
    assert.equal(first?.userData?.id, second?.userData?.id);
    assert.notEqual(first?.userData?.id, fan?.userData?.id);
    assert.notEqual(first?.userData?.username, fan?.userData?.username);
  });
});

describe("reconnecting", () => {
  async function setupConnected() {
    const setup = setupEmulator();
    await setup.steps(await setup.start({ clientReferenceId: "user-1" }), next, logIn(ava), allow);
    const id = setup.emulator.connections.list()[0]?.id ?? "";
    const reconnect = async (identifier = ava) =>
      setup.steps(await setup.start({ connectionId: id }), next, logIn(identifier), allow);
    return { ...setup, id, reconnect };
  }

  test("reactivates an expired connection under its own id", async () => {
    const { emulator, clock, id, reconnect } = await setupConnected();
    clock.now += 1000;
    assert.equal(emulator.connections.expire(id), true);
    assert.equal(emulator.connections.get(id)?.status, "expired");
    assert.equal(emulator.connections.get(id)?.expiredAt, "2026-01-02T03:04:06.000Z");
    clock.now += 1000;
    await reconnect();
    const [connection, ...others] = emulator.connections.list();
    assert.deepEqual(others, []);
    assert.equal(connection?.id, id);
    assert.equal(connection?.status, "active");
    assert.equal(connection?.expiredAt, null);
    assert.equal(connection?.clientReferenceId, "user-1");
    assert.equal(connection?.createdAt, "2026-01-02T03:04:05.000Z");
    assert.equal(connection?.updatedAt, "2026-01-02T03:04:07.000Z");
  });

  test("is marked as a reconnection on the page", async () => {
    const { start, open, id } = await setupConnected();
    assert.equal((await open(await start({ connectionId: id }))).view.reconnecting, true);
    assert.equal((await open(await start())).view.reconnecting, false);
  });

  test("works for a seeded connection and its user", async () => {
    const { emulator, start, steps } = setupEmulator();
    emulator.connections.seed({ id: "conn_seeded", status: "expired" });
    await steps(await start({ connectionId: "conn_seeded" }), next, logIn("test@creator.sandbox.com"), allow);
    assert.deepEqual(
      emulator.connections.list().map(({ id, status }) => [id, status]),
      [["conn_seeded", "active"]],
    );
  });

  test("keeps an imported connection imported", async () => {
    const { emulator, start, steps } = setupEmulator();
    emulator.connections.seed({ id: "conn_1", status: "expired", imported: true });
    await steps(await start({ connectionId: "conn_1" }), next, logIn("test@creator.sandbox.com"), allow);
    const { status, imported, lastCheckedAt } = emulator.connections.get("conn_1") ?? {};
    assert.deepEqual([status, imported, lastCheckedAt], ["active", true, null]);
  });

  test("does not find a live connection with a sandbox key", async () => {
    const { emulator, start, steps } = setupEmulator();
    emulator.connections.seed({ id: "conn_live", status: "expired" }, { live: true });
    await steps(await start({ connectionId: "conn_live" }), next, logIn("test@creator.sandbox.com"), allow);
    assert.equal(emulator.connections.get("conn_live")?.status, "expired");
  });

  test("creates a new connection for a deleted one, without an error", async () => {
    const { emulator, id, reconnect } = await setupConnected();
    assert.equal(emulator.connections.delete(id), true);
    const view = await reconnect();
    assert.equal(view.screen, "success");
    assert.equal(emulator.connections.get(id), undefined);
    assert.equal(emulator.connections.list().length, 1);
  });

  test("creates a new connection when another user signs in", async () => {
    const { emulator, id, reconnect } = await setupConnected();
    await reconnect("bea@creator.sandbox.com");
    assert.equal(emulator.connections.list().length, 2);
    assert.equal(emulator.connections.get(id)?.userData?.username, "ava_creator");
  });

  test("expire and delete return false for an unknown connection", () => {
    const { emulator } = setupEmulator();
    assert.equal(emulator.connections.expire("conn_none"), false);
    assert.equal(emulator.connections.delete("conn_none"), false);
  });
});

test("reset deletes connections and sessions, and keeps client apps", async () => {
  const { emulator, start, open } = setupEmulator();
  const path = await start();
  emulator.connections.seed();
  emulator.scenarios.set({ silent: true });
  emulator.reset();
  assert.deepEqual(emulator.connections.list(), []);
  assert.equal(emulator.scenarios.current.silent, false);
  assert.equal((await open(path)).view.screen, "invalid-session");
  assert.equal(emulator.clientApps.list().length, 1);
});
