/** What a host's backend can do to a request, other than what it should. */
import type { Intercept } from "../../support/site.js";

const path = (url: string | undefined): string => (url ?? "").replace(/^\/api\/ofauth/, "").replace(/\?.*$/, "");

/** Answers `route` (`/link/init`) with `status` and `body`; as JSON unless `type` says otherwise. */
export function answering(
  route: string,
  status: number,
  body: string | object = "",
  headers: Readonly<Record<string, string>> = {},
): Intercept {
  return (request, response) => {
    if (path(request.url) !== route) return false;
    const isText = typeof body === "string";
    const type = isText ? "text/html" : "application/json";
    request.resume();
    response.writeHead(status, { "content-type": type, ...headers }).end(isText ? body : JSON.stringify(body));
    return true;
  };
}

/** Never answers. `given up` counts the requests that the browser has taken back. */
export function hanging(route: string): { readonly intercept: Intercept; readonly givenUp: () => number } {
  let givenUp = 0;
  return {
    intercept: (request, response) => {
      if (path(request.url) !== route) return false;
      request.resume();
      response.on("close", () => givenUp++);
      return true;
    },
    givenUp: () => givenUp,
  };
}

/** Cuts the connection in the middle of the answer: Chromium sends again by itself what was cut before it. */
export function resetting(route: string): Intercept {
  return (request, response) => {
    if (path(request.url) !== route) return false;
    request.resume();
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write("{", () => request.socket.destroy());
    return true;
  };
}

/** Does something at each request of `route`, which then goes its usual way. */
export function noticing(route: string, action: () => void): Intercept {
  return (request) => {
    if (path(request.url) === route) action();
    return false;
  };
}
