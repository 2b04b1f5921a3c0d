/** A host that has not read all connections yet: its list is incomplete, or it asks to wait. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HostResponseError } from "../../src/connections/ports.js";
import { connection, describeView, pageOf, setupClient } from "./client-setup.js";

const starting = () => new HostResponseError("server_error", "The host is starting.", "5");

describe("an incomplete list", () => {
  test("that is empty stays loading, and is fetched again until it is complete", async () => {
    const { observePage, observe, advance, api, takeRequests } = setupClient();
    const page = observePage();
    const newest = observe(undefined);
    await advance();
    for (const request of api.requests) await request.resolve(pageOf([], false, false));
    assert.deepEqual([describeView(page.view), describeView(newest.view)], ["loading", "loading"]);
    takeRequests();
    await advance(8000);
    const again = api.requests.slice(2);
    assert.equal(again.length, 2);
    for (const request of again) await request.resolve(pageOf([]));
    assert.deepEqual([describeView(page.view), describeView(newest.view)], ["[]", "none"]);
    takeRequests();
    await advance(120_000);
    assert.deepEqual(takeRequests(), []);
  });

  test("shows the connections that it has, and is fetched again", async () => {
    const { observePage, advance, lastRequest, takeRequests } = setupClient();
    const page = observePage();
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1")], false, false));
    assert.match(describeView(page.view), /conn_1/);
    takeRequests();
    await advance(8000);
    assert.equal(takeRequests().length, 1);
  });
});

describe("a host that asks to wait", () => {
  test("stays loading for minutes, and is asked again after its Retry-After", async () => {
    const { observePage, observe, advance, api, takeRequests } = setupClient();
    const [page, one] = [observePage(), observe("conn_1")];
    await advance();
    for (let retry = 0; retry < 30; retry++) {
      for (const request of api.requests.filter(({ settled }) => !settled)) await request.reject(starting());
      assert.deepEqual([describeView(page.view), describeView(one.view)], ["loading", "loading"], `retry ${retry}`);
      takeRequests();
      await advance(5000);
      assert.equal(takeRequests().length, 2, `retry ${retry}`);
    }
  });

  test("is given up in the end", async () => {
    const { observePage, advance, lastRequest } = setupClient();
    const page = observePage();
    await advance();
    for (let retry = 0; retry < 100 && page.view.name === "loading"; retry++) {
      await lastRequest().reject(starting());
      await advance(5000);
    }
    assert.equal(describeView(page.view), "failed server_error");
  });

  test("leaves what is known, and marks it as stale", async () => {
    const { observePage, advance, lastRequest } = setupClient();
    const page = observePage({}, 10);
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1")]));
    await advance(10_000);
    await lastRequest().reject(starting());
    assert.equal(page.view.name === "known" && page.view.stale, true);
  });
});
