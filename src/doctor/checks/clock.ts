/** Are the host's clock and ours the same? Signatures of webhooks, and sessions, are good for a time. */
import { linkRoutes } from "../../protocol/link-contract.js";
import { fail, look, ok, skipped, warn, type About, type Finding } from "../finding.js";
import { routeAt, type RouteQuestion } from "./routes.js";
import { fromPage } from "../browser-requests.js";

const clock: About = { id: "clock", area: "Clock", title: "Clock" };
/** Seconds. */
const webhookTolerance = 300;
const noticeable = 60;

export function checkClock({ page, endpoint, visitor }: RouteQuestion): Promise<Finding> {
  return look(clock, async () => {
    const url = routeAt(endpoint, linkRoutes.linkInit);
    const { headers, sentAt, receivedAt } = await visitor.ask(url, fromPage(page, url));
    const date = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(date)) return skipped(clock, "the host does not say what time it is");
    if (headers.has("age")) return skipped(clock, "a cache has answered, with an old time");
    // The header has whole seconds, and was written at some moment between the two.
    const ahead = Math.round((date + 500 - (sentAt + receivedAt) / 2) / 1000);
    const off = Math.abs(ahead);
    if (off <= 2) return ok(clock, "the same as here");
    const seen = `${off} seconds ${ahead > 0 ? "ahead" : "behind"}`;
    if (off < noticeable) return ok(clock, seen);
    const advice = `Let both clocks follow NTP; this machine's may be the wrong one. From ${webhookTolerance} seconds on, webhooks are refused: a signature is good for 5 minutes.`;
    return off < webhookTolerance ? warn(clock, seen, advice) : fail(clock, seen, advice);
  });
}
