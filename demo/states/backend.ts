/** A host's backend inside the page: each state defines the answers of its routes, and no request leaves the page. */

interface RouteRequest {
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Route = (request: RouteRequest) => Response | Promise<Response>;

export const json = (value: unknown, status = 200): Response => Response.json(value, { status });
/** Answers with an error code of the contract. */
export const fail =
  (code: string, status = 400, more: object = {}): Route =>
  () =>
    json({ code, message: code, ...more }, status);
export const never: Route = () => new Promise(() => undefined);
export const unreachable: Route = () => Promise.reject(new TypeError("There is no network."));

/** Answers the elements' requests from `routes`, by method and path below the endpoint. A missing route answers 404. */
export function answer(routes: Readonly<Record<string, Route>>): void {
  // Without EventSource: a failing stream would cause refetches.
  Object.defineProperty(window, "EventSource", { value: undefined });
  window.fetch = async (input, init = {}) => {
    const { method, url, body } = await read(input, init);
    const path = url.pathname.replace("/api/ofauth/", "");
    const route = routes[`${method} ${path}`] ?? routes[path];
    return route ? route({ url, body }) : new Response(null, { status: 404 });
  };
}

async function read(input: RequestInfo | URL, init: RequestInit) {
  const request = new Request(input, init);
  const text = await request.text();
  return {
    method: request.method,
    url: new URL(request.url),
    body: (text ? JSON.parse(text) : {}) as RouteRequest["body"],
  };
}

/** A connection in the format of the host's answer. */
export const connection = (over: object = {}) => ({
  id: "conn_1",
  status: "active",
  permissions: ["profile:read", "messages:read", "messages:write"],
  imported: false,
  lastCheckedAt: new Date(Date.now() - 5 * 60_000).toISOString(),
  userData: { id: "1", name: "Anna Example", username: "anna_example", avatar: null },
  ...over,
});
