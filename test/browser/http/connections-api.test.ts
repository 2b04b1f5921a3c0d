import { expect } from "@open-wc/testing";
import { createConnectionsApi } from "../../../src/browser/http/connections-api.js";
import { HostResponseError } from "../../../src/connections/ports.js";
import { isConnectionId, type Connection } from "../../../src/protocol/connection.js";
import { errorCodes, isConnectError } from "../../../src/protocol/error-codes.js";
import { seeded } from "../../support/seeded.js";
import { fakeHost, json } from "../page-setup.js";

const wire = (id = "conn_1", fields: object = {}) => ({ id, status: "active", ...fields });

function setup(respond: () => Response | Promise<Response>, requestInit?: RequestInit) {
  const host = fakeHost({ connections: respond, conn_1: respond, invalidate: respond });
  const api = createConnectionsApi({
    endpoint: () => new URL("/api/ofauth?tenant=a", location.href),
    requestInit: () => requestInit,
  });
  const { signal } = new AbortController();
  const calls = {
    getOne: () => api.getOne("conn_1", signal),
    getMany: () => api.getMany(["conn_1", "conn_2"], signal),
    getPage: () => api.getPage({ limit: 20, offset: 0 }, signal),
    invalidate: () => api.invalidate("conn_1"),
    disconnect: () => api.disconnect("conn_1"),
  };
  return { host, api, signal, calls };
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    (error: unknown) => (isConnectError(error) ? error.code : `not a ConnectError: ${String(error)}`),
  );

describe("createConnectionsApi", () => {
  it("sends the documented method, path and query for each route", async () => {
    const { host, api, signal, calls } = setup(() => json(wire()), { headers: { "x-csrf": "t" } });
    await calls.getOne();
    await calls.invalidate();
    await calls.disconnect();
    await codeOf(calls.getMany());
    await codeOf(api.getPage({ limit: 1, offset: 0 }, signal));
    await codeOf(api.getPage({ limit: 20, offset: 40, status: "a&b=c", imported: false }, signal));
    const sent = host.requests.map(({ url, init }) => `${init.method} ${url.pathname}${url.search}`);
    expect(sent).to.deep.equal([
      "GET /api/ofauth/connections/conn_1?tenant=a",
      "POST /api/ofauth/connections/conn_1/invalidate?tenant=a",
      "DELETE /api/ofauth/connections/conn_1?tenant=a",
      "GET /api/ofauth/connections?tenant=a&ids=conn_1%2Cconn_2",
      "GET /api/ofauth/connections?tenant=a&limit=1",
      "GET /api/ofauth/connections?tenant=a&limit=20&offset=40&status=a%26b%3Dc&imported=false",
    ]);
    for (const { init, headers } of host.requests) {
      expect(init).to.include({ credentials: "same-origin", cache: "no-store", redirect: "manual", body: null });
      expect(headers.get("x-csrf")).to.equal("t");
      expect(headers.has("content-type")).to.equal(false);
    }
  });

  it("sends a fetch as GET without a body, whatever requestInit contains", async () => {
    const { host, calls } = setup(() => json(wire()), { method: "DELETE", body: "x" });
    await calls.getOne();
    expect(host.requests[0]?.init).to.include({ method: "GET", body: null });
  });

  it("returns undefined for a 404, and parsed connections otherwise", async () => {
    for (const body of ["", "<h1>no</h1>", '{"code":"not_found","message":"x"}']) {
      expect(await setup(() => new Response(body, { status: 404 })).calls.getOne()).to.equal(undefined);
    }
    const list = [wire("conn_2", { cookie: "sess=1" })];
    const found = await setup(() => json({ list, hasMore: false })).calls.getMany();
    expect(found?.map(({ id }) => id)).to.deep.equal(["conn_2"]);
    expect(found?.[0]).not.to.have.property("cookie");
    expect(await setup(() => json({ list, hasMore: true })).calls.getPage()).to.deep.include({ hasMore: true });
  });

  it("returns undefined for several ids when the response shows that the host does not support them", async () => {
    const connections = [wire("conn_1"), wire("conn_2")];
    const unsupported = [
      ...[400, 404, 405].map((status) => () => new Response("<h1>no</h1>", { status })),
      () => json({ list: [...connections, wire("conn_3")], hasMore: false }),
      () => json({ list: [wire("conn_7")] }),
      () => json({ list: connections, hasMore: true }),
    ];
    for (const answer of unsupported) expect(await setup(answer).calls.getMany()).to.equal(undefined);
    for (const status of [400, 404, 405]) {
      expect(await codeOf(setup(() => json({ code: "busy" }, status)).calls.getMany())).to.equal("busy");
    }
  });

  it("rejects another connection, and takes a 404 with the code not_found for disconnected", async () => {
    const other = setup(() => json(wire("conn_2")));
    expect(await codeOf(other.calls.getOne())).to.equal("bad_response");
    expect(await codeOf(other.calls.invalidate())).to.equal("bad_response");
    for (const status of [200, 204]) {
      await setup(() => new Response(status === 204 ? null : "x", { status })).calls.disconnect();
    }
    await setup(() => json({ code: "not_found" }, 404)).calls.disconnect();
    for (const [status, code] of [
      [202, "bad_response"],
      [401, "unauthorized"],
      [403, "forbidden"],
      [404, "misconfigured"],
      [405, "misconfigured"],
      [500, "server_error"],
    ] as const) {
      expect(await codeOf(setup(() => new Response("x", { status })).calls.disconnect())).to.equal(code);
    }
  });

  it("maps each other status to its code, and a 401 or 403 whatever the body says", async () => {
    for (const [status, code] of [
      [201, "bad_response"],
      [302, "bad_response"],
      [418, "bad_response"],
      [429, "rate_limited"],
      [500, "server_error"],
      [503, "server_error"],
    ] as const) {
      const { calls } = setup(() => new Response("{}", { status }));
      for (const call of [calls.getOne, calls.getMany, calls.getPage]) expect(await codeOf(call())).to.equal(code);
    }
    for (const code of errorCodes) {
      for (const [status, expected] of [
        [401, "unauthorized"],
        [403, "forbidden"],
        [409, code],
      ] as const) {
        expect(await codeOf(setup(() => json({ code }, status)).calls.getPage())).to.equal(expected);
      }
    }
  });

  it("passes Retry-After on unparsed", async () => {
    const answer = () => new Response("", { status: 429, headers: { "retry-after": "7" } });
    const error: unknown = await setup(answer)
      .calls.getOne()
      .catch((error: unknown) => error);
    expect(error).to.be.instanceOf(HostResponseError).and.include({ code: "rate_limited", retryAfter: "7" });
  });

  it("rejects when the endpoint is invalid", async () => {
    const api = createConnectionsApi({
      endpoint() {
        throw new TypeError("no endpoint");
      },
      requestInit: () => undefined,
    });
    const { signal } = new AbortController();
    for (const call of [api.getOne("conn_1", signal), api.disconnect("conn_1")]) {
      expect(await codeOf(call)).to.contain("no endpoint");
    }
  });
});

/** Values that a broken or hostile host may send as a field of a connection. */
const hostile: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  1e308,
  "",
  "x".repeat(1000),
  [],
  ["conn_1"],
  {},
  { toString: "active" },
  "<img src=x onerror=alert(1)>",
  "\u202e\u200b\u2066",
  "@../",
  "\ud800",
  "https://evil.test\\@cdn.example/a.png",
  "//evil.test/a.png",
  "http://evil.test/a.png",
  ["javascript", "alert(1)"].join(":"),
  "data:image/svg+xml,<svg/>",
  "+275760-09-13T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "Active",
  "failed",
  "conn_../../x",
  "conn_2",
];
const fields = ["id", "status", "permissions", "expiredAt", "createdAt", "updatedAt", "imported", "lastCheckedAt"];
const userFields = ["id", "name", "username", "avatar"];
const unknownFields = ["session", "cookie", "x-bc", "constructor", "toString", "hasOwnProperty"];

/** Expects all fields of a parsed connection to have the types that the elements rely on. */
function expectSafe(connection: Connection): void {
  expect(isConnectionId(connection.id)).to.equal(true);
  expect(connection.status).to.be.a("string").with.length.within(1, 64);
  expect(connection.imported).to.be.a("boolean");
  expect(Object.keys(connection).filter((name) => unknownFields.includes(name))).to.deep.equal([]);
  const { userData } = connection;
  if (userData?.avatar != null) expect(userData.avatar).to.match(/^https:\/\//);
  for (const at of [connection.createdAt, connection.updatedAt, connection.expiredAt]) {
    if (at !== null) expect(Number.isNaN(Date.parse(at))).to.equal(false);
  }
  expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
}

it("parses 2,000 hostile connections into a safe connection or an error code", async () => {
  const random = seeded(20);
  const outcomes: Record<string, number> = {};
  const host: { body: string } = { body: "" };
  const { calls } = setup(() => new Response(host.body, { status: 200 }));
  for (let at = 0; at < 2000; at++) {
    const one: Record<string, unknown> = wire();
    const userData: Record<string, unknown> = { id: "7", name: "Ada", username: "ada", avatar: null };
    for (let changes = random.below(4); changes >= 0; changes--) {
      const value = random.pick(hostile);
      if (random.chance(0.4)) userData[random.pick(userFields)] = value;
      else one[random.pick(random.chance(0.8) ? fields : unknownFields)] = value;
    }
    one.userData = random.chance(0.9) ? userData : random.pick(hostile);
    const text = JSON.stringify(random.chance(0.05) ? random.pick(hostile) : one) ?? "";
    const connection = random.chance(0.1) ? text.replace("{", '{"__proto__":{"polluted":1},') : text;
    for (const [call, body] of [
      [calls.getOne, connection],
      [calls.getPage, `{"list":[${JSON.stringify(wire("conn_2"))},${connection || "null"}],"hasMore":"false"}`],
    ] as const) {
      host.body = random.chance(0.03) ? body.slice(0, -3) : body;
      try {
        const result = await call();
        if (!result) throw new Error("a connection was reported as missing");
        if ("list" in result) {
          expect(result.hasMore).to.equal(false);
          expect(result.list).to.have.length(2);
          result.list.forEach(expectSafe);
        } else {
          expect(result.id).to.equal("conn_1");
          expectSafe(result);
        }
        outcomes["parsed"] = (outcomes["parsed"] ?? 0) + 1;
      } catch (error) {
        if (!isConnectError(error)) throw error;
        outcomes[error.code] = (outcomes[error.code] ?? 0) + 1;
      }
    }
  }
  expect(Object.keys(outcomes).toSorted()).to.deep.equal(["bad_response", "parsed"]);
  expect(Math.min(...Object.values(outcomes))).to.be.greaterThan(500);
});
