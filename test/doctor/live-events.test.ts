import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { createGzip } from "node:zlib";
import { html, json, testHostCases } from "./host-cases.js";
import { createHost, examineHost, findingOf } from "./host.js";

/** A host that responds to a request with credentials in its own way. */
function respondingToUser(path: string, response: () => Response) {
  return {
    intercept: (request: Request, respond: () => Promise<Response>) =>
      request.url.endsWith(path) && request.headers.has("cookie") ? response() : respond(),
  };
}

testHostCases("checkLiveEvents", [
  {
    when: "the host does not have events",
    host: respondingToUser("/events", () => html(404)),
    id: "event-stream",
    outcome: "skipped",
    seen: /does not have the route$/,
    advice: /next fetch/,
  },
  {
    when: "a signed-in user gets an error",
    host: respondingToUser("/events", () => json({ code: "rate_limited", message: "Too many." }, 429)),
    id: "event-stream",
    outcome: "fail",
    seen: /^429 rate_limited: "Too many\."$/,
    advice: /stream/,
  },
  {
    when: "the cookie belongs to no user",
    options: { credentials: { cookie: "session=expired" } },
    id: "event-stream",
    outcome: "skipped",
    seen: /no user is signed in/,
  },
  {
    when: "the response has another content type",
    host: respondingToUser("/events", () => json([])),
    id: "event-stream",
    outcome: "fail",
    seen: /application\/json/,
    advice: /text\/event-stream/,
  },
]);

/** A clock that a stream moves on: the timeouts that are due abort their signals. */
function createClock() {
  let time = Date.UTC(2026, 0, 1);
  const timeouts: { readonly at: number; readonly controller: AbortController }[] = [];
  return {
    now: () => time,
    timeout: (ms: number) => {
      const controller = new AbortController();
      timeouts.push({ at: time + ms, controller });
      return controller.signal;
    },
    moveTo(at: number) {
      time = Math.max(time, at);
      for (const timeout of timeouts) if (timeout.at <= time) timeout.controller.abort();
    },
  };
}

type Step = readonly [atSecond: number, text: string | null];

/** Watches a stream of these pieces, by a clock of its own; null ends it, and one that does not end falls silent. */
async function watch(steps: readonly Step[], { encoding, watchMs }: { encoding?: "gzip"; watchMs?: number } = {}) {
  const clock = createClock();
  const plain = (): ReadableStream<Uint8Array> => {
    const startedAt = clock.now();
    const rest = [...steps];
    return new ReadableStream(
      {
        pull(controller) {
          const [seconds, text] = rest.shift() ?? [Infinity, ""];
          // Silence: whatever waits for the next piece waits in vain.
          if (seconds === Infinity) {
            clock.moveTo(startedAt + 1e9);
            return new Promise(() => {});
          }
          clock.moveTo(startedAt + seconds * 1000);
          if (text === null) controller.close();
          else controller.enqueue(new TextEncoder().encode(text));
          return undefined;
        },
      },
      { highWaterMark: 0 },
    );
  };
  // gzip keeps what it gets until it has a block or its input ends, as middleware that does not flush.
  const body = () =>
    encoding
      ? plain().pipeThrough(new CompressionStream(encoding) as ReadableWritablePair<Uint8Array, Uint8Array>)
      : plain();
  const host = createHost(
    respondingToUser("/events", () => {
      const headers = { "content-type": "text/event-stream", ...(encoding && { "content-encoding": encoding }) };
      return new Response(body(), { headers });
    }),
  );
  const { now, timeout } = clock;
  const watched: number[] = [];
  const options = { now, timeout, watchMs, onWatch: (ms: number) => void watched.push(ms) };
  const { outcome, seen, advice = "" } = findingOf(await examineHost(host, options), "event-stream");
  return { outcome, seen, advice, watched };
}

const beats = (every: number, until: number): Step[] =>
  Array.from({ length: Math.floor(until / every) }, (_, index) => [(index + 1) * every, ":\n\n"] as const);
const first: Step = [0, "retry: 3000\n\n"];

test("event-stream is watched for 30 seconds, and passes with a heartbeat", async () => {
  const { outcome, seen, watched } = await watch([first, ...beats(8, 100)]);
  assert.deepEqual(watched, [30_000]);
  assert.equal(seen, "begins at once, and is open after 30 seconds with at most 8 seconds of silence");
  assert.equal(outcome, "ok");
});

for (const [when, steps, outcome, seen, advice] of [
  ["the stream is ended after 10 seconds", [first, [10, null]], "warn", /is ended after 10 seconds/, /idleTimeout/],
  [
    "the stream is ended although it has a heartbeat",
    [first, ...beats(8, 16), [20, null]],
    "warn",
    /is ended after 20 seconds/,
    /time limit of the function/,
  ],
  ["the stream ends at once", [[0, null]], "warn", /^ends without an event$/, /idle/],
  ["nothing follows the beginning", [first], "warn", /then nothing arrives for 30 seconds$/, /heartbeat/],
  ["a buffer holds the heartbeat back", [first, [24, ":\n\n:\n\n:\n\n"]], "warn", /for 24 seconds$/, /buffer/],
  ["nothing arrives at all", [], "fail", /^nothing arrives within 5 seconds$/, /proxy_buffering off/],
  ["the beginning is late", [[6, "retry: 3000\n\n"]], "fail", /^nothing arrives within 5 seconds$/, /holds the stream/],
] as const) {
  test(`event-stream ${outcome === "fail" ? "fails" : "warns"} when ${when}`, async () => {
    const found = await watch(steps);
    assert.equal(found.outcome, outcome, found.seen);
    assert.match(found.seen, seen);
    assert.match(found.advice, advice);
  });
}

test("event-stream fails when compression holds the stream back", async () => {
  const found = await watch([first, ...beats(8, 100)], { encoding: "gzip" });
  assert.equal(found.outcome, "fail");
  assert.equal(found.seen, "nothing arrives within 5 seconds, compressed (gzip)");
  assert.match(found.advice, /compression\(\).*no-transform/);
});

test("event-stream is not watched for 0 seconds", async () => {
  const { outcome, seen, watched } = await watch([first, [10, null]], { watchMs: 0 });
  assert.deepEqual([outcome, seen, watched], ["ok", "begins at once", []]);
});

test("event-stream warns when the stream is compressed but arrives", async () => {
  const compressed = () => {
    const gzip = createGzip();
    gzip.write(first[1]);
    gzip.flush();
    return new Response(Readable.toWeb(gzip) as ReadableStream, {
      headers: { "content-type": "text/event-stream", "content-encoding": "gzip" },
    });
  };
  const found = findingOf(await examineHost(createHost(respondingToUser("/events", compressed))), "event-stream");
  assert.deepEqual([found.outcome, found.seen], ["warn", "compressed (gzip)"]);
  assert.match(found.advice ?? "", /compression off/);
});
