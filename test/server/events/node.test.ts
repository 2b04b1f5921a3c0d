import assert from "node:assert/strict";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { toNodeHandler } from "../../../src/server/node.js";
import { eventReader, setupEvents } from "./events-setup.js";
import { settle, waitUntil } from "../handler-setup.js";

/** Starts a node:http server on loopback. */
async function setup(t: TestContext) {
  const parts = setupEvents();
  const listener = toNodeHandler(parts.handler);
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/ofauth/events`;
  const headers = { "sec-fetch-site": "same-origin", "x-user": "user-1" };
  const connections = () => new Promise<number>((resolve) => void server.getConnections((_, count) => resolve(count)));
  return { ...parts, url, headers, connections };
}

test("a node:http server sends each event at once", async (t) => {
  const { url, headers, publish } = await setup(t);
  const response = await fetch(url, { headers });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const source = eventReader(response.body!);
  for (const id of ["conn_1", "conn_2"]) {
    await publish(id);
    assert.equal(((await source.next()).data as { connectionId: string }).connectionId, id);
  }
  await source.cancel();
});

test("a stream is released when the browser disconnects", async (t) => {
  const { url, headers, openBackgroundTimers, publish } = await setup(t);
  const page = new AbortController();
  const source = eventReader((await fetch(url, { headers, signal: page.signal })).body!);
  await publish("conn_1");
  await source.next();
  assert.equal(openBackgroundTimers(), 2);
  page.abort();
  await waitUntil(() => openBackgroundTimers() === 0);
});

test("the response ends after ten minutes", async (t) => {
  const { url, headers, advance } = await setup(t);
  const source = eventReader((await fetch(url, { headers })).body!);
  await advance(10 * 60_000);
  await source.untilOver();
});

test("a stream that is not read is closed, and the server keeps running", async (t) => {
  const { url, headers, openBackgroundTimers, publish } = await setup(t);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers }, resolve).on("error", reject);
  });
  const response = await answered;
  response.pause();
  // More than the sockets' own buffers hold.
  const status = "x".repeat(64);
  for (let index = 0; openBackgroundTimers() > 0; index++) {
    assert.ok(index < 100_000, "never dropped");
    await publish(`conn_${index % 10}`, "user-1", status);
    if (index % 100 === 0) await settle();
  }
  response.destroy();
  const source = eventReader((await fetch(url, { headers })).body!);
  await publish("conn_1");
  await source.next();
  await source.cancel();
});
