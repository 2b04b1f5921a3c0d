/** A backend in memory: the routes that the elements use, and connections that the test seeds and changes. */
import type { LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import { disconnectedStatus, type ConnectionChange } from "../protocol/connections-contract.js";
import { fakeConnection, fakeSession } from "./builders.js";
import { failureResponse, json, type FakeFailure } from "./fake-response.js";
import { matchRoute, type FakeRoute } from "./fake-route.js";

/** A request that the backend received. */
export interface FakeRequest {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Undefined when there is no such route. */
  readonly route: FakeRoute | undefined;
  /** URL of the request. */
  readonly url: URL;
  /** Headers of the request. */
  readonly headers: Headers;
  /** The parsed JSON body, or `{}`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Responds to a request in place of the backend. */
export type FakeAnswer = (request: FakeRequest) => Response | Promise<Response>;

/** Options of `createFakeBackend`. */
export interface FakeBackendOptions {
  /** Base URL of the routes, as the elements' `endpoint`. Default: `/api/ofauth`. */
  readonly endpoint?: string;
  /** Connections of the user, newest first. Default: none. */
  readonly connections?: readonly Connection[];
}

/** A backend in memory. */
export interface FakeBackend {
  /** Base URL of the routes. */
  readonly endpoint: string;
  /** All requests so far, oldest first. */
  readonly requests: readonly FakeRequest[];
  /** The current connections, newest first. */
  readonly connections: readonly Connection[];
  /** Responds to a request. Rejects with a `TypeError`, like `fetch`, where the test asked for the failure `network`. */
  handle(request: Request): Promise<Response>;
  /** Adds a connection as the newest, or replaces the one with the same id, and notifies the listeners, like a webhook. */
  set(connection: Connection): void;
  /** Removes a connection and notifies the listeners. */
  remove(connectionId: string): void;
  /** Makes every request to `route` fail. Null restores the route. */
  fail(route: FakeRoute, failure: FakeFailure | null): void;
  /** Replaces the response of `route`. Null restores the route. */
  respond(route: FakeRoute, answer: FakeAnswer | null): void;
  /** Sets the response of `link/result` for the attempt of `result`. The route returns it once. */
  finish(result: LinkResult): void;
  /** Calls `listener` for every change of a connection, until the returned function is called. */
  listen(listener: (change: ConnectionChange) => void): () => void;
}

/**
 * Creates a backend without a page. Pass its `handle` to the tool that intercepts your requests, or use
 * `installFakeBackend` to replace `fetch`.
 *
 * @example
 * const backend = createFakeBackend({ connections: [fakeConnection()] });
 * const response = await backend.handle(new Request("https://your.site/api/ofauth/connections"));
 */
export function createFakeBackend({
  endpoint = "/api/ofauth",
  connections: seeded = [],
}: FakeBackendOptions = {}): FakeBackend {
  const base = new URL(endpoint, "https://host.invalid").pathname.replace(/\/$/, "");
  const requests: FakeRequest[] = [];
  const replacements = new Map<FakeRoute, FakeAnswer>();
  const results = new Map<string, LinkResult>();
  const listeners = new Set<(change: ConnectionChange) => void>();
  let connections: readonly Connection[] = [...seeded];

  const find = (id: unknown) => connections.find((connection) => connection.id === id);
  const notify = (change: ConnectionChange) => listeners.forEach((listener) => listener(change));
  const set = (connection: Connection) => {
    const existing = find(connection.id);
    connections = existing
      ? connections.map((other) => (other === existing ? connection : other))
      : [connection, ...connections];
    notify({ connectionId: connection.id, status: connection.status, connection });
    return connection;
  };
  const remove = (connectionId: string) => {
    connections = connections.filter(({ id }) => id !== connectionId);
    notify({ connectionId, status: disconnectedStatus });
  };
  const respond = (route: FakeRoute, answer: FakeAnswer | null) =>
    void (answer ? replacements.set(route, answer) : replacements.delete(route));
  const update = (id: string, fields: Partial<Connection>) => {
    const existing = find(id);
    return existing ? json(set({ ...existing, ...fields })) : failureResponse("not_found");
  };
  const importSession = (status: number, id = "conn_imported1") =>
    json(set({ ...(find(id) ?? fakeConnection({ id, imported: true })), status: "active" }), status);

  const routes: Readonly<Record<FakeRoute, (request: FakeRequest, id: string) => Response>> = {
    "link/init": () => json(fakeSession()),
    "link/complete": ({ body }) => {
      const id = String(body.connectionId);
      return json(set({ ...(find(id) ?? fakeConnection({ id })), status: "active" }));
    },
    "link/result": ({ url }) => {
      const result = results.get(url.searchParams.get("attemptId") ?? "");
      results.clear();
      return result ? json(result) : failureResponse("not_found");
    },
    connections: ({ url }) => json(selectConnections(connections, url.searchParams)),
    connection: (_, id) => {
      const existing = find(id);
      return existing ? json(existing) : failureResponse("not_found");
    },
    invalidate: (_, id) => update(id, { status: "expired", expiredAt: new Date().toISOString() }),
    disconnect: (_, id) => {
      if (!find(id)) return failureResponse("not_found");
      remove(id);
      return new Response(null, { status: 204 });
    },
    import: () => importSession(201),
    "import-update": (_, id) => (find(id) ? importSession(200, id) : failureResponse("not_found")),
  };

  return {
    endpoint,
    requests,
    get connections() {
      return connections;
    },
    async handle(request) {
      const url = new URL(request.url);
      const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : "";
      const [route, id] = matchRoute(request.method, path);
      const text = await request.text();
      const body = (text ? JSON.parse(text) : {}) as FakeRequest["body"];
      const received = { method: request.method, route, url, headers: request.headers, body };
      requests.push(received);
      if (!route) return new Response("Not found", { status: 404 });
      return replacements.get(route)?.(received) ?? routes[route](received, id);
    },
    set: (connection) => void set(connection),
    remove,
    fail: (route, failure) => respond(route, failure && (() => failureResponse(failure))),
    respond,
    finish: (result) => void results.set(result.attemptId, result),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Applies the query of `GET connections`. */
function selectConnections(connections: readonly Connection[], query: URLSearchParams) {
  const ids = query.get("ids")?.split(",");
  const state = { asOf: new Date().toISOString(), complete: true };
  if (ids) return { list: connections.filter(({ id }) => ids.includes(id)), hasMore: false, ...state };
  const [status, imported] = [query.get("status"), query.get("imported")];
  const [limit, offset] = [Number(query.get("limit") ?? 10), Number(query.get("offset") ?? 0)];
  const matching = connections.filter(
    (connection) =>
      (!status || connection.status === status) && (!imported || connection.imported === (imported === "true")),
  );
  return { list: matching.slice(offset, offset + limit), hasMore: matching.length > offset + limit, ...state };
}
