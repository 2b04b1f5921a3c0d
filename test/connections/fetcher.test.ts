/** Who is read with whom, how often, and what is made of the answers. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, connectionWorld, page, say } from "./client-setup.js";

const ids = (count: number) => Array.from({ length: count }, (_, at) => `conn_${at}`);
const all = (names: readonly string[]) => names.map((id) => connection(id));

describe("requests are shared", () => {
  test("100 that watch one connection: one request, and each is told once", async () => {
    const { watch, backend, pass, news, asked } = connectionWorld();
    for (let at = 0; at < 100; at++) watch("conn_1");
    assert.deepEqual(asked(), []);
    await pass();
    assert.deepEqual(asked(), ["one conn_1"]);
    await backend.requests[0]!.answer(connection("conn_1"));
    assert.deepEqual(news(), Array<string>(100).fill("conn_1 active (load)"));
    await pass(3_600_000);
    assert.deepEqual(asked(), []);
  });

  test("1,000 connections: 10 requests of 100", async () => {
    const { watch, backend, pass, news, asked } = connectionWorld();
    for (const id of ids(1000)) watch(id);
    await pass();
    assert.equal(backend.requests.length, 10);
    assert.ok(backend.requests.every((request) => request.ids.length === 100 && request.what.startsWith("several")));
    assert.equal(new Set(backend.requests.flatMap((request) => request.ids)).size, 1000);
    for (const request of backend.requests) await request.answer(all(request.ids));
    assert.equal(news().length, 1000);
    await pass();
    asked();
  });

  test("1,000 that poll stay together: 10 requests a round", async () => {
    const { watch, backend, pass } = connectionWorld();
    for (const id of ids(1000)) watch(id, 30);
    await pass();
    for (let round = 1; round <= 3; round++) {
      assert.equal(backend.requests.length, round * 10);
      for (const request of backend.requests.slice(-10)) await request.answer(all(request.ids));
      await pass(29_999);
      assert.equal(backend.requests.length, round * 10);
      await pass(1);
    }
  });

  test("those that failed together are asked again together", async () => {
    const { watch, backend, pass, asked } = connectionWorld({ random: Math.random });
    for (const id of ids(100)) watch(id, 30);
    await pass();
    await backend.requests[0]!.refuse(new ConnectError("server_error"));
    asked();
    await pass(2_000);
    assert.equal(asked().length, 1);
  });

  test("pages of the same query share one, others do not", async () => {
    const { watchPage, pass, asked } = connectionWorld();
    watchPage();
    watchPage({ status: undefined });
    watchPage({ offset: 20 });
    watchPage({ status: "active" });
    watchPage({ imported: false });
    await pass();
    assert.equal(asked().length, 4);
  });

  test("the newest connection is a page of one", async () => {
    const { watch, pass, asked, last, news } = connectionWorld();
    const { view } = watch(undefined);
    assert.equal(view.name, "loading");
    await pass();
    assert.deepEqual(asked(), ['page {"limit":1,"offset":0}']);
    await last().answer(page([connection("conn_9"), connection("conn_8")]));
    assert.deepEqual(news(), ["newest active (load)"]);
  });

  test("somebody new sees at once what is known, and asks nothing", async () => {
    const { watch, pass, asked, last } = connectionWorld();
    watch("conn_1");
    await pass();
    await last().answer(connection("conn_1"));
    asked();
    assert.equal(say(watch("conn_1").view), "active");
    await pass(60_000);
    assert.deepEqual(asked(), []);
  });

  test("what a page shows need not be read again", async () => {
    const { watch, watchPage, pass, asked, last } = connectionWorld();
    watchPage();
    await pass();
    await last().answer(page([connection("conn_1")]));
    asked();
    assert.equal(say(watch("conn_1").view), "active");
    await pass();
    assert.deepEqual(asked(), []);
  });

  test("whoever is moved in the page stops and watches again: nothing is asked", async () => {
    const { watch, pass, asked, last } = connectionWorld();
    const { stop } = watch("conn_1");
    await pass();
    await last().answer(connection("conn_1"));
    asked();
    stop();
    assert.equal(say(watch("conn_1").view), "active");
    await pass(60_000);
    assert.deepEqual(asked(), []);
  });
});

describe("a host without ids", () => {
  test("is noticed once, and asked one by one from then on, four at a time", async () => {
    const { watch, backend, pass, asked, news } = connectionWorld();
    for (const id of ids(10)) watch(id, 30);
    await pass();
    await backend.requests[0]!.answer(undefined);
    asked();
    await pass();
    const open = () => backend.requests.filter(({ settled }) => !settled);
    assert.equal(open().length, 4);
    while (open().length) {
      assert.ok(open().length <= 4);
      const [{ what, ids }] = open() as [(typeof backend.requests)[0]];
      assert.match(what, /^one /);
      await open()[0]!.answer(connection(ids[0]!));
      await pass();
    }
    assert.equal(news().length, 10);
    assert.equal(asked().length, 10);
    await pass(30_000);
    assert.equal(open().length, 4);
    assert.ok(asked().every((what) => what.startsWith("one ")));
  });

  test("that is slow reads each of many in turn", async () => {
    const { watch, backend, pass, news } = connectionWorld();
    for (const id of ids(40)) watch(id, 10);
    await pass();
    await backend.requests[0]!.answer(undefined);
    for (let round = 0; round < 10; round++) {
      await pass(2_600);
      for (const request of backend.requests.filter(({ settled }) => !settled)) {
        await request.answer(connection(request.ids[0]!));
      }
    }
    assert.equal(news().length, 40);
  });

  test("whoever has asked to refresh is answered all the same", async () => {
    const { watch, pass, last, backend } = connectionWorld();
    const { refetch } = watch("conn_1");
    watch("conn_2");
    const answer = refetch();
    await pass();
    await last().answer(undefined);
    await pass();
    for (const request of backend.requests.slice(1)) await request.answer(connection(request.ids[0]!));
    assert.equal(say(await answer), "active");
  });
});

describe("answers", () => {
  test("a connection that is not there is none, and is not asked for again", async () => {
    const { watch, pass, asked, last, news } = connectionWorld();
    watch("conn_1", 10);
    await pass();
    await last().answer(undefined);
    assert.deepEqual(news(), ["conn_1 none (load)"]);
    asked();
    await pass(3_600_000);
    assert.deepEqual(asked(), []);
  });

  test("those left out of an answer are none", async () => {
    const { watch, pass, last, news } = connectionWorld();
    for (const id of ids(3)) watch(id);
    await pass();
    await last().answer([connection("conn_1")]);
    assert.deepEqual(news(), ["conn_0 none (load)", "conn_1 active (load)", "conn_2 none (load)"]);
  });

  test("a change of one shows in every page that has it", async () => {
    const { watch, watchPage, pass, backend, news } = connectionWorld();
    watchPage();
    watch("conn_1", 60);
    await pass();
    await backend.requests[0]!.answer(page([connection("conn_1"), connection("conn_2")]));
    await backend.requests[1]!.answer(connection("conn_1"));
    assert.deepEqual(news(), ["page [conn_1=active,conn_2=active] (load)", "conn_1 active (load)"]);
    await pass(60_000);
    await backend.requests[2]!.answer(connection("conn_1", { status: "expired" }));
    assert.deepEqual(news(), ["conn_1 expired (refresh)", "page [conn_1=expired,conn_2=active] (refresh)"]);
  });

  test("what a page says of one is as good as a read of its own", async () => {
    const { watch, watchPage, pass, last, news, asked } = connectionWorld();
    watch("conn_1", 10);
    await pass();
    await last().answer(connection("conn_1"));
    await pass(10_000);
    await last().refuse(new ConnectError("misconfigured"));
    watchPage();
    await pass();
    await last().answer(page([connection("conn_1")]));
    assert.deepEqual(news(), [
      "conn_1 active (load)",
      "conn_1 active stale (refresh)",
      "page [conn_1=active] (load)",
      "conn_1 active (refresh)",
    ]);
    asked();
    await pass(10_000);
    assert.deepEqual(asked(), ["one conn_1"]);
  });

  test("a page with filters is read anew when a connection changes elsewhere", async () => {
    const { watch, watchPage, pass, backend, asked } = connectionWorld();
    watchPage({ status: "active" });
    watch("conn_1", 60);
    await pass();
    await backend.requests[0]!.answer(page([connection("conn_1")]));
    await backend.requests[1]!.answer(connection("conn_1"));
    asked();
    await pass(2_000);
    assert.deepEqual(asked(), []);
    await pass(58_000);
    await backend.requests[2]!.answer(connection("conn_1", { status: "expired" }));
    asked();
    await pass(500);
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0,"status":"active"}']);
  });

  test("two pages that disagree do not read each other anew for ever", async () => {
    const { watchPage, pass, backend } = connectionWorld();
    watchPage({ status: "active" }, 0, "active");
    watchPage({ status: "expired" }, 0, "expired");
    await pass();
    await backend.requests[0]!.answer(page([connection("conn_1")]));
    await backend.requests[1]!.answer(page([connection("conn_1", { status: "expired" })]));
    await pass(60_000);
    assert.equal(backend.requests.length, 2);
  });

  test("what has left every page is not shown as if it were known", async () => {
    const { watch, watchPage, pass, last } = connectionWorld();
    const { refetch } = watchPage();
    await pass();
    await last().answer(page([connection("conn_1"), connection("conn_9")]));
    const refreshed = refetch();
    await pass();
    await last().answer(page([connection("conn_1")]));
    await refreshed;
    assert.deepEqual([watch("conn_1").view.name, watch("conn_9").view.name], ["known", "loading"]);
  });

  test("a page names each connection once", async () => {
    const { watchPage, pass, last, news } = connectionWorld();
    watchPage();
    await pass();
    await last().answer(page([connection("conn_1"), connection("conn_1")], true));
    assert.deepEqual(news(), ["page [conn_1=active]+ (load)"]);
  });

  test("what says the same is not told", async () => {
    const { watch, watchPage, pass, news, backend } = connectionWorld();
    watch("conn_1", 10);
    watchPage({}, 10);
    await pass();
    for (let round = 0; round < 3; round++) {
      for (const request of backend.requests.filter(({ settled }) => !settled)) {
        await request.answer(request.query ? page([connection("conn_1")]) : connection("conn_1"));
      }
      assert.equal(news().length, round === 0 ? 2 : 0);
      await pass(10_000);
    }
  });

  test("an id that is none is never asked for", async () => {
    const { hub, watch, pass, asked, news } = connectionWorld();
    for (const id of ["", "conn_", "acc_1", "conn_../../x", "conn_1/invalidate", "conn_1\n"]) {
      const { view, refetch, stop } = watch(id);
      assert.equal(say(view), "failed misconfigured");
      assert.equal(await refetch(), view);
      await assert.rejects(hub.invalidate(id), { code: "misconfigured" });
      await assert.rejects(hub.disconnect(id), { code: "misconfigured" });
      hub.refetchConnection(id);
      stop();
    }
    await pass();
    assert.deepEqual([asked(), news()], [[], []]);
  });

  test("refresh reads anew, and resolves with what has come of it", async () => {
    const { watch, pass, asked, last, news } = connectionWorld();
    const { refetch, stop } = watch("conn_1");
    await pass();
    const during = refetch();
    await last().answer(connection("conn_1"));
    await pass();
    assert.deepEqual(asked(), ["one conn_1", "one conn_1"]);
    await last().answer(connection("conn_1", { status: "expired" }));
    assert.equal(say(await during), "expired");
    const failing = refetch();
    await pass();
    await last().refuse(new ConnectError("network"));
    assert.equal(say(await failing), "expired stale");
    assert.deepEqual(news(), ["conn_1 active (load)", "conn_1 expired (refresh)", "conn_1 expired stale (refresh)"]);
    const never = refetch();
    stop();
    assert.equal(say(await never), "expired stale");
    assert.equal(say(await refetch()), "expired stale");
  });
});
