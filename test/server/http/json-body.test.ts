import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { sameOriginHeaders } from "../fake-browser.js";
import { assertError, setupHandler, waitUntil } from "../handler-setup.js";

const headers = { ...sameOriginHeaders, "content-type": "application/json" };
const routes = [
  ["POST", "/link/init"],
  ["POST", "/link/complete"],
  ["POST", "/connections/import"],
  ["PATCH", "/connections/import/conn_1"],
] as const;

/** A body that sends its beginning and then nothing. */
function stoppingBody(text: string) {
  const state = { isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    cancel: () => void (state.isCancelled = true),
  });
  return { body, state };
}

describe("a JSON body that stops", () => {
  for (const [method, path] of routes) {
    test(`is a 408 of ${method} ${path}, and OFAuth is not asked`, async () => {
      const { browser, ofauth, fireTimers, openTimers } = setupHandler({ allowImport: true });
      ofauth.connections = [connectionOf("conn_1", "user-1", { imported: true })];
      const { body, state } = stoppingBody('{"attemptId":"attempt-0001",');
      const response = browser().send(`/api/ofauth${path}`, { method, headers, body });
      // One timer for authorize, which has ended, then one for the body.
      await waitUntil(() => openTimers() > 0 && body.locked);
      fireTimers();
      await assertError(await response, 408, "timeout");
      // Not cancelled: hosts may end the connection then, or the process.
      assert.deepEqual([ofauth.requests.length, state.isCancelled, body.locked, openTimers()], [0, false, false, 0]);
    });
  }

  test("is a 499 when the client is gone", async () => {
    const { browser } = setupHandler();
    const { body, state } = stoppingBody("{");
    const client = new AbortController();
    const { signal } = client;
    const response = browser().send("/api/ofauth/link/init", { method: "POST", headers, body, signal });
    await waitUntil(() => body.locked);
    client.abort();
    assert.equal((await response).status, 499);
    await waitUntil(() => !body.locked);
    assert.ok(!state.isCancelled);
  });
});
