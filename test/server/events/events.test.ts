import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseConnectionChange } from "../../../src/protocol/connections-contract.js";
import { createEventFeed } from "../../../src/server/events/feed.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { changeOf, eventReader, setupEvents } from "./events-setup.js";
import { assertError } from "../handler-setup.js";

const idOf = (data: unknown) => parseConnectionChange(data)?.connectionId;

describe("GET events", () => {
  test("answers with a stream that is not cached, and sets the reconnection time", async () => {
    const { ask, listen, publish } = setupEvents();
    const { headers } = await ask();
    assert.equal(headers.get("content-type"), "text/event-stream");
    assert.equal(headers.get("cache-control"), "no-store, no-transform");
    assert.equal(headers.get("x-accel-buffering"), "no");
    assert.equal(headers.get("access-control-allow-origin"), null);
    const source = await listen();
    await publish("conn_1");
    await source.next();
    assert.equal(source.retry, 3000);
  });

  test("sends a change of a connection in the documented format", async () => {
    const { listen, publish } = setupEvents();
    const source = await listen();
    await publish("conn_1", "user-1", "expired");
    await publish("conn_1", "user-1", "disconnected");
    const [first, last] = [await source.next(), await source.next()];
    const { connection } = changeOf("conn_1", "user-1", "expired");
    assert.deepEqual([first.event, first.data], ["message", { connectionId: "conn_1", status: "expired", connection }]);
    assert.deepEqual(parseConnectionChange(first.data), first.data);
    assert.deepEqual(last.data, { connectionId: "conn_1", status: "disconnected" });
    assert.notEqual(first.id, last.id);
  });

  test("sends each user only the changes of their own connections", async () => {
    const { listen, publish } = setupEvents();
    const [ann, bob, eve] = [await listen("ann"), await listen("bob"), await listen("__proto__")];
    await publish("conn_1", "ann");
    await publish("conn_2", "bob");
    await publish("conn_3", "ann");
    await publish("conn_4", "__proto__");
    const of = async (source: typeof ann) => idOf((await source.next()).data);
    assert.deepEqual(
      [await of(ann), await of(ann), await of(bob), await of(eve)],
      ["conn_1", "conn_3", "conn_2", "conn_4"],
    );
    for (const source of [ann, bob, eve]) assert.equal(source.messages.length, 0);
  });

  test("sends a change to every open page of its user", async () => {
    const { listen, publish } = setupEvents();
    const pages = await Promise.all(Array.from({ length: 10 }, () => listen()));
    await publish("conn_1");
    for (const page of pages) assert.equal(idOf((await page.next()).data), "conn_1");
  });

  test("requires a signed-in user, a page of the same origin and GET", async () => {
    const { ask, handler, origin } = setupEvents();
    await assertError(await ask(null), 401, "unauthorized");
    await assertError(await ask("ann", { "sec-fetch-site": "cross-site" }), 403, "forbidden");
    const response = await handler(new Request(`${origin}/api/ofauth/events`, { method: "POST", body: "{}" }));
    await assertError(response, 405, "forbidden");
  });

  test("ends a user's oldest stream when an eleventh is opened, and tells its page so", async () => {
    const { ask, listen, publish, openBackgroundTimers, errors } = setupEvents();
    const pages = [];
    for (let count = 0; count < 10; count++) pages.push(await listen("ann"));
    const other = await listen("bob");
    const newest = await listen("ann");
    const [oldest, second] = pages as [typeof newest, typeof newest];
    const { event } = await oldest.next();
    assert.deepEqual([event, oldest.retry], ["replaced", 60_000]);
    await oldest.untilOver();
    await publish("conn_1", "ann");
    for (const page of [...pages.slice(1), newest]) assert.equal(idOf((await page.next()).data), "conn_1");
    // A page that has left counts no more.
    await second.cancel();
    await listen("ann");
    await publish("conn_2", "ann");
    assert.equal(idOf((await pages[2]!.next()).data), "conn_2");
    assert.equal(other.hasEnded, false);
    assert.equal(openBackgroundTimers(), 11 * 2);
    // On a host that does not say when a client has left, no page is refused.
    for (let count = 0; count < 100; count++) assert.equal((await ask("ann")).status, 200);
    assert.equal(openBackgroundTimers(), 11 * 2);
    assert.deepEqual(errors, []);
  });

  test("is a 404 with events: false, which is not reported", async () => {
    const { ask, errors, openBackgroundTimers } = setupEvents({ events: false });
    await assertError(await ask(), 404, "not_found");
    assert.deepEqual([errors, openBackgroundTimers()], [[], 0]);
  });
});

describe("GET events with Last-Event-ID", () => {
  test("sends the user's changes after the last id", async () => {
    const { listen, publish } = setupEvents();
    const first = await listen();
    await publish("conn_1");
    const { id } = await first.next();
    await first.cancel();
    for (const [name, owner] of [
      ["conn_2", "user-1"],
      ["conn_3", "user-2"],
      ["conn_4", "user-1"],
    ] as const) {
      await publish(name, owner);
    }
    const second = await listen("user-1", id);
    await publish("conn_5");
    const got = [await second.next(), await second.next(), await second.next()];
    assert.deepEqual(
      got.map(({ data }) => idOf(data)),
      ["conn_2", "conn_4", "conn_5"],
    );
  });

  test("sends missed changes also when the page had received none before", async () => {
    const { listen, publish } = setupEvents();
    const first = await listen();
    await first.untilIdle();
    assert.notEqual(first.lastId, "");
    await first.cancel();
    await publish("conn_1");
    const second = await listen("user-1", first.lastId);
    assert.equal(idOf((await second.next()).data), "conn_1");
  });

  test("sends nothing if no change was missed", async () => {
    const { listen, publish } = setupEvents();
    const first = await listen();
    await publish("conn_1");
    const { id } = await first.next();
    const second = await listen("user-1", id);
    await publish("conn_2");
    assert.equal(idOf((await second.next()).data), "conn_2");
  });

  test("sends a reset if more than a thousand changes were missed", async () => {
    const { listen, publish } = setupEvents();
    const first = await listen();
    await publish("conn_0");
    const { id } = await first.next();
    await first.cancel();
    for (let index = 1; index <= 1000; index++) await publish(`conn_${index}`, "user-2");
    const still = await listen("user-1", id);
    await publish("conn_last");
    assert.equal((await still.next()).event, "message");
    const late = await listen("user-1", id);
    const reset = await late.next();
    assert.deepEqual([reset.event, reset.data], ["reset", {}]);
    // From the reset's own id on it can be resumed.
    const again = await listen("user-1", reset.id);
    await publish("conn_more");
    assert.equal(idOf((await again.next()).data), "conn_more");
  });

  test("sends all of 64 missed changes, and one reset for more", async () => {
    const { listen, publish, openBackgroundTimers } = setupEvents();
    const first = await listen();
    await publish("conn_0");
    const { id } = await first.next();
    await first.cancel();
    for (let index = 1; index <= 64; index++) await publish(`conn_${index}`);
    const near = await listen("user-1", id);
    for (let index = 1; index <= 64; index++) assert.equal(idOf((await near.next()).data), `conn_${index}`);
    await publish("conn_65");
    assert.equal(idOf((await near.next()).data), "conn_65");
    const far = await listen("user-1", id);
    await publish("conn_66");
    assert.deepEqual([(await far.next()).event, idOf((await far.next()).data)], ["reset", "conn_66"]);
    assert.equal(openBackgroundTimers(), 4);
  });

  const unknown = ["", "x", "00000000-1", "../../etc-1", "1", "-1", "é-1", "00000000-99999999999999999999", "a-1, b-2"];
  for (const id of unknown) {
    test(`sends a reset for the id ${JSON.stringify(id)}`, async () => {
      const { listen, publish } = setupEvents();
      const source = await listen("user-1", Buffer.from(id).toString("latin1"));
      await publish("conn_1");
      assert.equal((await source.next()).event, "reset");
      assert.equal(idOf((await source.next()).data), "conn_1");
    });
  }

  test("uses ids that do not reveal how many changes other users have", async () => {
    const ids = await Promise.all(
      [0, 1, 40].map(async (others) => {
        const { listen, publish } = setupEvents();
        for (let index = 0; index < others; index++) await publish(`conn_${index}`, "user-2");
        const source = await listen();
        await source.untilIdle();
        return source.lastId;
      }),
    );
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test("sends a reset for an id of another process, or an unknown one", async () => {
    const [here, there] = [setupEvents(), setupEvents()];
    const first = await here.listen();
    await here.publish("conn_1");
    const { id } = await first.next();
    assert.equal((await (await there.listen("user-1", id)).next()).event, "reset");
    assert.equal((await (await here.listen("user-1", crypto.randomUUID())).next()).event, "reset");
  });

  test("sends all streams a reset after a gap between processes, and forgets earlier ids", async () => {
    let gap = () => {};
    const parts = setupEvents();
    const subscribe = parts.store.subscribe.bind(parts.store);
    parts.store.subscribe = (listener, onGap) => {
      gap = onGap!;
      return subscribe(listener);
    };
    const [ann, bob] = [await parts.listen("ann"), await parts.listen("bob")];
    await parts.publish("conn_1", "ann");
    const { id } = await ann.next();
    gap();
    for (const source of [ann, bob]) assert.equal((await source.next()).event, "reset");
    assert.equal((await (await parts.listen("ann", id)).next()).event, "reset");
    await parts.publish("conn_2", "ann");
    assert.equal(idOf((await ann.next()).data), "conn_2");
  });
});

describe("the end of an event stream", () => {
  test("comes when the page disconnects, and releases all resources", async () => {
    const { listen, openBackgroundTimers, publish } = setupEvents();
    const page = new AbortController();
    const first = await listen("ann", undefined, page.signal);
    const second = await listen("ann");
    assert.equal(openBackgroundTimers(), 4);
    page.abort();
    await first.untilOver();
    await second.cancel();
    assert.equal(openBackgroundTimers(), 0);
    await publish("conn_1", "ann");
  });

  test("comes after ten minutes, so that the browser reconnects and authorize is called again", async () => {
    const { listen, advance, openBackgroundTimers } = setupEvents();
    const source = await listen();
    await advance(10 * 60_000 - 1);
    await source.untilBeat();
    assert.equal(source.hasEnded, false);
    await advance(1);
    await source.untilOver();
    assert.equal(openBackgroundTimers(), 0);
  });

  test("is not caused by idle servers or proxies: a beat that scripts see is sent every 8 seconds", async () => {
    const { listen, advance } = setupEvents();
    const source = await listen();
    for (const count of [1, 2, 3]) {
      await advance(7_999);
      await advance(1);
      await source.untilBeat();
      assert.equal(source.beats, count);
    }
    assert.deepEqual(source.messages, []);
  });

  test("does not come when a page leaves messages unread: once it reads, it gets one reset for what was lost", async () => {
    const { listen, publish, openBackgroundTimers } = setupEvents();
    const [reads, sleeps] = [await listen(), await listen()];
    for (let index = 0; index < 200; index++) {
      await publish(`conn_${index}`);
      assert.equal(idOf((await reads.next()).data), `conn_${index}`);
    }
    const read = async () => {
      const { event, data } = await sleeps.next();
      return idOf(data) ?? event;
    };
    // Still behind: what comes now is lost, too, and needs no reset of its own.
    for (let index = 0; index < 32; index++) await read();
    for (let index = 200; index < 300; index++) await publish(`conn_${index}`);
    let resets = 0;
    for (let count = 32; resets === 0; count++) {
      if ((await read()) === "reset") resets++;
      assert.ok(count <= 65);
    }
    await publish("conn_last");
    assert.equal(await read(), "conn_last");
    assert.equal(openBackgroundTimers(), 4);
  });

  test("comes before the start if the client disconnects while the stream is opened", async () => {
    const parts = setupEvents();
    const page = new AbortController();
    const subscribe = parts.store.subscribe.bind(parts.store);
    parts.store.subscribe = (listener) => {
      page.abort();
      return subscribe(listener);
    };
    assert.equal((await parts.ask("ann", {}, page.signal)).status, 499);
    assert.equal(parts.openBackgroundTimers(), 0);
  });

  test("is an error if the store cannot be reached, and the next request subscribes again", async () => {
    const parts = setupEvents();
    const subscribe = parts.store.subscribe.bind(parts.store);
    parts.store.subscribe = () => Promise.reject(new Error("gone"));
    await assertError(await parts.ask(), 500, "server_error");
    parts.store.subscribe = subscribe;
    const source = await parts.listen();
    await parts.publish("conn_1");
    assert.equal(idOf((await source.next()).data), "conn_1");
  });

  test("comes when the handler closes, which then opens no more", async () => {
    const store = createMemoryStore();
    const timers = new Set<() => void>();
    const feed = createEventFeed(store, (_ms, onEnd) => {
      timers.add(onEnd);
      return () => timers.delete(onEnd);
    });
    const sources = [];
    for (const owner of ["ann", "ann", "bob"]) {
      sources.push(eventReader(await feed.open(owner, null, new AbortController().signal)));
    }
    feed.closeAll();
    for (const source of sources) await source.untilOver();
    assert.equal(timers.size, 0);
    // The browser's own pause before it reconnects, to another process: this is no "replaced".
    assert.deepEqual([sources[0]!.retry, sources[0]!.messages], [3000, []]);
    await assert.rejects(feed.open("ann", null, new AbortController().signal), { status: 503, retryAfter: 3 });
    feed.closeAll();
  });
});
