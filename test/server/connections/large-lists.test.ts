/** Lists of any length: what one request costs, what the walk finds, and when something is removed. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { connectionOf, fakeOFAuth, json, type RecordedRequest, type WireConnection } from "../fake-ofauth.js";
import { neverAborted } from "../../../src/server/http/timeout.js";
import { settle } from "../handler-setup.js";
import { many, setupIndex, startedAt } from "./index-setup.js";

const scope = { client: neverAborted() };
const page = { limit: 10, offset: 0 };
const minutes = (count: number) => count * 60_000;

/** Sets up an index that has read a list of `count` connections. */
async function setupComplete(count: number, options: Parameters<typeof setupIndex>[0] = {}) {
  const parts = setupIndex(options);
  parts.ofauth.connections = many(count);
  for (let step = 0; step <= count / 3900; step++) await parts.index.maintain();
  assert.equal((await parts.index.directory.list("user-1", page, scope)).complete, true);
  parts.ofauth.requests.length = 0;
  parts.published.length = 0;
  return parts;
}

/** Lets a walk run to its end: `maintain()` goes on with it. */
async function walk({ index, clock }: ReturnType<typeof setupIndex>, ms = minutes(10)) {
  clock.now += ms;
  for (let step = 0; step < 4; step++) await index.maintain();
}

const offsets = (requests: readonly RecordedRequest[]) => requests.map(({ path }) => Number(path.split("offset=")[1]));
const wire = (id: string, owner: string, at: number) =>
  connectionOf(id, owner, { createdAt: new Date(at).toISOString(), updatedAt: new Date(at).toISOString() });

describe("a list of 50, 9,000 or 50,000 connections", () => {
  for (const count of [50, 9000, 50_000]) {
    test(`one GET of ${count} asks OFAuth nothing, and once behind it when the index is old`, async () => {
      const { index, ofauth, clock } = await setupComplete(count);
      const fresh = await index.directory.list("user-7", page, scope);
      assert.deepEqual([fresh.list.map(({ id }) => id), fresh.complete], [["conn_7"], true]);
      await settle();
      assert.equal(ofauth.requests.length, 0);
      clock.now += minutes(1);
      ofauth.onList = () => new Promise(() => undefined);
      const answered = await index.directory.list("user-7", page, scope);
      assert.equal(answered.list.length, 1);
      await settle();
      assert.equal(ofauth.requests.length, 1);
    });
  }

  test("one request finds what is new at 50,000, and publishes what the user may see", async () => {
    const { index, ofauth, clock, published } = await setupComplete(50_000);
    clock.now += minutes(2);
    const imported = { ...wire("conn_new", "user-7", clock.now), imported: true };
    ofauth.connections.unshift(wire("conn_hidden", "user-7", clock.now), imported);
    await index.directory.list("user-7", page, scope);
    for (let turn = 0; turn < 20; turn++) await settle();
    assert.equal(ofauth.requests.length, 1);
    assert.deepEqual(published, ["connection.created conn_new"]);
    const { list } = await index.directory.list("user-7", page, scope);
    assert.deepEqual(
      list.map(({ id }) => id),
      ["conn_new", "conn_7"],
    );
  });

  test("more new ones than a page holds are read until a page holds only known ones", async () => {
    const parts = await setupComplete(1000);
    parts.clock.now += minutes(1);
    const fresh = Array.from({ length: 150 }, (_, i) => wire(`conn_new-${i}`, "user-7", parts.clock.now - i));
    parts.ofauth.connections.unshift(...fresh);
    await parts.index.refresh(neverAborted());
    assert.deepEqual(offsets(parts.ofauth.requests), [0, 99]);
    assert.equal(await parts.store.count(), 1150);
  });
});

describe("the walk", () => {
  test("finds a change that no head read can see, and publishes it", async () => {
    const parts = await setupComplete(1000);
    Object.assign(parts.ofauth.connections[900] as WireConnection, { status: "expired" });
    await walk(parts);
    assert.deepEqual(parts.published, ["connection.expired conn_900"]);
  });

  test("removes what two walks have not seen, the second of which follows at once", async () => {
    const parts = await setupComplete(1000);
    parts.ofauth.connections.splice(500, 1);
    const before = parts.ofauth.lists().length;
    await walk(parts);
    assert.deepEqual(parts.published, ["connection.disconnected conn_500"]);
    assert.equal((await parts.store.get(["conn_500"]))[0], undefined);
    // A head read, and two walks of 11 pages.
    assert.equal(parts.ofauth.lists().length - before, 1 + 2 * 11);
    await walk(parts, minutes(9));
    assert.equal(parts.ofauth.lists().length - before, 2 + 2 * 11);
  });

  test("keeps a connection that moves between its pages, in one walk", async () => {
    const parts = await setupComplete(1000);
    const { ofauth } = parts;
    const { onList } = ofauth;
    let walks = 0;
    ofauth.onList = async (request) => {
      const answer = await onList(request);
      // Moves a connection from the end to the start, each time the first walk has passed the start.
      if (request.path.endsWith("offset=297") && ++walks === 1) {
        ofauth.connections.unshift(...ofauth.connections.splice(700, 1));
      }
      return answer;
    };
    await walk(parts);
    assert.equal(walks, 2);
    assert.deepEqual(parts.published, []);
    assert.equal(await parts.store.count(), 1000);
  });

  test("loses nothing while 120 connections before its page are removed", async () => {
    const parts = await setupComplete(1000);
    const { ofauth } = parts;
    const { onList } = ofauth;
    let reads = 0;
    ofauth.onList = async (request) => {
      const answer = await onList(request);
      if (request.path.endsWith("offset=297") && ++reads === 1) ofauth.connections.splice(0, 120);
      return answer;
    };
    await walk(parts);
    for (const { id } of ofauth.connections as WireConnection[]) {
      assert.ok((await parts.store.get([id]))[0], id);
    }
  });

  test("does not remove what it cannot read, and reports it once", async () => {
    const parts = await setupComplete(1000);
    const { ofauth, errors } = parts;
    ofauth.connections[500] = { id: "conn_500", status: null };
    for (let round = 0; round < 3; round++) await walk(parts);
    assert.equal((await parts.store.get(["conn_500"]))[0]?.connection.status, "active");
    assert.equal(errors.length, 1);
    // Without an id it may be any connection.
    ofauth.connections[500] = { status: "active" };
    for (let round = 0; round < 3; round++) await walk(parts);
    assert.ok((await parts.store.get(["conn_500"]))[0]);
    assert.equal(errors.length, 2);
  });

  for (const [what, answer] of [
    ["no hasMore", { list: many(100) }],
    ["a hasMore that is a text", { list: many(100), hasMore: "false" }],
    ["an empty page with hasMore", { list: [], hasMore: true }],
  ] as const) {
    test(`an answer with ${what} is reported once, and removes nothing`, async () => {
      const parts = await setupComplete(1000);
      parts.ofauth.onList = () => json(answer);
      for (let round = 0; round < 3; round++) await walk(parts);
      assert.equal(parts.errors.length, 1);
      assert.deepEqual([parts.published, await parts.store.count()], [[], 1000]);
    });
  }

  test("goes on in another process where one has stopped", async () => {
    const shared = { ofauth: fakeOFAuth(), clock: { now: startedAt } };
    const store = createMemoryStore({ now: () => shared.clock.now });
    const [one, other] = [setupIndex({ ...shared, store }), setupIndex({ ...shared, store })];
    one.ofauth.connections = many(9000);
    await one.index.maintain();
    assert.ok((await store.count()) < 9000);
    const read = shared.ofauth.lists().length;
    for (let step = 0; step < 2; step++) await other.index.maintain();
    assert.equal((await other.index.directory.list("user-8999", page, scope)).complete, true);
    // In all no more than one walk and a head read.
    assert.equal(shared.ofauth.lists().length, 1 + 91);
    assert.ok(read <= 41);
  });

  test("runs in the background of a process, every 10 minutes without webhooks, and stops with the handler", async () => {
    const parts = await setupComplete(1000);
    const { advance, ofauth, index, closing, openTimers } = parts;
    await index.directory.list("user-1", page, scope);
    for (let minute = 0; minute < 21; minute++) {
      await advance(minutes(1));
      for (let turn = 0; turn < 40; turn++) await settle();
    }
    // Without requests there is no head read: two walks.
    assert.equal(ofauth.lists().length, 2 * 11);
    closing.abort();
    assert.equal(openTimers(), 0);
  });

  test("runs every 6 hours with webhooks", async () => {
    const parts = await setupComplete(1000, { hasWebhooks: true });
    await walk(parts, minutes(359));
    assert.equal(parts.ofauth.lists().length, 1);
    await walk(parts, minutes(1));
    assert.equal(parts.ofauth.lists().length, 1 + 1 + 11);
  });
});

describe("the order of OFAuth's list", () => {
  test("is learned: where the oldest come first, no head read is trusted, and the walk finds what is new", async () => {
    const parts = setupIndex();
    const { ofauth, index, clock, store } = parts;
    ofauth.connections = many(1000).reverse();
    for (let step = 0; step < 2; step++) await index.maintain();
    clock.now += minutes(2);
    ofauth.connections.push(wire("conn_new", "user-7", clock.now));
    const before = ofauth.lists().length;
    await index.refresh(neverAborted());
    assert.deepEqual(offsets(ofauth.lists().slice(before)), [0]);
    assert.equal((await store.get(["conn_new"]))[0], undefined);
    // The walk was asked for: it does not wait for its interval.
    await index.maintain();
    assert.ok((await store.get(["conn_new"]))[0]);
  });
});

describe("the page size", () => {
  /** OFAuth refuses pages of more than `most`, or of any size. */
  function refuse(parts: ReturnType<typeof setupIndex>, most: number) {
    const { onList } = parts.ofauth;
    parts.ofauth.onList = (request) =>
      Number(/limit=(\d+)/.exec(request.path)?.[1]) > most ? json({ error: "limit" }, 400) : onList(request);
  }

  test("is 10 once OFAuth has refused 100", async () => {
    const parts = setupIndex();
    parts.ofauth.connections = many(25);
    refuse(parts, 10);
    await parts.index.maintain();
    assert.equal(await parts.store.count(), 25);
    assert.deepEqual(
      parts.ofauth.lists().map(({ path }) => path.split("?")[1]),
      [100, 10, 10, 10, 10].map((limit, i) => `limit=${limit}&offset=${[0, 0, 0, 9, 18][i]}`),
    );
  });

  test("a refusal of both has its own message", async () => {
    const parts = setupIndex();
    refuse(parts, 0);
    await assert.rejects(parts.index.directory.list("user-1", page, scope), /refused to list connections/);
  });
});
