/** What the host sends, what other tabs say, and who may no longer see. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, connectionWorld, expired, knownWorld, page, say, unheard } from "./client-setup.js";

describe("another tab", () => {
  test("says that something is new, and is not believed more than that", async () => {
    const { otherTab, pass, asked, news, backend } = await knownWorld();
    otherTab({ connectionId: "conn_1", status: "disconnected", connection: connection("conn_1", expired) });
    await pass(500);
    assert.deepEqual(news(), []);
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}', "one conn_1"]);
    await backend.requests.at(-1)!.answer(connection("conn_1", expired));
    assert.deepEqual(news(), ["conn_1 expired (tab)", "page [conn_1=expired,conn_2=active] (tab)"]);
  });

  test("that says nonsense is not heard", async () => {
    const { otherTab, pass, asked } = await knownWorld();
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const nonsense = [null, undefined, 0, "conn_1", [], {}, cycle, new Map(), { connectionId: "conn_1" }];
    const ids = ["", "conn_", "conn_1\u0000", ["conn_1"], { toString: () => "conn_1" }, `conn_${"x".repeat(200)}`];
    const bad = [...nonsense, ...ids.map((connectionId) => ({ connectionId, status: "active" }))];
    for (const message of [...bad, { connectionId: "conn_1", status: {} }, { connectionId: "conn_1", status: "" }]) {
      otherTab(message);
    }
    await pass(60_000);
    assert.deepEqual(asked(), []);
  });

  test("that floods us has one read in two seconds", async () => {
    const { otherTab, pass, backend } = await knownWorld();
    const before = backend.requests.length;
    for (let at = 0; at < 1000; at++) {
      otherTab({ connectionId: "conn_1", status: "active" });
      await pass(10);
      for (const request of backend.requests.filter(({ settled }) => !settled)) {
        await request.answer(request.query ? page([connection("conn_1")]) : connection("conn_1"));
      }
    }
    // Ten seconds: a read of the connection and one of the page, each time.
    assert.ok(backend.requests.length - before <= 2 * 6, String(backend.requests.length - before));
  });

  test("that speaks of somebody else's matters has nothing read", async () => {
    const { watch, pass, last, asked, otherTab } = connectionWorld();
    watch("conn_1");
    await pass();
    await last().answer(connection("conn_1"));
    asked();
    otherTab({ connectionId: "conn_2", status: "active" });
    await pass(60_000);
    assert.deepEqual(asked(), []);
  });
});

describe("a push", () => {
  test("with a connection is taken in at once, and nothing is read", async () => {
    const { stream, pass, asked, news } = await knownWorld();
    stream.changed({ connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) });
    assert.deepEqual(news(), ["page [conn_1=expired,conn_2=active] (push)", "conn_1 expired (push)"]);
    await pass(60_000);
    assert.deepEqual(asked(), []);
  });

  test("does not answer one who has asked for a read", async () => {
    const { stream, one, pass, last } = await knownWorld();
    const refreshed = one.refetch();
    stream.changed({ connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) });
    await pass();
    await last().answer(connection("conn_1", { status: "awaiting_2fa" }));
    assert.equal(say(await refreshed), "awaiting_2fa");
  });

  test("is newer than a read under way", async () => {
    const { stream, one, pass, last } = await knownWorld();
    const refreshed = one.refetch();
    await pass();
    stream.changed({ connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) });
    await last().answer(connection("conn_1"));
    assert.equal(say(await refreshed), "expired");
  });

  test("from before what is known changes nothing", async () => {
    const { watch, pass, last, streams, news } = connectionWorld();
    watch("conn_1");
    await pass();
    await last().answer(connection("conn_1", { updatedAt: "2026-05-01T12:00:00Z" }));
    news();
    const old = connection("conn_1", { ...expired, updatedAt: "2026-05-01T11:59:59Z" });
    streams[0]!.changed({ connectionId: "conn_1", status: "expired", connection: old });
    assert.deepEqual(news(), []);
  });

  test("without a connection, or for another one, has it read", async () => {
    for (const more of [{}, { connection: connection("conn_2", expired) }, { connection: { id: "conn_1" } }]) {
      const { stream, pass, asked, news } = await knownWorld();
      stream.changed({ connectionId: "conn_1", status: "expired", ...more });
      await pass(500);
      assert.deepEqual(news(), []);
      assert.deepEqual(asked(), ['page {"limit":20,"offset":0}', "one conn_1"]);
    }
  });

  test("that it is gone shows at once, and what was sent before does not bring it back", async () => {
    const { stream, pass, asked, news, one } = await knownWorld();
    stream.changed({ connectionId: "conn_1", status: "disconnected" });
    assert.deepEqual(news(), ["page [conn_2=active] (push)", "conn_1 none (push)"]);
    await pass(500);
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}']);
    stream.changed({ connectionId: "conn_1", status: "active", connection: connection("conn_1") });
    assert.equal(say(one.view), "none");
    await pass(3_000);
    assert.ok(asked().includes("one conn_1"));
  });

  test("of one that no page has has the pages read: it may be new", async () => {
    const { stream, pass, asked } = await knownWorld();
    stream.changed({ connectionId: "conn_9", status: "active", connection: connection("conn_9") });
    await pass(500);
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}']);
  });

  test("that is nonsense is not heard; a reset has everything read", async () => {
    const { stream, pass, asked } = await knownWorld();
    for (const message of [undefined, null, 7, "x", [], {}, { connectionId: "x", status: "active" }]) {
      stream.changed(message);
    }
    await pass(60_000);
    assert.deepEqual(asked(), []);
    stream.reset();
    await pass(500);
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}', "one conn_1"]);
  });
});

describe("a user who may no longer see", () => {
  for (const code of ["unauthorized", "forbidden"] as const) {
    test(`sees nothing any more at once, whatever was under way (${code})`, async () => {
      const { backend, clock, pass, asked, news, stream, otherTab, one, list } = await knownWorld({}, 10);
      clock.advance(10_000);
      const [pageRead, oneRead] = backend.requests.slice(2);
      const waiting = one.refetch();
      asked();
      await pageRead!.refuse(new ConnectError(code));
      assert.deepEqual(news(), [`page failed ${code} (refresh)`, `conn_1 failed ${code} (refresh)`]);
      assert.equal(say(await waiting), `failed ${code}`);
      assert.equal(stream.open, false);
      assert.equal(oneRead!.signal!.aborted, true);
      await oneRead!.answer(connection("conn_1"));
      otherTab({ connectionId: "conn_1", status: "active" });
      await pass(3_600_000);
      assert.deepEqual([news(), asked()], [[], []]);
      assert.deepEqual([say(one.view), say(list.view)], [`failed ${code}`, `failed ${code}`]);
    });
  }

  test("is tried again on return, or when somebody asks, and then everything is read", async () => {
    const { backend, one, pass, asked, last, setPresence, news, streams } = await knownWorld();
    unheard(one.refetch());
    await pass();
    await last().refuse(new ConnectError("unauthorized"));
    await pass(5_000);
    asked();
    setPresence({});
    await pass(500);
    assert.equal(asked().length, 2);
    await backend.requests.at(-1)!.refuse(new ConnectError("unauthorized"));
    news();
    unheard(one.refetch());
    await pass();
    assert.deepEqual(asked(), ["one conn_1"]);
    await last().answer(connection("conn_1"));
    await pass();
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}']);
    await last().answer(page([connection("conn_1")]));
    assert.deepEqual(news(), ["conn_1 active (refresh)", "page [conn_1=active] (refresh)"]);
    assert.equal(streams.filter(({ open }) => open).length, 1);
  });

  test("does not see what an action that was under way brings", async () => {
    const { hub, one, pass, last, backend, news } = await knownWorld();
    unheard(hub.invalidate("conn_1"));
    const action = last();
    unheard(one.refetch());
    await pass();
    await backend.requests.at(-1)!.refuse(new ConnectError("unauthorized"));
    news();
    await action.answer(connection("conn_1", expired));
    assert.deepEqual(news(), []);
  });
});

describe("when nobody watches any more", () => {
  test("timers, listeners and the stream are let go, and come back with the next one", async () => {
    const world = await knownWorld({}, 10);
    const { one, list, pass, asked, watch, last, news, backend } = world;
    assert.ok(world.held > 3);
    one.stop();
    one.stop();
    await pass();
    assert.ok(world.held > 3);
    const refreshed = list.refetch();
    await pass();
    list.stop();
    await pass();
    assert.equal(world.held, 0);
    assert.equal(last().signal!.aborted, true);
    assert.equal(say(await refreshed), "[conn_1=active,conn_2=active]");
    await last().answer(page([]));
    assert.deepEqual(news(), []);
    asked();
    assert.equal(watch("conn_1").view.name, "loading");
    await pass();
    assert.deepEqual(asked(), ["one conn_1"]);
    await backend.requests.at(-1)!.answer(connection("conn_1"));
    assert.ok(world.held > 3);
  });

  test("nothing is told any more, even by a change that is being told", async () => {
    const { hub, pass, last } = connectionWorld();
    const heard: string[] = [];
    const watches = ["first", "second"].map((name) =>
      hub.observe("conn_1", { refresh: 0 }, () => {
        heard.push(name);
        for (const { stop } of watches) stop();
      }),
    );
    await pass();
    await last().answer(connection("conn_1"));
    assert.deepEqual(heard, ["first"]);
  });

  test("nobody is told of what has been overtaken by the time it is his turn", async () => {
    const { hub, pass, last, streams } = connectionWorld();
    const heard: string[] = [];
    const push = { connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) };
    for (const name of ["first", "second"]) {
      hub.observe("conn_1", { refresh: 0 }, (view) => {
        heard.push(`${name} ${say(view)}`);
        if (heard.length === 3) streams[0]!.changed(push);
      });
    }
    await pass();
    await last().answer(connection("conn_1"));
    hub.refetchConnection("conn_1");
    await pass();
    await last().answer(connection("conn_1", { status: "awaiting_2fa" }));
    assert.deepEqual(heard.slice(2), ["first awaiting_2fa", "first expired", "second expired"]);
  });
});
