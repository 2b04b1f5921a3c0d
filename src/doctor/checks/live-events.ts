/** Checks the event stream of a signed-in user: it must begin at once, and no proxy may buffer it. */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { pageRequest } from "../browser-requests.js";
import { describeResponse, describeWithMessage, isRouteMissing } from "../describe-response.js";
import { fail, ok, runCheck, skipped, warn, type Check, type Finding } from "../finding.js";
import { siteUrl, type Site } from "../site.js";

const eventStream: Check = { id: "event-stream", area: "Live events", title: "Event stream" };

export function checkLiveEvents({ page, endpoint, client }: Site): Promise<Finding> {
  return runCheck(eventStream, async () => {
    const url = siteUrl(endpoint, connectionRoutes.events);
    const request = pageRequest(page, url);
    const response = await client.openStream(url, {
      ...request,
      headers: { ...request.headers, accept: "text/event-stream" },
      signedIn: true,
    });
    const { status, headers, text } = response;
    const seen = describeResponse(response, url);
    if (isRouteMissing(response)) {
      return skipped(
        eventStream,
        `${seen}: this host does not have the route`,
        "Without it, pages show changes only after their next fetch.",
      );
    }
    if (status === 401) return skipped(eventStream, "no user is signed in");
    if (status !== 200) {
      return fail(
        eventStream,
        describeWithMessage(response, url),
        "Respond to a signed-in user with an event stream. See also the findings about the session.",
      );
    }
    if (!/^text\/event-stream\b/i.test(headers.get("content-type") ?? "")) {
      return fail(eventStream, seen, "Respond with the content type text/event-stream.");
    }
    if (text === "") {
      return fail(
        eventStream,
        "nothing arrives within 5 seconds",
        "A proxy or a middleware buffers the stream: turn buffering (nginx: proxy_buffering off) and compression off for this route.",
      );
    }
    const encoding = headers.get("content-encoding");
    if (encoding !== null && encoding !== "identity") {
      return warn(
        eventStream,
        `compressed (${encoding})`,
        "Turn compression off for this route: it holds small messages back.",
      );
    }
    return ok(eventStream, "begins at once");
  });
}
