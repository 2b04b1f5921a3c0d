/** Intercepts that make the host's backend answer a request unexpectedly. */
import type { Intercept } from "../../support/site.js";

const path = (url: string | undefined): string => (url ?? "").replace(/^\/api\/ofauth/, "").replace(/\/?(\?.*)?$/, "");

/** Answers `route` (`/link/init`) with `status` and `body`; as JSON unless `type` says otherwise. */
export function respondWith(
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

/** Redirects every address to itself with a slash, as Next does with `trailingSlash`. */
export const addSlash: Intercept = (request, response) => {
  const [address = "", query] = (request.url ?? "").split("?");
  if (address.endsWith("/")) return false;
  request.resume();
  response.writeHead(308, { location: `${address}/${query ? `?${query}` : ""}` }).end();
  return true;
};

/** Never answers. `abortedCount` returns how many requests the browser has aborted. */
export function neverRespond(route: string): { readonly intercept: Intercept; readonly abortedCount: () => number } {
  let abortedCount = 0;
  return {
    intercept: (request, response) => {
      if (path(request.url) !== route) return false;
      request.resume();
      response.on("close", () => abortedCount++);
      return true;
    },
    abortedCount: () => abortedCount,
  };
}

/** Resets the connection in the middle of the answer: Chromium retries a request that is reset before the answer. */
export function resetConnection(route: string): Intercept {
  return (request, response) => {
    if (path(request.url) !== route) return false;
    request.resume();
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write("{", () => request.socket.destroy());
    return true;
  };
}

/** Runs `action` at each request of `route`, which is then handled as usual. */
export function onRequest(route: string, action: () => void): Intercept {
  return (request) => {
    if (path(request.url) === route) action();
    return false;
  };
}
