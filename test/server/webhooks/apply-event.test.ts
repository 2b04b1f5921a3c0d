import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seeded } from "../../support/seeded.js";
import { connectionOf } from "../fake-ofauth.js";
import { bodyOf, settle, waitUntil } from "../handler-setup.js";
import { connection } from "../store/contract-setup.js";
import { setupWebhooks } from "./webhook-setup.js";

const iso = (ms: number) => new Date(Date.parse("2026-01-01T00:00:00Z") + ms).toISOString();

describe("a connection event", () => {
  test("updates the store, is published, and calls onChanged", async () => {
    const { deliver, connect, eventOf, changed, published, store, clock } = setupWebhooks();
    await connect();
    clock.now += 1000;
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 900 })));
    const connection = (await store.get(["conn_1"]))[0]?.connection;
    assert.deepEqual(
      [connection?.status, connection?.expiredAt, connection?.updatedAt],
      ["expired", iso(900), iso(900)],
    );
    const type = "connection.expired";
    assert.deepEqual(changed, [
      { connection, clientReferenceId: "user-1", confirmed: true, type, timestamp: iso(900) },
    ]);
    assert.deepEqual(published, [{ clientReferenceId: "user-1", type, connectionId: "conn_1", connection }]);
  });

  test("is merged into the known connection, and keeps the fields that it does not carry", async () => {
    const { deliver, connect, eventOf, store } = setupWebhooks();
    await connect("conn_1", "user-1", {
      permissions: ["a", "b"],
      imported: true,
      status: "expired",
      expiredAt: iso(-5),
    });
    const before = connectionOf("conn_1", "user-1", { permissions: ["a", "b"], imported: true });
    await deliver(eventOf("connection.updated", { at: 1 }));
    assert.deepEqual((await store.get(["conn_1"]))[0]?.connection, { ...before, updatedAt: iso(1) });
    const userData = { userId: "1", name: "Anna", username: "ann", avatar: null };
    await deliver(eventOf("connection.updated", { at: 2, connection: { permissions: [], userData } }));
    assert.deepEqual((await store.get(["conn_1"]))[0]?.connection, {
      ...before,
      updatedAt: iso(2),
      permissions: [],
      userData: { id: "1", name: "Anna", username: "ann", avatar: null },
    });
  });

  test("that repeats connection.expired keeps the first expiredAt", async () => {
    const { deliver, connect, eventOf, store } = setupWebhooks();
    await connect();
    await deliver(eventOf("connection.expired", { status: "expired", at: 1 }));
    await deliver(eventOf("connection.expired", { status: "expired", at: 2 }));
    assert.equal((await store.get(["conn_1"]))[0]?.connection.expiredAt, iso(1));
  });

  test("in the SDK's spelling uses the time of sending", async () => {
    const { deliverSvix, connect, eventOf, changed, clock, statusOf } = setupWebhooks();
    await connect();
    clock.now += 2500;
    const { type, data } = eventOf("connection.expired", { status: "expired" });
    await bodyOf(await deliverSvix({ eventType: type, live: false, data }));
    assert.deepEqual([changed[0]?.timestamp, await statusOf()], [iso(2000), "expired"]);
  });

  test("about an unknown connection reads OFAuth's list once", async () => {
    const { deliver, connect, eventOf, ofauth, changed } = setupWebhooks();
    await connect();
    await connect("conn_2");
    await deliver(eventOf("connection.expired", { status: "expired", at: 1 }));
    await deliver(eventOf("connection.expired", { status: "expired", at: 2, id: "conn_2" }));
    assert.deepEqual([changed.length, ofauth.lists().length], [2, 1]);
    assert.equal(changed[1]?.connection.userData?.name, "Ann");
  });

  test("about a connection that OFAuth does not list fills the index, is unconfirmed, and reads the list once", async () => {
    const { deliver, eventOf, ofauth, changed, events, published, clock, store, browser } = setupWebhooks();
    clock.now += 60_000;
    await bodyOf(await deliver(eventOf("connection.updated", { id: "conn_new", at: 60_000 })));
    await bodyOf(await deliver(eventOf("connection.expired", { id: "conn_new", status: "expired", at: 60_001 })));
    assert.deepEqual(
      changed.map(({ type, confirmed, clientReferenceId, connection }) => [
        type,
        confirmed,
        clientReferenceId,
        connection.status,
      ]),
      [
        ["connection.updated", false, "user-1", "active"],
        ["connection.expired", false, "user-1", "expired"],
      ],
    );
    assert.deepEqual([published, events.length, ofauth.lists().length], [[], 2, 1]);
    assert.deepEqual(await store.idsOf("user-1"), ["conn_new"]);
    assert.equal((await browser().get("/connections/conn_new")).status, 404);
  });

  for (const [what, onList] of [
    ["fails", () => new Response("no", { status: 500 })],
    ["does not answer", () => new Promise<Response>(() => undefined)],
  ] as const) {
    test(`about an unknown connection is handled although OFAuth's list ${what}`, async () => {
      const { deliver, eventOf, ofauth, changed, errors, openTimers, fireTimers } = setupWebhooks();
      ofauth.onList = onList;
      const response = deliver(eventOf("connection.expired", { status: "expired", at: 1 }));
      if (what !== "fails") {
        await waitUntil(() => ofauth.lists().length > 0 && openTimers() > 2);
        fireTimers();
      }
      // All timers were fired, those of the delivery too, which goes on after it.
      assert.ok([200, 504].includes((await response).status));
      await waitUntil(() => changed.length > 0);
      assert.deepEqual([changed[0]?.confirmed, changed[0]?.connection.status], [false, "expired"]);
      if (what === "fails") assert.equal(errors[0]?.code, "server_error");
    });
  }

  test("about a connection without an owner calls onEvent only", async () => {
    const { deliver, ofauth, eventOf, changed, disconnected, published, events } = setupWebhooks();
    ofauth.connections = [connectionOf("conn_1", null)];
    await bodyOf(await deliver(eventOf("connection.updated", { owner: null, at: 1 })));
    await bodyOf(await deliver(eventOf("connection.disconnected", { owner: null, at: 2 })));
    assert.deepEqual([changed, disconnected, published, events.length], [[], [], [], 2]);
  });

  test("belongs to the owner in OFAuth's list, not to the one in the event", async () => {
    const { deliver, connect, eventOf, changed } = setupWebhooks();
    await connect("conn_1", "user-2");
    await bodyOf(await deliver(eventOf("connection.updated", { owner: "user-1", at: 1 })));
    assert.deepEqual([changed[0]?.clientReferenceId, changed[0]?.connection.clientReferenceId], ["user-2", "user-2"]);
  });

  test("with a timestamp in the future is treated as one of now", async () => {
    const { deliver, connect, eventOf, clock, store } = setupWebhooks();
    await connect();
    await deliver({ ...eventOf("connection.expired", { status: "expired" }), timestamp: "2099-01-01T00:00:00Z" });
    clock.now += 10_000;
    await deliver(eventOf("connection.updated", { at: 10_000 }));
    assert.equal((await store.get(["conn_1"]))[0]?.connection.status, "active");
  });
});

describe("connection.disconnected", () => {
  test("removes the connection, and calls onDisconnected with its last state", async () => {
    const { deliver, connect, eventOf, disconnected, changed, published, store } = setupWebhooks();
    await connect();
    await deliver(eventOf("connection.updated", { at: 1 }));
    const connection = (await store.get(["conn_1"]))[0]!.connection;
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 2 })));
    assert.deepEqual(await store.get(["conn_1"]), [undefined]);
    const whose = { connectionId: "conn_1", clientReferenceId: "user-1" };
    assert.deepEqual(disconnected, [{ ...whose, connection, confirmed: true, timestamp: iso(2) }]);
    assert.deepEqual(published.at(-1), { ...whose, type: "connection.disconnected", connection: null });
    assert.equal(changed.length, 1);
  });

  test("calls onDisconnected for an unknown connection, too", async () => {
    const { deliver, eventOf, disconnected, published } = setupWebhooks();
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 2 })));
    assert.deepEqual([disconnected[0]?.connection, published], [null, []]);
  });
});

describe("connection.disconnected after the connection was removed", () => {
  test("is confirmed when the user has disconnected it through the handler", async () => {
    const { deliver, connect, eventOf, disconnected, browser } = setupWebhooks();
    await connect();
    assert.equal((await browser().disconnect("conn_1")).status, 204);
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 2 })));
    assert.deepEqual(
      disconnected.map(({ confirmed, connection }) => [confirmed, connection]),
      [[true, null]],
    );
  });

  test("is confirmed when OFAuth's list did not contain it any more", async () => {
    const { deliver, connect, confirm, eventOf, disconnected, browser, ofauth, clock, store } = setupWebhooks();
    await connect();
    await confirm();
    ofauth.connections = [];
    clock.now += 600_000;
    await browser().get("/connections");
    await waitUntil(() => ofauth.lists().length > 0);
    while ((await store.get(["conn_1"]))[0]) await settle();
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 599_000 })));
    assert.equal(disconnected[0]?.confirmed, true);
  });

  test("is still confirmed when the host has failed and the event is delivered again", async () => {
    const confirmed: boolean[] = [];
    const { deliver, connect, eventOf } = setupWebhooks({
      onDisconnected: (event) => {
        confirmed.push(event.confirmed);
        if (confirmed.length === 1) throw new Error("mine");
      },
    });
    await connect();
    await deliver(eventOf("connection.updated", { at: 1 }));
    const event = eventOf("connection.disconnected", { at: 2 });
    assert.equal((await deliver(event)).status, 500);
    await bodyOf(await deliver(event));
    assert.deepEqual(confirmed, [true, true]);
  });
});

describe("connection events out of order", () => {
  test("ignores connection.created after a newer connection.expired", async () => {
    const { deliver, connect, eventOf, statusOf, published } = setupWebhooks();
    await connect();
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 2000 })));
    await bodyOf(await deliver(eventOf("connection.created", { at: 1000 })));
    assert.deepEqual([await statusOf(), published.map(({ type }) => type)], ["expired", ["connection.expired"]]);
  });

  test("does not restore a disconnected connection, even with a newer connection.updated", async () => {
    const { deliver, connect, eventOf, store, changed, published, events } = setupWebhooks();
    await connect();
    await deliver(eventOf("connection.disconnected", { at: 1000 }));
    published.length = 0;
    for (const at of [500, 1000, 1500]) await bodyOf(await deliver(eventOf("connection.updated", { at })));
    assert.deepEqual(await store.get(["conn_1"]), [undefined]);
    assert.deepEqual([changed, published, events.length], [[], [], 4]);
  });

  test("passes the current connection to onChanged when it was read after the event", async () => {
    const { deliver, connect, eventOf, store, changed, published, clock, ofauth } = setupWebhooks();
    await connect();
    clock.now += 60_000;
    ofauth.connections = [];
    await store.put([{ connection: connection("conn_1"), at: clock.now }]);
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 1000 })));
    assert.equal((await store.get(["conn_1"]))[0]?.connection.status, "active");
    assert.deepEqual([changed[0]?.connection.status, changed[0]?.type], ["active", "connection.expired"]);
    assert.equal(published[0]?.connection?.status, "active");
  });

  test("reaches the right state for 40 event histories, shuffled and duplicated", async () => {
    const { deliver, connect, confirm, eventOf, statusOf, start, clock } = setupWebhooks();
    clock.now = start + 4000;
    const random = seeded(11);
    for (let history = 0; history < 40; history++) {
      const id = `conn_s${history}`;
      await connect(id);
      await confirm(id);
      const isGone = history % 2 === 1;
      const happened = [
        eventOf("connection.created", { id, at: 1000 }),
        eventOf("connection.updated", { id, status: "awaiting_2fa", at: 2000 }),
        eventOf("connection.expired", { id, status: "expired", at: 3000 }),
        isGone
          ? eventOf("connection.disconnected", { id, at: 4000 })
          : eventOf("connection.updated", { id, status: "active", at: 4000 }),
      ];
      const order = [...happened, ...happened].map((event) => ({ event, rank: random.below(1_000_000) }));
      for (const { event } of order.sort((a, b) => a.rank - b.rank)) await bodyOf(await deliver(event));
      assert.equal(await statusOf(id), isGone ? undefined : "active", `history ${history}`);
    }
  });
});

describe("a connection that no browser has confirmed", () => {
  test("is not published by its events, and is reported to onUnconfirmed after ten minutes", async () => {
    const {
      deliver,
      eventOf,
      ofauth,
      published,
      connected,
      changed,
      events,
      unconfirmed,
      advance,
      openBackgroundTimers,
      clock,
    } = setupWebhooks();
    clock.now += 120_000;
    ofauth.connections = [connectionOf("conn_1", "user-1", { createdAt: iso(120_000) })];
    await bodyOf(await deliver(eventOf("connection.created", { at: 120_000 })));
    await bodyOf(await deliver(eventOf("connection.updated", { at: 121_000 })));
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 122_000 })));
    assert.deepEqual([published, connected, events.length], [[], [], 3]);
    // Never for connection.created.
    assert.deepEqual(
      changed.map(({ type, confirmed }) => [type, confirmed]),
      [
        ["connection.updated", false],
        ["connection.expired", false],
      ],
    );
    await waitUntil(() => openBackgroundTimers() > 0);
    await advance(9 * 60_000);
    assert.equal(unconfirmed.length, 0);
    await advance(60_000 + 5000);
    await waitUntil(() => unconfirmed.length > 0);
    assert.deepEqual(
      unconfirmed.map(({ connection, clientReferenceId }) => [connection.id, clientReferenceId]),
      [["conn_1", "user-1"]],
    );
  });

  test("is reported even if no request has read the list in the meantime", async () => {
    const { deliver, eventOf, ofauth, unconfirmed, advance, openBackgroundTimers } = setupWebhooks();
    await bodyOf(await deliver(eventOf("connection.created", { at: 0 })));
    await waitUntil(() => openBackgroundTimers() > 0);
    assert.equal(ofauth.lists().length, 0);
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await advance(10 * 60_000);
    await waitUntil(() => unconfirmed.length > 0);
    assert.equal(unconfirmed[0]?.connection.id, "conn_1");
  });

  test("is not shown by any route", async () => {
    const { deliver, eventOf, ofauth, browser } = setupWebhooks();
    // Created when the store began: without its event it would count as older than the store.
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await bodyOf(await deliver(eventOf("connection.created", { at: 0 })));
    const headers = { "sec-fetch-site": "same-origin" };
    const page = await bodyOf(await browser().send("/api/ofauth/connections", { headers }));
    assert.deepEqual(page["list"], []);
    assert.equal((await browser().send("/api/ofauth/connections/conn_1", { headers })).status, 404);
  });

  test("has its events published once it is confirmed", async () => {
    const { deliver, eventOf, ofauth, confirm, published, changed } = setupWebhooks();
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await deliver(eventOf("connection.created", { at: 0 }));
    await confirm();
    await deliver(eventOf("connection.expired", { status: "expired", at: 1000 }));
    assert.deepEqual([published.length, changed.length], [1, 1]);
  });

  test("is not published when it is disconnected, and passed to onDisconnected as unconfirmed", async () => {
    const { deliver, eventOf, published, disconnected, events } = setupWebhooks();
    await deliver(eventOf("connection.created", { at: 0 }));
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 1000 })));
    assert.deepEqual([published, events.length], [[], 2]);
    assert.deepEqual(
      disconnected.map(({ connectionId, confirmed, connection }) => [connectionId, confirmed, connection?.id]),
      [["conn_1", false, "conn_1"]],
    );
  });

  test("counts as confirmed when the host knows it (isKnown)", async () => {
    const asked: unknown[] = [];
    const { deliver, eventOf, changed, disconnected } = setupWebhooks({
      isKnown: (connection) => {
        asked.push(connection);
        return connection.connectionId === "conn_1";
      },
    });
    for (const id of ["conn_1", "conn_2"]) {
      await bodyOf(await deliver(eventOf("connection.updated", { id, at: 1 })));
      await bodyOf(await deliver(eventOf("connection.disconnected", { id, at: 2 })));
    }
    assert.deepEqual(asked[0], { connectionId: "conn_1", clientReferenceId: "user-1" });
    assert.deepEqual(
      changed.map(({ confirmed }) => confirmed),
      [true, false],
    );
    assert.deepEqual(
      disconnected.map(({ confirmed }) => confirmed),
      [true, false],
    );
  });

  test('is published at once with unconfirmed: "show"', async () => {
    const { deliver, eventOf, ofauth, published, connected, changed } = setupWebhooks({ unconfirmed: "show" });
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await bodyOf(await deliver(eventOf("connection.created", { at: 0 })));
    assert.deepEqual(
      published.map(({ type, connection }) => [type, connection?.userData?.name]),
      [["connection.created", "Ann"]],
    );
    // A webhook alone never calls onConnected.
    assert.deepEqual([connected, changed], [[], []]);
  });

  test("is visible if its event is older than the store, because it may have been confirmed before", async () => {
    const { deliver, eventOf, ofauth, published } = setupWebhooks();
    ofauth.connections = [connectionOf("conn_1", "user-1", { createdAt: iso(-60_000) })];
    await bodyOf(await deliver(eventOf("connection.created", { at: -60_000 })));
    await bodyOf(await deliver(eventOf("connection.updated", { at: 1000 })));
    assert.equal(published.at(-1)?.type, "connection.updated");
  });
});
