/** A host's backend in memory: the routes that elements ask, on connections that the test seeds and changes. */
import { linkRoutes, type LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import { disconnectedStatus, type ConnectionChange } from "../protocol/connections-contract.js";
import type { ErrorCode } from "../protocol/error-codes.js";
import { fakeConnection, fakeSession } from "./builders.js";

export type FakeRoute =
  | "link/init"
  | "link/complete"
  | "link/result"
  | "connections"
  | "connection"
  | "invalidate"
  | "disconnect"
  | "import"
  | "import-update";

/** A code of the closed list; `network`: nobody answers. Or a status, without a code as a framework would answer by itself. */
export type FakeFailure = ErrorCode | { readonly status: number; readonly code?: ErrorCode };

export interface FakeRequest {
  readonly method: string;
  readonly route: FakeRoute | undefined;
  readonly url: URL;
  readonly headers: Headers;
  /** The JSON of its body. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type FakeAnswer = (request: FakeRequest) => Response | Promise<Response>;

export interface FakeBackendOptions {
  /** As the elements' `endpoint`. Default: `/api/ofauth`. */
  readonly endpoint?: string;
  /** The connections that are there, newest first. */
  readonly connections?: readonly Connection[];
}

export interface FakeBackend {
  readonly endpoint: string;
  /** Every request so far. */
  readonly requests: readonly FakeRequest[];
  /** The connections as they are now, newest first. */
  readonly connections: readonly Connection[];
  /** Answers a request as a host would. Rejects with a `TypeError`, as `fetch` does, where `network` was asked for. */
  handle(request: Request): Promise<Response>;
  /** Adds a connection as the newest, or replaces the one with its id; those who listen are told, as by a webhook. */
  set(connection: Connection): void;
  /** Takes a connection away; those who listen are told. */
  remove(connectionId: string): void;
  /** Has every request to `route` fail, until it is called with null. */
  fail(route: FakeRoute, failure: FakeFailure | null): void;
  /** Answers `route` in the test's own way, until it is called with null. */
  respond(route: FakeRoute, answer: FakeAnswer | null): void;
  /** How the attempt that this names has ended, for whoever asks `link/result`. */
  finish(result: LinkResult): void;
  /** Hears of every change, until the returned function is called. */
  listen(listener: (change: ConnectionChange) => void): () => void;
}

const statuses: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  import_conflict: 409,
  import_invalid: 422,
  rate_limited: 429,
  server_error: 500,
};

/** A backend with no page around it: hand `handle` to whatever intercepts requests, or see `installFakeBackend`. */
export function createFakeBackend({
  endpoint = "/api/ofauth",
  connections: seeded = [],
}: FakeBackendOptions = {}): FakeBackend {
  const base = new URL(endpoint, "https://host.invalid").pathname.replace(/\/$/, "");
  const requests: FakeRequest[] = [];
  const given = new Map<FakeRoute, FakeAnswer>();
  const results = new Map<string, LinkResult>();
  const listeners = new Set<(change: ConnectionChange) => void>();
  let connections: readonly Connection[] = [...seeded];

  const find = (id: unknown) => connections.find((connection) => connection.id === id);
  const tell = (change: ConnectionChange) => listeners.forEach((listener) => listener(change));
  const set = (connection: Connection) => {
    const known = find(connection.id);
    connections = known
      ? connections.map((other) => (other === known ? connection : other))
      : [connection, ...connections];
    tell({ connectionId: connection.id, status: connection.status, connection });
    return connection;
  };
  const remove = (connectionId: string) => {
    connections = connections.filter(({ id }) => id !== connectionId);
    tell({ connectionId, status: disconnectedStatus });
  };
  const respond = (route: FakeRoute, answer: FakeAnswer | null) =>
    void (answer ? given.set(route, answer) : given.delete(route));
  const change = (id: string, to: Partial<Connection>) => {
    const known = find(id);
    return known ? json(set({ ...known, ...to })) : refusal("not_found");
  };
  const imported = (status: number, id = "conn_imported1") =>
    json(set({ ...(find(id) ?? fakeConnection({ id, imported: true })), status: "active" }), status);

  const answers: Readonly<Record<FakeRoute, (request: FakeRequest, id: string) => Response>> = {
    "link/init": () => json(fakeSession()),
    "link/complete": ({ body }) => {
      const id = String(body.connectionId);
      return json(set({ ...(find(id) ?? fakeConnection({ id })), status: "active" }));
    },
    "link/result": ({ url }) => {
      const result = results.get(url.searchParams.get("attemptId") ?? "");
      results.clear();
      return result ? json(result) : refusal("not_found");
    },
    connections: ({ url }) => json(page(connections, url.searchParams)),
    connection: (_, id) => {
      const known = find(id);
      return known ? json(known) : refusal("not_found");
    },
    invalidate: (_, id) => change(id, { status: "expired", expiredAt: new Date().toISOString() }),
    disconnect: (_, id) => {
      if (!find(id)) return refusal("not_found");
      remove(id);
      return new Response(null, { status: 204 });
    },
    import: () => imported(201),
    "import-update": (_, id) => (find(id) ? imported(200, id) : refusal("not_found")),
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
      const [route, id] = routeOf(request.method, path);
      const text = await request.text();
      const body = (text ? JSON.parse(text) : {}) as FakeRequest["body"];
      const seen = { method: request.method, route, url, headers: request.headers, body };
      requests.push(seen);
      if (!route) return new Response("Not found", { status: 404 });
      return given.get(route)?.(seen) ?? answers[route](seen, id);
    },
    set: (connection) => void set(connection),
    remove,
    fail: (route, failure) => respond(route, failure && (() => refusal(failure))),
    respond,
    finish: (result) => void results.set(result.attemptId, result),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Which route this is, and the id in it. */
function routeOf(method: string, path: string): [route: FakeRoute | undefined, id: string] {
  const [, name = "", id = "", action] = path.split("/").map(decodeURIComponent);
  if (name === "link") {
    const named: Partial<Record<string, FakeRoute>> = {
      [`POST ${linkRoutes.linkInit}`]: "link/init",
      [`POST ${linkRoutes.linkComplete}`]: "link/complete",
      [`GET ${linkRoutes.linkResult}`]: "link/result",
    };
    return [named[`${method} ${path}`], ""];
  }
  if (name !== "connections") return [undefined, ""];
  if (id === "import")
    return [method === "POST" ? "import" : method === "PATCH" ? "import-update" : undefined, action ?? ""];
  if (action) return [method === "POST" && action === "invalidate" ? "invalidate" : undefined, id];
  if (method === "DELETE") return ["disconnect", id];
  return [method === "GET" ? (id ? "connection" : "connections") : undefined, id];
}

function page(connections: readonly Connection[], query: URLSearchParams) {
  const ids = query.get("ids")?.split(",");
  if (ids) return { list: connections.filter(({ id }) => ids.includes(id)), hasMore: false };
  const [status, imported] = [query.get("status"), query.get("imported")];
  const [limit, offset] = [Number(query.get("limit") ?? 10), Number(query.get("offset") ?? 0)];
  const asked = connections.filter(
    (connection) =>
      (!status || connection.status === status) && (!imported || connection.imported === (imported === "true")),
  );
  return { list: asked.slice(offset, offset + limit), hasMore: asked.length > offset + limit };
}

export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

function refusal(failure: FakeFailure): Response {
  if (failure === "network") throw new TypeError("Failed to fetch");
  const { status, code } = typeof failure === "string" ? { status: statuses[failure] ?? 400, code: failure } : failure;
  return code ? json({ code, message: "As the test has said." }, status) : new Response("", { status });
}
