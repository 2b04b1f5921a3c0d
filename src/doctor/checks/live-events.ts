/** `GET events` for a signed-in user: a stream that begins at once, and that nothing on the way keeps back. */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { fail, look, ok, skipped, warn, type About, type Finding } from "../finding.js";
import { routeAt, type RouteQuestion } from "./routes.js";
import { describe, quoted } from "../describe-response.js";
import { fromPage } from "../browser-requests.js";

const stream: About = { id: "event-stream", area: "Live events", title: "Event stream" };

export function checkEvents({ page, endpoint, visitor }: RouteQuestion): Promise<Finding> {
  return look(stream, async () => {
    const url = routeAt(endpoint, connectionRoutes.events);
    const visit = fromPage(page, url);
    const answer = await visitor.listen(url, {
      ...visit,
      headers: { ...visit.headers, accept: "text/event-stream" },
      signedIn: true,
    });
    const { status, headers, text } = answer;
    const seen = describe(answer, url);
    if (status === 404 || status === 405)
      return skipped(stream, `${seen}: this host does not have it`, "Pages hear of changes only when they read again.");
    if (status === 401) return skipped(stream, "nobody is signed in");
    if (status !== 200)
      return fail(
        stream,
        seen + quoted(answer),
        "Answer a signed-in user with a stream; see the finding about the session.",
      );
    if (!/^text\/event-stream\b/i.test(headers.get("content-type") ?? ""))
      return fail(stream, seen, "Answer with the content type text/event-stream.");
    if (text === "")
      return fail(
        stream,
        "nothing arrives within 5 seconds",
        "Something keeps the stream back: switch buffering (nginx: proxy_buffering off) and compression off for this route.",
      );
    const packed = headers.get("content-encoding");
    if (packed !== null && packed !== "identity")
      return warn(stream, `packed (${packed})`, "Switch compression off for this route: it keeps small messages back.");
    return ok(stream, "it begins at once");
  });
}
