/**
 * `npm run bench -- soak`: whether the handler's memory stays bounded. Sends two times 100,000 requests of every kind to
 * a handler with the memory store, and compares the heap after each half. The clock advances by 10 seconds with each
 * request, so that each half is 11 days long and everything that has an end comes to it.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createHandler } from "../../src/server/handler.js";
import { connectionOf, fakeOFAuth } from "../server/fake-ofauth.js";
import { fakeBrowser } from "../server/fake-browser.js";
import { ofauthHeaders, plainSecret } from "../support/sign-webhook.js";

const REQUESTS_PER_HALF = 100_000;
const USERS = 50;
const MS_PER_REQUEST = 10_000;
/** How far the second heap may exceed the first. */
const LIMIT = 1.1;

interface Half {
  readonly heapBytes: number;
  readonly failures: number;
}

export async function measureSoak(): Promise<readonly [Half, Half]> {
  const collectGarbage = exposeGarbageCollector();
  const ofauth = fakeOFAuth();
  // The fake records each request for tests; here the records would be the leak.
  ofauth.requests.push = () => 0;
  const clock = { now: Date.parse("2026-01-01T00:00:00Z") };
  const handler = createHandler(
    {
      apiKey: "sk_sandbox_0123456789abcdef",
      authorize: (request) => ({ clientReferenceId: request.headers.get("x-user") ?? "" }),
      fetch: ofauth.fetch,
      webhookSecret: plainSecret,
      initLimit: 1_000_000,
      onError: () => undefined,
      now: () => clock.now,
    },
    // Nothing here takes long enough to time out, and no background work is wanted at a time of its own.
    { timer: () => () => undefined, backgroundTimer: () => () => undefined },
  );
  let count = 0;
  let failures = 0;

  /** Awaits one request; every answer of these must be a success. */
  async function expectSuccess(request: Promise<Response>): Promise<void> {
    count++;
    clock.now += MS_PER_REQUEST;
    const response = await request;
    if (!response.ok) failures++;
    await response.body?.cancel();
  }

  function sendWebhook(connection: object): Promise<Response> {
    const timestamp = new Date(clock.now).toISOString();
    const body = JSON.stringify({
      type: "connection.updated",
      timestamp,
      data: { clientReferenceId: Reflect.get(connection, "clientReferenceId"), connection },
    });
    const headers = { "content-type": "application/json", ...ofauthHeaders(body, Math.floor(clock.now / 1000)) };
    return handler(new Request("https://app.example/api/ofauth/webhooks", { method: "POST", headers, body }));
  }

  async function openAndLeaveStream(browser: ReturnType<typeof fakeBrowser>): Promise<void> {
    const page = new AbortController();
    await expectSuccess(browser.get("/events", page.signal));
    page.abort();
  }

  /** One user's life: connect, read, change, disconnect. About ten requests. */
  async function live(round: number): Promise<void> {
    const user = `user-${round % USERS}`;
    const browser = fakeBrowser(handler, "https://app.example", user);
    const attemptId = `attempt-${round}`;
    const id = `conn_${round}`;
    const createdAt = new Date(clock.now).toISOString();
    await expectSuccess(browser.init(attemptId, "embed"));
    const connection = connectionOf(id, user, { createdAt, updatedAt: createdAt });
    ofauth.connections.unshift(connection);
    await expectSuccess(sendWebhook(connection));
    await expectSuccess(browser.complete(attemptId, id));
    await expectSuccess(browser.get("/connections"));
    await expectSuccess(browser.get(`/connections/${id}`));
    await expectSuccess(browser.get(`/connections?ids=${id},conn_unknown`));
    await expectSuccess(sendWebhook({ ...connection, status: "expired" }));
    await openAndLeaveStream(browser);
    await expectSuccess(browser.invalidate(id));
    await expectSuccess(browser.disconnect(id));
  }

  let round = 0;
  async function runHalf(end: number): Promise<Half> {
    failures = 0;
    while (count < end) await live(round++);
    collectGarbage();
    return { heapBytes: process.memoryUsage().heapUsed, failures };
  }

  return [await runHalf(REQUESTS_PER_HALF), await runHalf(2 * REQUESTS_PER_HALF)];
}

export function printSoak([first, second]: readonly [Half, Half]): void {
  const ratio = second.heapBytes / first.heapBytes;
  const toMB = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `Heap after 100,000 requests: ${toMB(first.heapBytes)}, after 200,000: ${toMB(second.heapBytes)}; ratio ${ratio.toFixed(3)} (limit ${LIMIT}).`,
  );
  const failures = first.failures + second.failures;
  if (failures > 0) throw new Error(`${failures} requests failed.`);
  if (ratio > LIMIT) throw new Error("The heap grew by more than 10 %.");
}

function exposeGarbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
