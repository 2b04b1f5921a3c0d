/** What is done to a connection here, and what a flow has done. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, connectionWorld, expired, knownWorld, page, say, unheard } from "./client-setup.js";

describe("an action", () => {
  test("is sent once however often it is called, and shows everywhere", async () => {
    const { hub, pass, asked, news, last, told } = await knownWorld();
    const calls = [hub.invalidate("conn_1"), hub.invalidate("conn_1")];
    assert.deepEqual(asked(), ["invalidate conn_1"]);
    await last().answer(connection("conn_1", expired));
    for (const call of calls) assert.equal((await call).status, "expired");
    assert.deepEqual(news(), ["page [conn_1=expired,conn_2=active] (action)", "conn_1 expired (action)"]);
    assert.deepEqual(told, [{ connectionId: "conn_1", status: "expired" }]);
    await pass(60_000);
    assert.deepEqual(asked(), []);
    unheard(hub.invalidate("conn_1"));
    assert.deepEqual(asked(), ["invalidate conn_1"]);
  });

  test("that disconnects takes the row away, and the page and the newest are read anew", async () => {
    const { hub, watch, pass, asked, news, last, told, one } = await knownWorld();
    watch(undefined);
    await pass();
    await last().answer(page([connection("conn_1")], true));
    news();
    asked();
    const gone = hub.disconnect("conn_1");
    await last().answer(undefined);
    await gone;
    assert.deepEqual(news(), ["page [conn_2=active] (action)", "conn_1 none (action)", "newest none (action)"]);
    assert.deepEqual(told, [{ connectionId: "conn_1", status: "disconnected" }]);
    asked();
    await pass();
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}', 'page {"limit":1,"offset":0}']);
    assert.equal(say(one.view), "none");
  });

  test("is newer than every read that began before it ended, in all orders", async () => {
    for (const end of ["read-first", "action-first"]) {
      const { hub, clock, pass, backend, one } = await knownWorld({}, 10);
      clock.advance(10_000);
      const reads = backend.requests.slice(2);
      const gone = hub.disconnect("conn_1");
      const action = backend.requests.at(-1)!;
      const answerReads = async () => {
        await reads[0]!.answer(page([connection("conn_1", expired), connection("conn_2")]));
        await reads[1]!.answer(connection("conn_1", expired));
      };
      if (end === "read-first") await answerReads();
      await action.answer(undefined);
      await gone;
      if (end === "action-first") await answerReads();
      assert.equal(say(one.view), "none", end);
      await pass();
    }
  });

  test("that fails changes nothing, is not sent again, and has it read anew", async () => {
    const { hub, pass, asked, news, last, backend, told } = await knownWorld();
    const failing = hub.disconnect("conn_1");
    await Promise.all([
      last().refuse(new ConnectError("server_error")),
      assert.rejects(failing, { code: "server_error" }),
    ]);
    assert.deepEqual([news(), told], [[], []]);
    asked();
    await pass();
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}', "one conn_1"]);
    await backend.requests.at(-1)!.answer(undefined);
    assert.deepEqual(news(), ["page [conn_2=active] (action)", "conn_1 none (action)"].toReversed());
    await pass(60_000);
    assert.ok(!asked().some((what) => what.startsWith("disconnect")));
  });

  test("that fails is newer, too, than a read that began before: it may have been done", async () => {
    const { hub, one, pass, last, backend } = await knownWorld();
    const refreshed = one.refetch();
    await pass();
    const read = last();
    const failing = hub.disconnect("conn_1");
    await Promise.all([last().refuse(new ConnectError("timeout")), assert.rejects(failing, { code: "timeout" })]);
    await read.answer(connection("conn_1", expired));
    assert.equal(say(await refreshed), "active");
    await pass();
    await backend.requests.at(-1)!.answer(undefined);
    assert.equal(say(one.view), "none");
  });

  test("puts off the next poll; what is gone has none", async () => {
    const { hub, pass, last, asked, backend } = await knownWorld({}, 10);
    await pass(9_000);
    unheard(hub.invalidate("conn_1"));
    await last().answer(connection("conn_1", expired));
    asked();
    await pass(9_000);
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}']);
    unheard(hub.disconnect("conn_1"));
    await last().answer(undefined);
    await pass(60_000);
    assert.ok(!backend.requests.slice(4).some(({ what }) => what === "one conn_1"));
  });

  test("that has failed can be done again", async () => {
    const { hub, last, asked } = connectionWorld();
    const failing = hub.disconnect("conn_1");
    await Promise.all([last().refuse(new ConnectError("timeout")), assert.rejects(failing, { code: "timeout" })]);
    const done = hub.disconnect("conn_1");
    await last().answer(undefined);
    await done;
    assert.deepEqual(asked(), ["disconnect conn_1", "disconnect conn_1"]);
  });

  test("works where nobody watches, and nothing is held afterwards", async () => {
    const world = connectionWorld();
    const { hub, last, told } = world;
    const done = hub.invalidate("conn_1");
    await last().answer(connection("conn_1", expired));
    assert.equal((await done).status, "expired");
    assert.equal(told.length, 1);
    assert.equal(world.held, 0);
  });
});

describe("a flow or an import that has touched a connection", () => {
  test("has it, the newest and the pages read anew, and tells the other tabs", async () => {
    const { hub, flowConnected, pass, asked, told } = await knownWorld();
    hub.refetchConnection("conn_1");
    await pass();
    assert.deepEqual(asked(), ['page {"limit":20,"offset":0}', "one conn_1"]);
    flowConnected("conn_9");
    for (const id of [undefined, null, 7, "", "conn_../x", { id: "conn_1" }]) flowConnected(id);
    assert.deepEqual(told, [
      { connectionId: "conn_1", status: "active" },
      { connectionId: "conn_9", status: "unknown" },
    ]);
  });

  test("brings back one that was none", async () => {
    const { watch, hub, pass, last, news } = connectionWorld();
    watch("conn_1");
    await pass();
    await last().answer(undefined);
    hub.refetchConnection("conn_1");
    await pass();
    await last().answer(connection("conn_1"));
    assert.deepEqual(news(), ["conn_1 none (load)", "conn_1 active (action)"]);
  });
});
