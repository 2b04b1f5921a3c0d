/** Compares the host's clock with this machine's: webhook signatures and sessions are valid for a limited time. */
import { linkRoutes } from "../../protocol/link-contract.js";
import { pageRequest } from "../browser-requests.js";
import { fail, ok, runCheck, skipped, warn, type Check, type Finding } from "../finding.js";
import { siteUrl, type Site } from "../site.js";

const clock: Check = { id: "clock", area: "Time", title: "Clock" };
/** The server handler rejects webhook signatures that are older. */
const WEBHOOK_TOLERANCE_SECONDS = 300;
const WARN_FROM_SECONDS = 60;

export function checkClock({ page, endpoint, client }: Site): Promise<Finding> {
  return runCheck(clock, async () => {
    const url = siteUrl(endpoint, linkRoutes.linkInit);
    const { headers, sentAt, receivedAt } = await client.send(url, pageRequest(page, url));
    const date = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(date)) return skipped(clock, "the response has no valid Date header");
    if (headers.has("age")) return skipped(clock, "the response comes from a cache, so its Date is old");
    // Date has whole seconds, and the host wrote it between the request and the response.
    const ahead = Math.round((date + 500 - (sentAt + receivedAt) / 2) / 1000);
    const difference = Math.abs(ahead);
    if (difference <= 2) return ok(clock, "in sync with this machine");
    const seen = `${difference} seconds ${ahead > 0 ? "ahead" : "behind"}`;
    if (difference < WARN_FROM_SECONDS) return ok(clock, seen);
    const advice = `Synchronize both clocks with NTP; this machine's may be the wrong one. From ${WEBHOOK_TOLERANCE_SECONDS} seconds on, webhooks are rejected, because a signature is valid for 5 minutes.`;
    return difference < WEBHOOK_TOLERANCE_SECONDS ? warn(clock, seen, advice) : fail(clock, seen, advice);
  });
}
