/**
 * `npm run bench -- server`: what one request costs the server and OFAuth, at any number of connections. A fake OFAuth in
 * this process answers; the clock is fake where an hour passes.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Hono } from "hono";
import { createClient } from "redis";
import { createHandler } from "../../src/server/handler.js";
import type { OFAuthHandlerOptions } from "../../src/server/options.js";
import { createMemoryStore } from "../../src/server/store/memory-store.js";
import { openRedisStore } from "../../src/server/store/open-redis-store.js";
import { pause, startTimer } from "../../src/server/http/timeout.js";
import { connectionOf, json, type WireConnection } from "../server/fake-ofauth.js";
import { ofauthHeaders, plainSecret } from "../support/sign-webhook.js";
import { startRedis } from "../support/redis-server.js";
import { median, quantile } from "./quantile.js";
import { number, printTable } from "./table.js";

const SIZES = [50, 9000, 50_000] as const;
const SECOND_MS = 1000;
const start = Date.parse("2026-01-01T00:00:00Z");
const endpoint = "https://app.example/api/ofauth";
const get = (path: string, user: string) =>
  new Request(endpoint + path, { headers: { "x-user": user, "sec-fetch-site": "same-origin" } });

/** Sets up a handler with a list of `count` connections, a fake clock and timers that `advance` ends. */
function setup(count: number, options: Partial<OFAuthHandlerOptions> = {}) {
  const page = { ms: 0 };
  const list: WireConnection[] = Array.from({ length: count }, (_, index) =>
    connectionOf(`conn_${index}`, `user-${index}`, { createdAt: new Date(start - index * 60_000).toISOString() }),
  );
  const clock = { now: start };
  const timers = new Map<() => void, number>();
  let requests = 0;
  const fetch = async (url: string): Promise<Response> => {
    requests++;
    if (page.ms > 0) await pause(page.ms, startTimer, new AbortController().signal);
    const { pathname, searchParams } = new URL(url);
    if (pathname === "/v2/link/init") return json({ mode: "hosted", url: "https://link.ofauth.com/cs_1" });
    const [offset, limit] = [Number(searchParams.get("offset")), Number(searchParams.get("limit"))];
    return json({ list: list.slice(offset, offset + limit), hasMore: offset + limit < count });
  };
  const timer = (ms: number, onEnd: () => void) => {
    timers.set(onEnd, clock.now + ms);
    return () => timers.delete(onEnd);
  };
  const handler = createHandler(
    {
      apiKey: "sk_sandbox_0123456789abcdef",
      authorize: async (request) => ({ clientReferenceId: request.headers.get("x-user") ?? "" }),
      fetch,
      onError: (error) => console.error(error),
      store: createMemoryStore({ now: () => clock.now }),
      now: () => clock.now,
      ...options,
    },
    { timer, backgroundTimer: timer },
  );
  return {
    handler,
    clock,
    page,
    takeRequests: () => {
      const taken = requests;
      requests = 0;
      return taken;
    },
    /** Lets background work of this process go on until it waits for a timer. */
    settle: async (turns = 5) => {
      for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => void setImmediate(resolve));
    },
    advance: (ms: number) => {
      clock.now += ms;
      for (const [onEnd, at] of timers) {
        if (at > clock.now) continue;
        timers.delete(onEnd);
        onEnd();
      }
    },
    /** Reads OFAuth's whole list, as a process does when it starts. */
    fill: async () => {
      for (let step = 0; step <= count / 3900; step++) await handler.maintain();
      requests = 0;
    },
  };
}

/** Upstream requests of one `GET connections`, with those behind it, and the time of the answer. */
async function measureRequest(count: number, msPerPage: number) {
  const { handler, clock, page, fill, settle, takeRequests } = setup(count);
  await fill();
  page.ms = msPerPage;
  const times: number[] = [];
  let upstream = 0;
  // Fewer than the minutes until the next walk, which is another row of the table.
  for (let i = 0; i < 9; i++) {
    clock.now += 60 * SECOND_MS;
    const before = performance.now();
    const response = await handler(get("/connections", `user-${i % count}`));
    times.push(performance.now() - before);
    if (!response.ok) throw new Error(`GET connections answered ${response.status}.`);
    if (msPerPage === 0) await settle(20);
    upstream = Math.max(upstream, takeRequests());
  }
  return { upstream, ms: median(times) };
}

/** Upstream requests in an hour in which a page reads every second. */
async function measureHour(hasWebhooks: boolean): Promise<number> {
  const options = hasWebhooks ? { webhookSecret: plainSecret } : {};
  const { handler, fill, advance, settle, takeRequests } = setup(9000, options);
  await fill();
  for (let second = 0; second < 3600; second++) {
    advance(SECOND_MS);
    await (await handler(get("/connections", `user-${second}`))).arrayBuffer();
    // A walk of 91 pages takes some turns of the event loop.
    await settle(second % 60 === 0 ? 3000 : 5);
  }
  return takeRequests();
}

/** Commands that Redis runs for one page of 10 of an owner of 5,000, those of scripts included. */
async function measureRedis(): Promise<number> {
  const ends: (() => Promise<void>)[] = [];
  const redis = await startRedis((end) => void ends.push(end));
  const raw = await createClient({ url: redis.url }).connect();
  const store = openRedisStore({ url: redis.url }, startTimer);
  try {
    const { handler, settle } = setup(10, { store });
    await handler(get("/connections", "user-1"));
    await settle(100);
    const at = start;
    for (let first = 0; first < 5000; first += 100) {
      const entries = Array.from({ length: 100 }, (_, i) => ({
        connection: connectionOf(`conn_own-${first + i}`, "owner"),
        at,
      }));
      await store.put(entries);
    }
    await raw.sendCommand(["CONFIG", "RESETSTAT"]);
    const response = await handler(get("/connections", "owner"));
    const { list } = (await response.json()) as { list: unknown[] };
    if (list.length !== 10) throw new Error(`Redis answered ${list.length} connections.`);
    const stats = await raw.info("commandstats");
    const calls = Array.from(stats.matchAll(/^cmdstat_([^:|]+)[^:]*:calls=(\d+)/gm));
    const counted = calls.filter(([, name]) => !["info", "config", "hello", "client"].includes(name!));
    return counted.reduce((sum, [, , count]) => sum + Number(count), 0);
  } finally {
    await store.close();
    raw.destroy();
    for (const end of ends) await end();
  }
}

/** Requests to a bare Hono app that does the same work: the least that each route has to do. */
function bareApp() {
  const connections = new Map([["conn_1", connectionOf("conn_1", "user-1")]]);
  const key = crypto.subtle.importKey("raw", Buffer.from(plainSecret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
  const app = new Hono();
  const authorize = async (request: Request) => request.headers.get("x-user");
  app.get("/api/ofauth/connections/:id", async ({ req }) => {
    const user = await authorize(req.raw);
    const found = connections.get(req.param("id"));
    return found?.clientReferenceId === user ? json(found) : json({}, 404);
  });
  app.post("/api/ofauth/link/init", async ({ req }) => {
    const user = await authorize(req.raw);
    const { attemptId, mode } = (await req.raw.json()) as Record<string, string>;
    const record = new TextEncoder().encode(JSON.stringify({ user, attemptId, mode, nonce: crypto.randomUUID() }));
    const signature = Buffer.from(await crypto.subtle.sign("HMAC", await key, record)).toString("base64url");
    const upstream = await Promise.resolve(json({ mode: "hosted", url: "https://link.ofauth.com/cs_1" }));
    const cookie = `ofauth-${attemptId}=${Buffer.from(record).toString("base64url")}.${signature}; HttpOnly`;
    return json(await upstream.json(), 200, { "set-cookie": cookie });
  });
  app.post("/api/ofauth/webhooks", async ({ req }) => {
    const body = new Uint8Array(await req.raw.arrayBuffer());
    const [, time, hex] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(req.header("ofauth-signature") ?? "") ?? [];
    const signed = Buffer.concat([Buffer.from(`${time}.`), body]);
    const isValid = await crypto.subtle.verify("HMAC", await key, Buffer.from(hex ?? "", "hex"), signed);
    if (!isValid) return json({}, 400);
    const { data } = JSON.parse(new TextDecoder().decode(body)) as { data: { connection: WireConnection } };
    connections.set(data.connection.id, { ...connections.get("conn_1")!, ...data.connection });
    return json({ received: true });
  });
  return (request: Request) => app.fetch(request);
}

type Send = (request: Request) => Response | Promise<Response>;

/** CPU of one request against bare Hono, in turn: the median of the ratios. */
async function compare(send: Send, bare: Send, create: (index: number) => Request, count = 2000): Promise<number> {
  let index = 0;
  const run = async (target: Send): Promise<number> => {
    const requests = Array.from({ length: count }, () => create(index++));
    const before = process.cpuUsage();
    for (const request of requests) {
      const response = await target(request);
      if (!response.ok) throw new Error(`${new URL(request.url).pathname} answered ${response.status}.`);
      await response.arrayBuffer();
    }
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  await run(send);
  await run(bare);
  const ratios: number[] = [];
  for (let round = 0; round < 7; round++) ratios.push((await run(send)) / (await run(bare)));
  return median(ratios);
}

function webhookOf(index: number, now: number, id = "conn_1", owner = "user-1"): Request {
  const connection = { id, status: index % 2 === 0 ? "active" : "expired" };
  const timestamp = new Date(now + index).toISOString();
  const body = JSON.stringify({
    type: "connection.updated",
    timestamp,
    data: { clientReferenceId: owner, connection },
  });
  const headers = { "content-type": "application/json", ...ofauthHeaders(body, Math.floor(now / 1000)) };
  return new Request(`${endpoint}/webhooks`, { method: "POST", headers, body });
}

async function measureCpu(): Promise<readonly number[]> {
  const { handler, fill } = setup(50, { webhookSecret: plainSecret });
  await fill();
  const bare = bareApp();
  const init = (index: number) => {
    // No user starts more attempts than the limit allows.
    const headers = {
      "x-user": `user-${Math.floor(index / 4)}`,
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    };
    const body = JSON.stringify({ mode: "embed", attemptId: `attempt-${index}` });
    return new Request(`${endpoint}/link/init`, { method: "POST", headers, body });
  };
  return [
    await compare(handler, bare, () => get("/connections/conn_1", "user-1")),
    await compare(handler, bare, init),
    await compare(handler, bare, (index) => webhookOf(index, start)),
  ];
}

/** Heap of each of 5,000 open streams, and the time from a webhook to its page. */
async function measureStreams() {
  const count = 5000;
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const { handler, fill } = setup(count, { webhookSecret: plainSecret });
  await fill();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
  for (let i = 0; i < count; i++) readers.push((await handler(get("/events", `user-${i}`))).body!.getReader());
  collectGarbage();
  const heap = (process.memoryUsage().heapUsed - before) / count;
  const decoder = new TextDecoder();
  /** Resolves when the page has read the change of its connection. */
  async function untilRead(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    for (;;) {
      const { value, done } = await reader.read();
      if (done || decoder.decode(value).includes('data: {"connectionId"')) return;
    }
  }
  const times: number[] = [];
  for (let index = 0; index < 500; index++) {
    const user = (index * 7) % count;
    const sentAt = performance.now();
    const read = untilRead(readers[user]!);
    await handler(webhookOf(index, start, `conn_${user}`, `user-${user}`));
    await read;
    times.push(performance.now() - sentAt);
  }
  await Promise.all(readers.map((reader) => reader.cancel()));
  await handler.close();
  return { heap, ms: quantile(times, 0.95) };
}

export async function benchServer(): Promise<void> {
  const plain = await Promise.all(SIZES.map((size) => measureRequest(size, 0)));
  const slow: Awaited<ReturnType<typeof measureRequest>>[] = [];
  for (const size of SIZES) slow.push(await measureRequest(size, 200));
  const hours = [await measureHour(false), await measureHour(true)];
  const redis = await measureRedis();
  const cpu = await measureCpu();
  const streams = await measureStreams();
  const ratio = (value: number) => value.toFixed(1);
  printTable([
    ["what", "target", "measured"],
    [
      "upstream requests in one GET connections, at 50 · 9,000 · 50,000",
      "0 (1 behind)",
      `${plain.map(({ upstream }) => upstream).join(" · ")} behind`,
    ],
    [
      "time of the answer while a page takes 200 ms, against that at 50",
      "1 ×",
      slow.map(({ ms }) => `${ratio(ms / slow[0]!.ms)} ×`).join(" · "),
    ],
    [
      "upstream requests in an hour of reads, 9,000: without webhooks · with",
      "700 · 160",
      hours.map(number).join(" · "),
    ],
    ["Redis commands for one page of 10, owner of 5,000", "20", number(redis)],
    ["CPU against bare Hono: GET connections/{id} · link/init · webhook", "1.5 · 3 · 2.5", cpu.map(ratio).join(" · ")],
    [
      "5,000 open streams: heap each · webhook to page, 95th percentile",
      "17 kB · 50 ms",
      `${ratio(streams.heap / 1000)} kB · ${ratio(streams.ms)} ms`,
    ],
  ]);
}
