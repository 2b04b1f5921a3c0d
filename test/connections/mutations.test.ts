/** Mutations in this page, and refetches after a flow or an import. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import {
  connection,
  setupClient,
  expired,
  setupLoadedClient,
  pageOf,
  describeView,
  ignoreRejection,
} from "./client-setup.js";

describe("mutations", () => {
  test("sends parallel calls once, and updates every observer with the result", async () => {
    const { client, advance, takeRequests, takeChanges, lastRequest, posted } = await setupLoadedClient();
    const calls = [client.invalidate("conn_1"), client.invalidate("conn_1")];
    assert.deepEqual(takeRequests(), ["invalidate conn_1"]);
    await lastRequest().resolve(connection("conn_1", expired));
    for (const call of calls) assert.equal((await call).status, "expired");
    assert.deepEqual(takeChanges(), ["page [conn_1=expired,conn_2=active] (action)", "conn_1 expired (action)"]);
    assert.deepEqual(posted, [{ connectionId: "conn_1", status: "expired" }]);
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
    ignoreRejection(client.invalidate("conn_1"));
    assert.deepEqual(takeRequests(), ["invalidate conn_1"]);
  });

  test("removes a disconnected connection from pages, and refetches the pages and the newest connection", async () => {
    const { client, observe, advance, takeRequests, takeChanges, lastRequest, posted, observation } =
      await setupLoadedClient();
    observe(undefined);
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1")], true));
    takeChanges();
    takeRequests();
    const disconnected = client.disconnect("conn_1");
    await lastRequest().resolve(undefined);
    await disconnected;
    assert.deepEqual(takeChanges(), ["page [conn_2=active] (action)", "conn_1 none (action)", "newest none (action)"]);
    assert.deepEqual(posted, [{ connectionId: "conn_1", status: "disconnected" }]);
    takeRequests();
    await advance();
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', 'getPage {"limit":1,"offset":0}']);
    assert.equal(describeView(observation.view), "none");
  });

  test("overrides every fetch that started before the mutation ended, in either order of responses", async () => {
    for (const end of ["fetch-first", "mutation-first"]) {
      const { client, clock, advance, api, observation } = await setupLoadedClient({}, 10);
      clock.advance(10_000);
      const fetches = api.requests.slice(2);
      const disconnected = client.disconnect("conn_1");
      const mutation = api.requests.at(-1)!;
      const respondToFetches = async () => {
        await fetches[0]!.resolve(pageOf([connection("conn_1", expired), connection("conn_2")]));
        await fetches[1]!.resolve(connection("conn_1", expired));
      };
      if (end === "fetch-first") await respondToFetches();
      await mutation.resolve(undefined);
      await disconnected;
      if (end === "mutation-first") await respondToFetches();
      assert.equal(describeView(observation.view), "none", end);
      await advance();
    }
  });

  test("changes nothing when a mutation fails, does not retry it, and refetches", async () => {
    const { client, advance, takeRequests, takeChanges, lastRequest, api, posted } = await setupLoadedClient();
    const failing = client.disconnect("conn_1");
    await Promise.all([
      lastRequest().reject(new ConnectError("server_error")),
      assert.rejects(failing, { code: "server_error" }),
    ]);
    assert.deepEqual([takeChanges(), posted], [[], []]);
    takeRequests();
    await advance();
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', "getOne conn_1"]);
    await api.requests.at(-1)!.resolve(undefined);
    assert.deepEqual(takeChanges(), ["page [conn_2=active] (action)", "conn_1 none (action)"].toReversed());
    await advance(60_000);
    assert.ok(!takeRequests().some((name) => name.startsWith("disconnect")));
  });

  test("ignores fetches that started before a failed mutation, which may have been carried out", async () => {
    const { client, observation, advance, lastRequest, api } = await setupLoadedClient();
    const refreshed = observation.refetch();
    await advance();
    const fetch = lastRequest();
    const failing = client.disconnect("conn_1");
    await Promise.all([
      lastRequest().reject(new ConnectError("timeout")),
      assert.rejects(failing, { code: "timeout" }),
    ]);
    await fetch.resolve(connection("conn_1", expired));
    assert.equal(describeView(await refreshed), "active");
    await advance();
    await api.requests.at(-1)!.resolve(undefined);
    assert.equal(describeView(observation.view), "none");
  });

  test("delays the next poll; a disconnected connection is not polled", async () => {
    const { client, advance, lastRequest, takeRequests, api } = await setupLoadedClient({}, 10);
    await advance(9_000);
    ignoreRejection(client.invalidate("conn_1"));
    await lastRequest().resolve(connection("conn_1", expired));
    takeRequests();
    await advance(9_000);
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}']);
    ignoreRejection(client.disconnect("conn_1"));
    await lastRequest().resolve(undefined);
    await advance(60_000);
    assert.ok(!api.requests.slice(4).some(({ name }) => name === "getOne conn_1"));
  });

  test("sends a mutation again after it failed", async () => {
    const { client, lastRequest, takeRequests } = setupClient();
    const failing = client.disconnect("conn_1");
    await Promise.all([
      lastRequest().reject(new ConnectError("timeout")),
      assert.rejects(failing, { code: "timeout" }),
    ]);
    const done = client.disconnect("conn_1");
    await lastRequest().resolve(undefined);
    await done;
    assert.deepEqual(takeRequests(), ["disconnect conn_1", "disconnect conn_1"]);
  });

  test("works without observers, and holds no resources afterwards", async () => {
    const setup = setupClient();
    const { client, lastRequest, posted } = setup;
    const done = client.invalidate("conn_1");
    await lastRequest().resolve(connection("conn_1", expired));
    assert.equal((await done).status, "expired");
    assert.equal(posted.length, 1);
    assert.equal(setup.heldResources, 0);
  });
});

describe("refetchConnection", () => {
  test("refetches the connection and the pages, and posts to other tabs; ignores invalid ids of flows", async () => {
    const { client, flowConnects, advance, takeRequests, posted } = await setupLoadedClient();
    client.refetchConnection("conn_1");
    await advance();
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', "getOne conn_1"]);
    flowConnects("conn_9");
    for (const id of [undefined, null, 7, "", "conn_../x", { id: "conn_1" }]) flowConnects(id);
    assert.deepEqual(posted, [
      { connectionId: "conn_1", status: "active" },
      { connectionId: "conn_9", status: "unknown" },
    ]);
  });

  test("brings back a connection that did not exist", async () => {
    const { observe, client, advance, lastRequest, takeChanges } = setupClient();
    observe("conn_1");
    await advance();
    await lastRequest().resolve(undefined);
    client.refetchConnection("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    assert.deepEqual(takeChanges(), ["conn_1 none (load)", "conn_1 active (action)"]);
  });
});
