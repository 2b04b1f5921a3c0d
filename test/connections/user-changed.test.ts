import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, describeView, expired, ignoreRejection, pageOf, setupLoadedClient } from "./client-setup.js";

describe("when the signed-in user has changed", () => {
  test("what was known is forgotten at once, the stream ends, and each query is fetched once", async () => {
    const setup = await setupLoadedClient();
    const { api, advance, takeRequests, takeChanges, streams, userChanges } = setup;
    takeRequests();
    userChanges();
    assert.deepEqual(takeChanges(), ["page loading (refresh)", "conn_1 loading (refresh)"]);
    assert.deepEqual(
      streams.map(({ open }) => open),
      [false],
    );
    await advance();
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', "getOne conn_1"]);
    const [page, one] = api.requests.slice(-2);
    await one!.resolve(undefined);
    await page!.resolve(pageOf([connection("conn_9", { status: "expired" })]));
    assert.deepEqual(takeChanges(), ["conn_1 none (load)", "page [conn_9=expired] (load)"]);
    await advance(3_600_000);
    assert.deepEqual(takeRequests(), []);
    // The new stream is opened once the host has shown that it knows the user.
    assert.deepEqual(
      streams.map(({ open }) => open),
      [false, true],
    );
  });

  test("a new observer of an id asks once, although the previous user's page had it", async () => {
    const { userChanges, observe, advance, takeRequests, api } = await setupLoadedClient();
    takeRequests();
    userChanges();
    const first = observe("conn_2");
    const second = observe("conn_2");
    assert.deepEqual(
      [first, second].map(({ view }) => describeView(view)),
      ["loading", "loading"],
    );
    await advance();
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', "getMany conn_1,conn_2"]);
    const [page, many] = api.requests.slice(-2);
    await many!.resolve([]);
    await page!.resolve(pageOf([]));
    observe("conn_2");
    await advance(3_600_000);
    assert.deepEqual(takeRequests(), []);
    assert.equal(describeView(first.view), "none");
  });

  test("the response to a fetch of the previous user is ignored, and its promise is settled", async () => {
    const { userChanges, observation, advance, lastRequest, takeChanges, takeRequests } = await setupLoadedClient();
    const refetched = observation.refetch();
    await advance();
    const old = lastRequest();
    userChanges();
    assert.equal(old.signal!.aborted, true);
    assert.equal(describeView(await refetched), "loading");
    takeChanges();
    await old.resolve(connection("conn_1", expired));
    assert.deepEqual(takeChanges(), []);
    await advance();
    assert.ok(takeRequests().includes("getOne conn_1"));
  });

  test("the next user is asked for again after a denial", async () => {
    const { userChanges, observation, advance, lastRequest, takeChanges, takeRequests, api } =
      await setupLoadedClient();
    ignoreRejection(observation.refetch());
    await advance();
    await lastRequest().reject(new ConnectError("unauthorized"));
    takeChanges();
    takeRequests();
    userChanges();
    assert.deepEqual(takeChanges(), ["page loading (refresh)", "conn_1 loading (refresh)"]);
    await advance();
    assert.equal(takeRequests().length, 2);
    const [page, one] = api.requests.slice(-2);
    await one!.resolve(connection("conn_1"));
    await page!.resolve(pageOf([connection("conn_1")]));
    assert.deepEqual(takeChanges(), ["conn_1 active (load)", "page [conn_1=active] (load)"]);
  });
});
