/** A host's backend inside the page: a state says what its routes answer, and nothing leaves the page. */

interface Asked {
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Route = (asked: Asked) => Response | Promise<Response>;

export const json = (value: unknown, status = 200): Response => Response.json(value, { status });
/** A refusal with one of the contract's codes. */
export const refuse =
  (code: string, status = 400, more: object = {}): Route =>
  () =>
    json({ code, message: code, ...more }, status);
export const never: Route = () => new Promise(() => undefined);
export const unreachable: Route = () => Promise.reject(new TypeError("There is no network."));

/** Answers every request of the elements from `routes`, by method and path behind the endpoint; whatever is missing is a 404. */
export function answer(routes: Readonly<Record<string, Route>>): void {
  // No events: a stream that failed would have everything read again.
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
    body: (text ? JSON.parse(text) : {}) as Asked["body"],
  };
}

/** A connection as a host answers it. */
export const connection = (over: object = {}) => ({
  id: "conn_1",
  status: "active",
  permissions: ["profile:read", "messages:read", "messages:write"],
  imported: false,
  lastCheckedAt: new Date(Date.now() - 5 * 60_000).toISOString(),
  userData: { id: "1", name: "Anna Example", username: "anna_example", avatar: null },
  ...over,
});
