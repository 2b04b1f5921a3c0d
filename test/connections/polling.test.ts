/** When things are read: polls, failures, a user who goes away and comes back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FetchRefusedError } from "../../src/connections/ports.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, connectionWorld, page, say, unheard } from "./client-setup.js";

/** One that is watched and has been read once. */
async function known(refresh = 0, options: Parameters<typeof connectionWorld>[0] = {}) {
  const world = connectionWorld(options);
  const watched = world.watch("conn_1", refresh);
  await world.pass();
  await world.last().answer(connection("conn_1"));
  world.asked();
  world.news();
  /** The milliseconds until the next request, up to `most`. */
  const nextAfter = async (most: number) => {
    const start = world.clock.now();
    while (world.clock.now() - start < most) {
      await world.pass(100);
      if (world.asked().length) return world.clock.now() - start;
    }
    return Infinity;
  };
  return Object.assign(world, { watched, nextAfter });
}

describe("polls", () => {
  test("come at the shortest interval that somebody wants, at least 10 seconds apart", async () => {
    const { watch, pass, asked, last, nextAfter } = await known(60);
    assert.equal(await nextAfter(120_000), 60_000);
    await last().answer(connection("conn_1"));
    const { stop } = watch("conn_1", 1);
    assert.equal(await nextAfter(120_000), 10_000);
    await last().answer(connection("conn_1"));
    stop();
    await pass(10_000);
    asked();
    await last().answer(connection("conn_1"));
    assert.equal(await nextAfter(120_000), 60_000);
  });

  test("of an interval that makes no sense do not come", async () => {
    for (const refresh of [0, -1, NaN, Infinity])
      assert.equal(await (await known(refresh)).nextAfter(120_000), Infinity);
  });

  test("hurry while a login waits for its code, for five minutes", async () => {
    const { last, nextAfter } = await known(60);
    await nextAfter(60_000);
    const waiting = connection("conn_1", { status: "awaiting_2fa" });
    for (let hurried = 0; hurried < 30; hurried++) {
      await last().answer(waiting);
      assert.equal(await nextAfter(120_000), 10_000, `read ${hurried}`);
    }
    for (let slow = 0; slow < 3; slow++) {
      await last().answer(waiting);
      assert.equal(await nextAfter(120_000), 60_000);
    }
    // A login that begins to wait anew is hurried for anew.
    await last().answer(connection("conn_1"));
    await nextAfter(120_000);
    await last().answer(waiting);
    assert.equal(await nextAfter(120_000), 10_000);
  });

  test("of a page hurry for a login in it", async () => {
    const { watchPage, pass, asked, last } = connectionWorld();
    watchPage({}, 60);
    await pass();
    await last().answer(page([connection("conn_1"), connection("conn_2", { status: "awaiting_2fa" })]));
    asked();
    await pass(10_000);
    assert.equal(asked().length, 1);
  });
});

describe("a read that fails", () => {
  test("keeps what was known, as stale, and what comes next is fresh again", async () => {
    const { last, nextAfter, news, watched } = await known(10);
    for (const code of ["network", "timeout", "server_error", "rate_limited", "bad_response"] as const) {
      await nextAfter(60_000);
      await last().refuse(new ConnectError(code));
      assert.equal(say(watched.view), "active stale");
      await nextAfter(60_000);
      await last().answer(connection("conn_1"));
      assert.deepEqual(news(), ["conn_1 active stale (refresh)", "conn_1 active (refresh)"]);
    }
  });

  test("is a failure where nothing was known, and is tried again", async () => {
    const { watch, pass, last, news } = connectionWorld();
    watch("conn_1");
    await pass();
    await last().refuse(new ConnectError("server_error"));
    await pass(60_000);
    await last().answer(connection("conn_1"));
    assert.deepEqual(news(), ["conn_1 failed server_error (load)", "conn_1 active (refresh)"]);
  });

  test("is tried six times where nobody polls, later and later", async () => {
    const { watch, pass, backend, last } = connectionWorld({ random: () => 1 });
    watch("conn_1");
    await pass();
    const times: number[] = [];
    for (let at = 0; at < 10_000 && times.length < 20; at++) {
      if (!last().settled) {
        times.push(at);
        await last().refuse(new ConnectError("network"));
      }
      await pass(1_000);
    }
    assert.deepEqual(times, [0, 2, 6, 14, 30, 62, 122]);
    assert.equal(backend.requests.length, 7);
  });

  test("stops at a failure that does not pass, until somebody asks or begins to watch", async () => {
    for (const code of ["misconfigured", "not_found", "verify_failed"] as const) {
      const { watch, last, nextAfter, watched, pass, asked } = await known(10);
      await nextAfter(10_000);
      await last().refuse(new ConnectError(code));
      assert.equal(await nextAfter(120_000), Infinity);
      unheard(watched.refetch());
      await pass();
      assert.equal(asked().length, 1);
      await last().refuse(new ConnectError(code));
      watch("conn_1");
      await pass();
      assert.equal(asked().length, 1);
    }
  });

  test("waits as long as the host says, whoever comes back or calls in the meantime, but not for one who asks", async () => {
    const { last, nextAfter, otherTab, setPresence, pass, asked, watched } = await known(10);
    await nextAfter(10_000);
    await last().refuse(new FetchRefusedError("rate_limited", "", "45"));
    for (let at = 0; at < 10; at++) {
      await pass(3_000);
      otherTab({ connectionId: "conn_1", status: "expired" });
      setPresence({});
    }
    assert.deepEqual(asked(), []);
    assert.equal(await nextAfter(60_000), 15_000);
    await last().refuse(new FetchRefusedError("server_error", "", "45"));
    unheard(watched.refetch());
    await pass();
    assert.equal(asked().length, 1);
  });

  test("waits as the host says, also when another tab has called while it was under way", async () => {
    const { last, nextAfter, otherTab, pass } = await known(10);
    await nextAfter(10_000);
    otherTab({ connectionId: "conn_1", status: "expired" });
    await pass(1_000);
    await last().refuse(new FetchRefusedError("rate_limited", "", "45"));
    assert.equal(await nextAfter(60_000), 45_000);
  });

  test("is not tried sooner, nor once more, because somebody new watches", async () => {
    const { watch, last, nextAfter, pass, asked } = await known(10);
    await nextAfter(10_000);
    await last().refuse(new ConnectError("network"));
    watch("conn_1");
    await pass();
    assert.deepEqual(asked(), []);
    assert.equal(await nextAfter(60_000), 1_000);
    watch("conn_1");
    await last().answer(connection("conn_1"));
    await pass();
    assert.deepEqual(asked(), []);
  });

  test("that nobody can name is unknown, and passes", async () => {
    const { last, nextAfter, watched } = await known(10);
    await nextAfter(10_000);
    await last().refuse(new TypeError("x"));
    assert.equal(say(watched.view), "active stale");
    assert.notEqual(await nextAfter(60_000), Infinity);
  });
});

describe("who does not see the page", () => {
  test("has nothing read; on return it is read once, within half a second", async () => {
    for (const away of [{ visible: false }, { online: false }]) {
      const { setPresence, nextAfter, last } = await known(10);
      setPresence(away);
      assert.equal(await nextAfter(120_000), Infinity);
      const back = { visible: true, online: true };
      // visibilitychange, focus, pageshow and online come together.
      for (let at = 0; at < 4; at++) setPresence(back);
      const wait = await nextAfter(2_000);
      assert.ok(wait > 0 && wait <= 500, String(wait));
      await last().answer(connection("conn_1"));
      assert.equal(await nextAfter(60_000), 10_000);
    }
  });

  test("has everything read on return, also what is not polled, but not what was read just before", async () => {
    const { setPresence, nextAfter, last, pass } = await known(0);
    setPresence({});
    assert.equal(await nextAfter(60_000), Infinity);
    setPresence({});
    assert.ok((await nextAfter(60_000)) <= 500);
    await last().answer(connection("conn_1"));
    for (let at = 0; at < 100; at++) {
      setPresence({});
      await pass(10);
    }
    assert.equal(await nextAfter(60_000), Infinity);
  });

  test("comes and goes all the time: one read in two seconds at most", async () => {
    const { setPresence, pass, backend } = await known(10);
    await pass(5_000);
    for (let at = 0; at < 200; at++) {
      setPresence({ visible: at % 2 === 1 });
      await pass(50);
      for (const request of backend.requests.filter(({ settled }) => !settled))
        await request.answer(connection("conn_1"));
    }
    assert.ok(backend.requests.length <= 1 + 6, String(backend.requests.length));
  });

  test("is back after a moment: no longer a wait than otherwise", async () => {
    const { setPresence, nextAfter, pass } = await known(0);
    await pass(5_000);
    setPresence({ visible: false });
    await pass(600);
    setPresence({ visible: true });
    assert.ok((await nextAfter(60_000)) <= 500);
  });

  test("has read on return what another tab has spoken of meanwhile, however short he was away", async () => {
    for (const before of [0, 5_000]) {
      const { setPresence, nextAfter, pass, otherTab } = await known(0);
      await pass(before);
      setPresence({ visible: false });
      otherTab({ connectionId: "conn_1", status: "expired" });
      await pass(600);
      setPresence({ visible: true });
      assert.ok((await nextAfter(60_000)) <= 500);
    }
  });

  test("comes and goes while other tabs flood us: one read in two seconds all the same", async () => {
    const { setPresence, pass, otherTab, backend } = await known(0);
    for (let at = 0; at < 40; at++) {
      setPresence({ visible: false });
      otherTab({ connectionId: "conn_1", status: "expired" });
      await pass(25);
      setPresence({ visible: true });
      await pass(25);
      for (const request of backend.requests) if (!request.settled) await request.answer(connection("conn_1"));
    }
    assert.ok(backend.requests.length <= 3, String(backend.requests.length));
  });

  test("has what was given up tried six times once more on return", async () => {
    const { setPresence, pass, backend, watched } = await known(0);
    const failAll = async () => {
      for (let at = 0; at < 40; at++) {
        await pass(10_000);
        for (const request of backend.requests) if (!request.settled) await request.refuse(new ConnectError("network"));
      }
    };
    unheard(watched.refetch());
    await failAll();
    assert.equal(backend.requests.length, 1 + 7);
    setPresence({});
    await failAll();
    assert.equal(backend.requests.length, 1 + 7 + 7);
  });

  test("has the first read wait too, when the page is hidden", async () => {
    const { watch, page, pass, asked, setPresence, last, news } = connectionWorld();
    page.visible = false;
    const { refetch } = watch("conn_1");
    const answer = refetch();
    await pass(60_000);
    assert.deepEqual(asked(), []);
    setPresence({ visible: true });
    await pass(500);
    assert.deepEqual(asked(), ["one conn_1"]);
    await last().answer(connection("conn_1"));
    assert.equal(say(await answer), "active");
    assert.deepEqual(news(), ["conn_1 active (load)"]);
  });

  test("is told at once that nothing can be read when there is no network", async () => {
    const { watch, page, pass, asked, setPresence, last, news } = connectionWorld();
    page.online = false;
    const { refetch } = watch("conn_1");
    await pass();
    assert.deepEqual(news(), ["conn_1 failed network (load)"]);
    setPresence({ online: true });
    await pass(500);
    assert.deepEqual(asked(), ["one conn_1"]);
    await last().answer(connection("conn_1"));
    setPresence({ online: false });
    const failing = refetch();
    await pass();
    assert.equal(say(await failing), "active stale");
    assert.deepEqual(asked(), []);
  });

  test("has a connection that does not exist left alone", async () => {
    const { watch, pass, last, asked, setPresence } = connectionWorld();
    watch("conn_1", 10);
    await pass();
    await last().answer(undefined);
    asked();
    await pass(60_000);
    setPresence({});
    await pass(60_000);
    assert.deepEqual(asked(), []);
  });
});
