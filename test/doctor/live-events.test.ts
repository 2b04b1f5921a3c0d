import assert from "node:assert/strict";
import { test } from "node:test";
import { html, json, testHostCases } from "./host-cases.js";
import { createHost, examineHost, findingOf } from "./host.js";

const streaming = (body: string | null, headers: Record<string, string> = {}) =>
  respondingToUser(
    "/events",
    () =>
      new Response(body === null ? new ReadableStream() : body, {
        headers: { "content-type": "text/event-stream", ...headers },
      }),
  );
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
  {
    when: "the stream is compressed",
    host: streaming("retry: 3000\n\n", { "content-encoding": "gzip" }),
    id: "event-stream",
    outcome: "warn",
    seen: /gzip/,
    advice: /compression off/,
  },
]);

test("event-stream fails when a proxy buffers the stream", async () => {
  // The stream sends nothing, and the timeout for its first chunk ends at once.
  const host = createHost(streaming(null));
  const timeout = (ms: number) => (ms < 10_000 ? AbortSignal.abort() : new AbortController().signal);
  const found = findingOf(await examineHost(host, { timeout }), "event-stream");
  assert.equal(found.outcome, "fail");
  assert.match(found.seen, /nothing arrives/);
  assert.match(found.advice ?? "", /proxy_buffering off/);
});
