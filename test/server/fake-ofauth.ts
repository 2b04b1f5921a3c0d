/** Fake OFAuth API behind the handler's `fetch`: records requests, and responds from a list or as a test specifies. */

export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
  readonly redirect: string | undefined;
}

/** Responds to a recorded request. */
export type Responder = (request: RecordedRequest) => Response | Promise<Response>;

export const sessionUrl = "https://link.ofauth.com/cs_secret123";
export const expiresAt = "2026-01-01T00:45:00.000Z";

export const connectionOf = (id: string, clientReferenceId: string | null, extra: object = {}) => ({
  id,
  status: "active",
  permissions: ["profile:read"],
  expiredAt: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  clientReferenceId,
  imported: false,
  lastCheckedAt: null,
  userData: { id: "1", name: "Ann", username: "ann", avatar: null },
  ...extra,
});

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

export type WireConnection = ReturnType<typeof connectionOf>;

/** OFAuth's response to an id that it does not know. */
export const unknownConnection = () =>
  json({ error: "Not found", type: "RESOURCE_NOT_FOUND", requestId: "req_1" }, 404);

export function fakeOFAuth() {
  const requests: RecordedRequest[] = [];
  const ofauth = {
    requests,
    connections: [] as object[],
    /** Responds to requests that change a connection. */
    onWrite: (({ method, path, body }: RecordedRequest) => {
      const [id = "", action] = path.slice("/v2/account/connections/".length).split("/");
      if (method === "POST" && id === "import") {
        const { clientReferenceId } = body as { clientReferenceId: string };
        const imported = connectionOf("conn_imported", clientReferenceId, { imported: true });
        ofauth.connections.push(imported);
        return json(imported);
      }
      const known = (ofauth.connections as WireConnection[]).find(
        (connection) => connection.id === (action ?? id) || connection.id === id,
      );
      if (!known) return unknownConnection();
      if (method === "DELETE") {
        ofauth.connections = ofauth.connections.filter((connection) => connection !== known);
        return new Response(null, { status: 204 });
      }
      known.status = method === "PATCH" ? "active" : "expired";
      return json(known);
    }) as Responder,
    /** Requests that change a connection. */
    writes: () => requests.filter(({ method, path }) => method !== "GET" && path !== "/v2/link/init"),
    onInit: (() => json({ mode: "hosted", url: sessionUrl, expiresAt })) as Responder,
    onList: ((request: RecordedRequest) => {
      const query = new URL(request.path, "http://x").searchParams;
      const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
      const list = ofauth.connections.slice(offset, offset + limit);
      return json({ list, hasMore: offset + limit < ofauth.connections.length });
    }) as Responder,
    inits: () => requests.filter(({ path }) => path === "/v2/link/init"),
    /** Body of the first Link init request. */
    firstInit: () => requests.find(({ path }) => path === "/v2/link/init")?.body as Record<string, unknown>,
    lists: () => requests.filter(({ method, path }) => method === "GET" && path.startsWith("/v2/account/connections?")),
    fetch: async (url: string, init: RequestInit): Promise<Response> => {
      const { pathname, search } = new URL(url);
      const recorded: RecordedRequest = {
        method: init.method ?? "GET",
        path: pathname + search,
        headers: new Headers(init.headers),
        body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
        signal: init.signal ?? undefined,
        redirect: init.redirect,
      };
      requests.push(recorded);
      if (pathname === "/v2/link/init") return ofauth.onInit(recorded);
      return recorded.method === "GET" ? ofauth.onList(recorded) : ofauth.onWrite(recorded);
    },
  };
  return ofauth;
}
