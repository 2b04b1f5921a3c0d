import assert from "node:assert/strict";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
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

test("a stream that is not read stays open, without filling the memory, and gets one reset once it is read", async (t) => {
  const { url, headers, openBackgroundTimers, publish } = await setup(t);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers }, resolve).on("error", reject);
  });
  const response = await answered;
  response.pause();
  // More than the sockets' own buffers hold.
  const count = 30_000;
  for (let index = 0; index < count; index++) {
    await publish(`conn_${index}`, "user-1", "x".repeat(64));
    if (index % 50 === 0) await settle();
  }
  assert.equal(openBackgroundTimers(), 2);
  const source = eventReader(Readable.toWeb(response) as ReadableStream<Uint8Array>);
  const names: string[] = [];
  for (;;) {
    const { event, data } = await source.next();
    names.push(event === "reset" ? event : (data as { connectionId: string }).connectionId);
    if (event === "reset") await publish("conn_after");
    if (names.at(-1) === "conn_after") break;
  }
  assert.ok(names.length < count, "messages were dropped");
  assert.deepEqual(
    names.filter((name) => !/^conn_\d+$/.test(name)),
    ["reset", "conn_after"],
  );
  response.destroy();
  await waitUntil(() => openBackgroundTimers() === 0);
});

test("a page that missed more changes than a stream may send at once stays connected", async (t) => {
  const { url, headers, publish } = await setup(t);
  await publish("conn_0");
  const first = eventReader((await fetch(url, { headers })).body!);
  await first.untilIdle();
  await first.cancel();
  for (let index = 0; index < 200; index++) await publish(`conn_${index}`);
  const resumed = { ...headers, "last-event-id": first.lastId };
  const source = eventReader((await fetch(url, { headers: resumed })).body!);
  assert.equal((await source.next()).event, "reset");
  await publish("conn_after");
  assert.equal(((await source.next()).data as { connectionId: string }).connectionId, "conn_after");
  await source.cancel();
});
