import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seeded } from "../../support/seeded.js";
import { connectionOf } from "../fake-ofauth.js";
import { bodyOf } from "../handler-setup.js";
import { connection } from "../store/store-contract.js";
import { setupWebhooks } from "./webhook-setup.js";

const iso = (ms: number) => new Date(Date.parse("2026-01-01T00:00:00Z") + ms).toISOString();

describe("a webhook about a connection", () => {
  test("changes the store, tells everybody who listens, and the host", async () => {
    const { deliver, connect, eventOf, changed, published, store, clock } = setupWebhooks();
    await connect();
    clock.now += 1000;
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 900 })));
    const connection = (await store.get("conn_1"))?.connection;
    assert.deepEqual(
      [connection?.status, connection?.expiredAt, connection?.updatedAt],
      ["expired", iso(900), iso(900)],
    );
    const type = "connection.expired";
    assert.deepEqual(changed, [{ connection, clientReferenceId: "user-1", type, timestamp: iso(900) }]);
    assert.deepEqual(published, [{ clientReferenceId: "user-1", type, connectionId: "conn_1", connection }]);
  });

  test("is laid over what is known: what it does not say stays", async () => {
    const { deliver, connect, eventOf, store } = setupWebhooks();
    await connect("conn_1", "user-1", {
      permissions: ["a", "b"],
      imported: true,
      status: "expired",
      expiredAt: iso(-5),
    });
    const before = connectionOf("conn_1", "user-1", { permissions: ["a", "b"], imported: true });
    await deliver(eventOf("connection.updated", { at: 1 }));
    assert.deepEqual((await store.get("conn_1"))?.connection, { ...before, updatedAt: iso(1) });
    const userData = { userId: "1", name: "Anna", username: "ann", avatar: null };
    await deliver(eventOf("connection.updated", { at: 2, connection: { permissions: [], userData } }));
    assert.deepEqual((await store.get("conn_1"))?.connection, {
      ...before,
      updatedAt: iso(2),
      permissions: [],
      userData: { id: "1", name: "Anna", username: "ann", avatar: null },
    });
  });

  test("expired again keeps the time when it first did", async () => {
    const { deliver, connect, eventOf, store } = setupWebhooks();
    await connect();
    await deliver(eventOf("connection.expired", { status: "expired", at: 1 }));
    await deliver(eventOf("connection.expired", { status: "expired", at: 2 }));
    assert.equal((await store.get("conn_1"))?.connection.expiredAt, iso(1));
  });

  test("in the SDK's spelling has the time of its sending", async () => {
    const { deliverSvix, connect, eventOf, changed, clock, statusOf } = setupWebhooks();
    await connect();
    clock.now += 2500;
    const { type, data } = eventOf("connection.expired", { status: "expired" });
    await bodyOf(await deliverSvix({ eventType: type, live: false, data }));
    assert.deepEqual([changed[0]?.timestamp, await statusOf()], [iso(2000), "expired"]);
  });

  test("that the handler has never heard of is looked up, once", async () => {
    const { deliver, connect, eventOf, ofauth, changed } = setupWebhooks();
    await connect();
    await connect("conn_2");
    await deliver(eventOf("connection.expired", { status: "expired", at: 1 }));
    await deliver(eventOf("connection.expired", { status: "expired", at: 2, id: "conn_2" }));
    assert.deepEqual([changed.length, ofauth.lists().length], [2, 1]);
    assert.equal(changed[1]?.connection.userData?.name, "Ann");
  });

  test("that OFAuth does not list changes nothing, and a newer list is not asked twice", async () => {
    const { deliver, eventOf, ofauth, changed, events, published, clock, store } = setupWebhooks();
    clock.now += 60_000;
    await bodyOf(await deliver(eventOf("connection.updated", { id: "conn_gone", at: 1 })));
    await bodyOf(await deliver(eventOf("connection.updated", { id: "conn_gone", at: 2 })));
    assert.deepEqual([changed, published, events.length, ofauth.lists().length], [[], [], 2, 1]);
    assert.equal(await store.get("conn_gone"), undefined);
  });

  test("cannot be handled while OFAuth does not answer, and is delivered again", async () => {
    const { deliver, connect, eventOf, ofauth, changed } = setupWebhooks();
    await connect();
    const { onList } = ofauth;
    ofauth.onList = () => new Response("no", { status: 500 });
    const event = eventOf("connection.expired", { status: "expired", at: 1 });
    assert.equal((await deliver(event)).status, 502);
    ofauth.onList = onList;
    await bodyOf(await deliver(event));
    assert.equal(changed.length, 1);
  });

  test("that belongs to nobody tells nobody but onEvent", async () => {
    const { deliver, ofauth, eventOf, changed, disconnected, published, events } = setupWebhooks();
    ofauth.connections = [connectionOf("conn_1", null)];
    await bodyOf(await deliver(eventOf("connection.updated", { owner: null, at: 1 })));
    await bodyOf(await deliver(eventOf("connection.disconnected", { owner: null, at: 2 })));
    assert.deepEqual([changed, disconnected, published, events.length], [[], [], [], 2]);
  });

  test("belongs to whom OFAuth's list says, not to whom the event names", async () => {
    const { deliver, connect, eventOf, changed } = setupWebhooks();
    await connect("conn_1", "user-2");
    await bodyOf(await deliver(eventOf("connection.updated", { owner: "user-1", at: 1 })));
    assert.deepEqual([changed[0]?.clientReferenceId, changed[0]?.connection.clientReferenceId], ["user-2", "user-2"]);
  });

  test("from a year to come is taken for one of now", async () => {
    const { deliver, connect, eventOf, clock, store } = setupWebhooks();
    await connect();
    await deliver({ ...eventOf("connection.expired", { status: "expired" }), timestamp: "2099-01-01T00:00:00Z" });
    clock.now += 10_000;
    await deliver(eventOf("connection.updated", { at: 10_000 }));
    assert.equal((await store.get("conn_1"))?.connection.status, "active");
  });
});

describe("a connection that is gone for good", () => {
  test("leaves the store, and the host hears what it was", async () => {
    const { deliver, connect, eventOf, disconnected, changed, published, store } = setupWebhooks();
    await connect();
    await deliver(eventOf("connection.updated", { at: 1 }));
    const connection = (await store.get("conn_1"))!.connection;
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 2 })));
    assert.equal(await store.get("conn_1"), undefined);
    const whose = { connectionId: "conn_1", clientReferenceId: "user-1" };
    assert.deepEqual(disconnected, [{ ...whose, connection, timestamp: iso(2) }]);
    assert.deepEqual(published.at(-1), { ...whose, type: "connection.disconnected", connection: null });
    assert.equal(changed.length, 1);
  });

  test("is told to the host also when the handler had never heard of it", async () => {
    const { deliver, eventOf, disconnected, published } = setupWebhooks();
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 2 })));
    assert.deepEqual([disconnected[0]?.connection, published], [null, []]);
  });
});

describe("webhooks in any order", () => {
  test("`expired` overtakes `created`: it is expired, and created is no news", async () => {
    const { deliver, connect, eventOf, statusOf, published } = setupWebhooks();
    await connect();
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 2000 })));
    await bodyOf(await deliver(eventOf("connection.created", { at: 1000 })));
    assert.deepEqual([await statusOf(), published.map(({ type }) => type)], ["expired", ["connection.expired"]]);
  });

  test("`updated` after `disconnected` brings nothing back, though it says that it is newer", async () => {
    const { deliver, connect, eventOf, store, changed, published, events } = setupWebhooks();
    await connect();
    await deliver(eventOf("connection.disconnected", { at: 1000 }));
    published.length = 0;
    for (const at of [500, 1000, 1500]) await bodyOf(await deliver(eventOf("connection.updated", { at })));
    assert.equal(await store.get("conn_1"), undefined);
    assert.deepEqual([changed, published, events.length], [[], [], 4]);
  });

  test("one that comes after a newer read tells the host what is so now", async () => {
    const { deliver, connect, eventOf, store, changed, published, clock, ofauth } = setupWebhooks();
    await connect();
    clock.now += 60_000;
    ofauth.connections = [];
    await store.replaceAll([connection("conn_1")], clock.now);
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 1000 })));
    assert.equal((await store.get("conn_1"))?.connection.status, "active");
    assert.deepEqual([changed[0]?.connection.status, changed[0]?.type], ["active", "connection.expired"]);
    assert.equal(published[0]?.connection?.status, "active");
  });

  test("shuffled and told twice, 40 stories end as they happened", async () => {
    const { deliver, connect, eventOf, statusOf, start, clock } = setupWebhooks();
    clock.now = start + 4000;
    const random = seeded(11);
    for (let round = 0; round < 40; round++) {
      const id = `conn_s${round}`;
      await connect(id);
      const isGone = round % 2 === 1;
      const story = [
        eventOf("connection.created", { id, at: 1000 }),
        eventOf("connection.updated", { id, status: "awaiting_2fa", at: 2000 }),
        eventOf("connection.expired", { id, status: "expired", at: 3000 }),
        isGone
          ? eventOf("connection.disconnected", { id, at: 4000 })
          : eventOf("connection.updated", { id, status: "active", at: 4000 }),
      ];
      const order = [...story, ...story].map((event) => ({ event, rank: random.below(1_000_000) }));
      for (const { event } of order.sort((a, b) => a.rank - b.rank)) await bodyOf(await deliver(event));
      assert.equal(await statusOf(id), isGone ? undefined : "active", `story ${round}`);
    }
  });
});

describe("an account that no browser has confirmed", () => {
  test("is attached to nobody by its webhooks, and is reported after ten minutes", async () => {
    const { deliver, eventOf, ofauth, published, connected, changed, events, unconfirmed, advance, settle, clock } =
      setupWebhooks();
    clock.now += 120_000;
    ofauth.connections = [connectionOf("conn_1", "user-1", { createdAt: iso(120_000) })];
    await bodyOf(await deliver(eventOf("connection.created", { at: 120_000 })));
    await bodyOf(await deliver(eventOf("connection.updated", { at: 121_000 })));
    await bodyOf(await deliver(eventOf("connection.expired", { status: "expired", at: 122_000 })));
    assert.deepEqual([published, connected, changed, events.length], [[], [], [], 3]);
    await settle();
    await advance(9 * 60_000);
    assert.equal(unconfirmed.length, 0);
    await advance(60_000 + 5000);
    while (unconfirmed.length === 0) await settle();
    assert.deepEqual(
      unconfirmed.map(({ connection, clientReferenceId }) => [connection.id, clientReferenceId]),
      [["conn_1", "user-1"]],
    );
  });

  test("is reported also when nobody else asks for the list meanwhile", async () => {
    const { deliver, eventOf, ofauth, unconfirmed, advance, openBackgroundTimers, settle } = setupWebhooks();
    await bodyOf(await deliver(eventOf("connection.created", { at: 0 })));
    while (openBackgroundTimers() === 0) await settle();
    assert.equal(ofauth.lists().length, 0);
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await advance(10 * 60_000);
    while (unconfirmed.length === 0) await settle();
    assert.equal(unconfirmed[0]?.connection.id, "conn_1");
  });

  test("is not shown by any route", async () => {
    const { deliver, eventOf, ofauth, browser } = setupWebhooks();
    // Made just when the store began: without its announcement it would pass for an old one.
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await bodyOf(await deliver(eventOf("connection.created", { at: 0 })));
    const headers = { "sec-fetch-site": "same-origin" };
    const page = await bodyOf(await browser().send("/api/ofauth/connections", { headers }));
    assert.deepEqual(page["list"], []);
    assert.equal((await browser().send("/api/ofauth/connections/conn_1", { headers })).status, 404);
  });

  test("is everybody's business once it is claimed", async () => {
    const { deliver, eventOf, ofauth, store, published, changed } = setupWebhooks();
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await deliver(eventOf("connection.created", { at: 0 }));
    await store.claim("claimed:conn_1", 1000);
    await deliver(eventOf("connection.expired", { status: "expired", at: 1000 }));
    assert.deepEqual([published.length, changed.length], [1, 1]);
  });

  test("and that ends is nobody's loss", async () => {
    const { deliver, eventOf, published, disconnected, events } = setupWebhooks();
    await deliver(eventOf("connection.created", { at: 0 }));
    await bodyOf(await deliver(eventOf("connection.disconnected", { at: 1000 })));
    assert.deepEqual([published, disconnected, events.length], [[], [], 2]);
  });

  test("is shown at once where the host wants that", async () => {
    const { deliver, eventOf, ofauth, published, connected, changed } = setupWebhooks({ unconfirmed: "show" });
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await bodyOf(await deliver(eventOf("connection.created", { at: 0 })));
    assert.deepEqual(
      published.map(({ type, connection }) => [type, connection?.userData?.name]),
      [["connection.created", "Ann"]],
    );
    // A webhook alone never says that somebody has connected.
    assert.deepEqual([connected, changed], [[], []]);
  });

  test("announced late, of before the store began, is not hidden: it may have been claimed then", async () => {
    const { deliver, eventOf, ofauth, published } = setupWebhooks();
    ofauth.connections = [connectionOf("conn_1", "user-1", { createdAt: iso(-60_000) })];
    await bodyOf(await deliver(eventOf("connection.created", { at: -60_000 })));
    await bodyOf(await deliver(eventOf("connection.updated", { at: 1000 })));
    assert.equal(published.at(-1)?.type, "connection.updated");
  });
});
