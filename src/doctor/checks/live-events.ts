/** Checks the event stream of a signed-in user: it must begin at once, stay open while idle, and nothing may buffer it. */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { pageRequest } from "../browser-requests.js";
import { describeResponse, describeWithMessage, isRouteMissing } from "../describe-response.js";
import { fail, ok, runCheck, skipped, warn, type Check, type Finding } from "../finding.js";
import { siteUrl, type Site } from "../site.js";
import type { StreamResponse } from "../site-client.js";

const eventStream: Check = { id: "event-stream", area: "Live events", title: "Event stream" };
/** The server handler sends something at least every 8 seconds. */
const LONGEST_SILENCE_MS = 20_000;

interface LiveEventsContext extends Site {
  /** How long to watch the stream, in milliseconds; 0: only its beginning. */
  readonly watchMs: number;
}

export function checkLiveEvents({ page, endpoint, client, watchMs }: LiveEventsContext): Promise<Finding> {
  return runCheck(eventStream, async () => {
    const url = siteUrl(endpoint, connectionRoutes.events);
    const request = pageRequest(page, url);
    const headers = { ...request.headers, accept: "text/event-stream" };
    const response = await client.openStream(url, { ...request, headers, signedIn: true }, watchMs);
    const seen = describeResponse(response, url);
    if (isRouteMissing(response)) {
      return skipped(
        eventStream,
        `${seen}: this host does not have the route`,
        "Without it, pages show changes only after their next fetch.",
      );
    }
    if (response.status === 401) return skipped(eventStream, "no user is signed in");
    if (response.status !== 200) {
      return fail(
        eventStream,
        describeWithMessage(response, url),
        "Respond to a signed-in user with an event stream. See also the findings about the session.",
      );
    }
    if (!/^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "")) {
      return fail(eventStream, seen, "Respond with the content type text/event-stream.");
    }
    return judgeStream(response, watchMs);
  });
}

function judgeStream({ headers, arrivals, endedAfter }: StreamResponse, watchMs: number): Finding {
  const encoding = headers.get("content-encoding");
  const compression = encoding !== null && encoding !== "identity" ? `compressed (${encoding})` : undefined;
  if (endedAfter !== undefined) {
    return warn(
      eventStream,
      arrivals.length === 0
        ? "ends without an event"
        : `begins at once, and is ended after ${seconds(endedAfter)} without an event`,
      "Something ends idle streams, and each page connects again each time: raise the idle timeout of the server (Bun: idleTimeout, 10 seconds) or of the proxy, and the time limit of the function.",
    );
  }
  if (arrivals.length === 0) {
    return fail(
      eventStream,
      `nothing arrives within 5 seconds${compression === undefined ? "" : `, ${compression}`}`,
      compression === undefined
        ? "A proxy or a middleware holds the stream back: turn buffering off for this route (nginx: proxy_buffering off)."
        : "Compression holds the stream back: turn it off for this route, or mount the handler before it (Express: compression()). It should heed Cache-Control: no-transform.",
    );
  }
  const silence = longestSilence(arrivals, watchMs);
  if (silence >= LONGEST_SILENCE_MS) {
    return warn(
      eventStream,
      `begins at once, and then nothing arrives for ${seconds(silence)}${compression === undefined ? "" : `, ${compression}`}`,
      "Something holds the stream back (a buffer or compression), or the host sends no heartbeat: proxies end a stream that is idle. Send a comment at least every 8 seconds, as the server handler does.",
    );
  }
  if (compression !== undefined) {
    return warn(eventStream, compression, "Turn compression off for this route: it holds small messages back.");
  }
  if (watchMs === 0) return ok(eventStream, "begins at once");
  return ok(
    eventStream,
    `begins at once, and is open after ${seconds(watchMs)} with at most ${seconds(silence)} of silence`,
  );
}

/** The longest time without a piece, from the first one to the end of the watch. */
function longestSilence(arrivals: readonly number[], watchMs: number): number {
  const end = (arrivals[0] ?? 0) + watchMs;
  const times = [...arrivals.filter((at) => at < end), end];
  return Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? 0)));
}

const seconds = (ms: number): string => {
  const rounded = Math.round(ms / 1000);
  return rounded === 1 ? "1 second" : `${rounded} seconds`;
};
