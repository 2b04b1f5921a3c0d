import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HttpError } from "../../../src/server/http/http-error.js";
import { neverAborted } from "../../../src/server/http/timeout.js";
import { connectionOf, json } from "../fake-ofauth.js";
import { settle, waitUntil } from "../handler-setup.js";
import { many, parsed, setupIndex } from "./index-setup.js";

const isNotListed = (error: unknown) =>
  error instanceof HttpError && error.status === 503 && error.code === "server_error" && error.retryAfter === 2;

describe("proof of a connection", () => {
  test("is OFAuth's list, read at the time of the report or later", async () => {
    const { ofauth, prove, clock } = setupIndex();
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    const proof = await prove("user-1", "conn_1", { since: clock.now, ms: 12_000 }, neverAborted());
    assert.deepEqual([proof?.connection.id, ofauth.lists().length], ["conn_1", 1]);
  });

  test("shows that a connection is another user's", async () => {
    const { ofauth, prove, clock } = setupIndex();
    ofauth.connections = [connectionOf("conn_1", "user-2")];
    assert.equal(await prove("user-1", "conn_1", { since: clock.now, ms: 12_000 }, neverAborted()), undefined);
  });

  test("needs no request when a webhook or a read has put the connection in the index since", async () => {
    const { ofauth, prove, clock, store } = setupIndex();
    await store.put([{ connection: parsed("conn_1", "user-1"), at: clock.now }], true);
    const proof = await prove("user-1", "conn_1", { since: clock.now, ms: 12_000 }, neverAborted());
    assert.deepEqual([proof?.connection.id, ofauth.requests.length], ["conn_1", 0]);
  });

  test("of a connection that a webhook announced has the rest of it from OFAuth's list", async () => {
    const { ofauth, prove, clock, store } = setupIndex();
    ofauth.connections = [connectionOf("conn_1", "user-1", { permissions: ["profile:read", "chats:read"] })];
    const announced = { ...parsed("conn_1", "user-1"), permissions: [] };
    await store.put([{ connection: announced, at: clock.now, isAnnounced: true }], true);
    const proof = await prove("user-1", "conn_1", { since: 0, ms: 12_000 }, neverAborted());
    assert.deepEqual(proof?.connection.permissions, ["profile:read", "chats:read"]);
    assert.equal(ofauth.lists().length, 1);
  });

  test("of a connection that a webhook announced is the webhook, while OFAuth's list fails", async () => {
    const { ofauth, prove, clock, store } = setupIndex();
    ofauth.onList = () => json({}, 502);
    await store.put([{ connection: parsed("conn_1", "user-1"), at: clock.now, isAnnounced: true }], true);
    const proof = await prove("user-1", "conn_1", { since: 0, ms: 12_000 }, neverAborted());
    assert.equal(proof?.connection.id, "conn_1");
  });

  test("comes from a webhook that arrives while the list is slow", async () => {
    const { ofauth, prove, clock, store, advance } = setupIndex();
    ofauth.onList = () => new Promise(() => undefined);
    const proof = prove("user-1", "conn_1", { since: clock.now, ms: 12_000 }, neverAborted());
    await waitUntil(() => ofauth.lists().length === 1);
    await store.put([{ connection: parsed("conn_1", "user-1"), at: clock.now + 100 }], true);
    await advance(250);
    assert.equal((await proof)?.connection.id, "conn_1");
  });

  test("of a connection that OFAuth lists later is found by the next head read, 10 seconds after the first", async () => {
    const { ofauth, prove, clock, advance } = setupIndex();
    const proof = prove("user-1", "conn_1", { since: clock.now, ms: 12_000 }, neverAborted());
    await waitUntil(() => ofauth.lists().length === 1);
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    for (let second = 0; second < 9; second++) await advance(1000);
    assert.equal(ofauth.lists().length, 1);
    await advance(1000);
    await advance(250);
    assert.deepEqual([(await proof)?.connection.id, ofauth.lists().length], ["conn_1", 2]);
  });

  test("that does not come in time is a 503, and leaves no timer", async () => {
    const { prove, clock, advance, openTimers, ofauth } = setupIndex();
    const proof = prove("user-1", "conn_1", { since: clock.now, ms: 3000 }, neverAborted());
    const isRejected = assert.rejects(proof, isNotListed);
    await waitUntil(() => ofauth.lists().length === 1);
    for (let step = 0; step < 4; step++) await advance(1000);
    await isRejected;
    await settle();
    assert.equal(openTimers(), 0);
  });

  test("fails with OFAuth's error, and does not ask again during the pause", async () => {
    const { prove, clock, ofauth } = setupIndex();
    ofauth.onList = () => json({}, 500);
    const ask = () => prove("user-1", "conn_1", { since: clock.now, ms: 12_000 }, neverAborted());
    const isUpstream = (error: unknown) => error instanceof HttpError && error.status === 502;
    await assert.rejects(ask(), isUpstream);
    await assert.rejects(ask(), isUpstream);
    assert.equal(ofauth.requests.length, 1);
  });

  test("of a reconnected account deep in a long list takes the page where it is", async () => {
    const { ofauth, prove, clock, index } = setupIndex();
    ofauth.connections = many(1000);
    await index.refresh(neverAborted());
    for (let step = 0; step < 2; step++) await index.maintain();
    const before = ofauth.lists().length;
    clock.now += 60_000;
    Object.assign(ofauth.connections[700]!, { updatedAt: new Date(clock.now).toISOString() });
    const id = (ofauth.connections[700] as { id: string }).id;
    const proof = await prove("user-700", id, { since: clock.now, ms: 12_000 }, neverAborted());
    assert.equal(proof?.connection.updatedAt, new Date(clock.now).toISOString());
    assert.deepEqual(
      ofauth
        .lists()
        .slice(before)
        .map(({ path }) => path.split("offset=")[1]),
      ["660"],
    );
  });

  test("20 confirmations at the same time share one head read", async () => {
    const { ofauth, prove, clock } = setupIndex();
    ofauth.connections = many(20);
    const proofs = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        prove(`user-${index}`, `conn_${index}`, { since: clock.now, ms: 12_000 }, neverAborted()),
      ),
    );
    assert.deepEqual([proofs.filter(Boolean).length, ofauth.lists().length], [20, 1]);
  });
});
