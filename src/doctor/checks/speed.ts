/** Says how fast the routes responded to the requests of the other checks. */
import { fail, ok, skipped, warn, type Check, type Finding } from "../finding.js";
import type { Site } from "../site.js";
import type { Timing } from "../site-client.js";

const speed: Check = { id: "speed", area: "Time", title: "Responses" };
/** From here on, users notice that they wait (Nielsen: the limit of an uninterrupted flow of thought). */
const SLOW_MS = 1000;
/** A third of the time after which the elements give up, and half of that of OFAuth's webhooks. */
const TOO_SLOW_MS = 5000;

export function checkSpeed({ endpoint, client }: Site): Finding {
  const timings = client.timings.filter(
    ({ url }) => url.origin === endpoint.origin && url.pathname.startsWith(endpoint.pathname),
  );
  const sorted = [...timings].sort((one, other) => one.ms - other.ms);
  const slowest = sorted.at(-1);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!slowest || !median) return skipped(speed, "no route responded");
  const route = `${slowest.method} ${routeOf(slowest, endpoint)}`;
  const seen = `median ${duration(median.ms)}, slowest ${duration(slowest.ms)} (${route}), of ${timings.length} requests`;
  if (slowest.ms < SLOW_MS) return ok(speed, seen);
  const advice =
    "Users notice 1 second after a click; the elements give up after 15 seconds, and OFAuth's webhooks after 10. Look for a slow session in authorize, a cold start, or a store far away.";
  return slowest.ms < TOO_SLOW_MS ? warn(speed, seen, advice) : fail(speed, seen, advice);
}

const routeOf = ({ url }: Timing, endpoint: URL): string => url.pathname.slice(endpoint.pathname.length + 1);
const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
