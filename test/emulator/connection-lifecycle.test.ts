import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseConnection } from "../../src/protocol/connection.js";
import { allow, key, logIn, next, setupEmulator } from "./emulator-setup.js";

const liveKey = "sk_live_1";
const connections = "/v2/account/connections";
const session = (authId: string | number = 4711, sess = "s") => ({
  cookie: `sess=${sess}; auth_id=${authId}; fp=f`,
  userAgent: "Mozilla/5.0",
});

function setup() {
  const emulated = setupEmulator({ apiKeys: [key, liveKey] });
  const call = async (method: string, path: string, body?: unknown, apikey = key) => {
    const response = await emulated.request(`${connections}${path}`, {
      method,
      headers: { apikey, "content-type": "application/json" },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: (text ? JSON.parse(text) : null) as Record<string, unknown> | null };
  };
  const imported = async (body: unknown = session(), apikey = key) => {
    const { status, json } = await call("POST", "/import", body, apikey);
    assert.equal(status, 200);
    return json as { id: string } & Record<string, unknown>;
  };
  return { ...emulated, call, imported };
}

describe("DELETE /v2/account/connections/{id}", () => {
  test("deletes the connection for good", async () => {
    const { emulator, call, list } = setup();
    emulator.connections.seed({ id: "conn_1" });
    assert.equal((await call("DELETE", "/conn_1")).status, 204);
    assert.deepEqual((await list()).list, []);
    assert.equal((await call("DELETE", "/conn_1")).status, 404);
  });
});

describe("POST /v2/account/connections/{id}/invalidate", () => {
  test("expires the connection and keeps its other fields", async () => {
    const { emulator, call, clock } = setup();
    const before = emulator.connections.seed({ id: "conn_1", clientReferenceId: "user-1" });
    clock.now += 1000;
    const { status, json } = await call("POST", "/conn_1/invalidate");
    const now = "2026-01-02T03:04:06.000Z";
    assert.equal(status, 200);
    assert.deepEqual(json, { ...before, status: "expired", expiredAt: now, updatedAt: now });
    assert.deepEqual(emulator.connections.get("conn_1"), json);
  });

  test("does not change an expired connection", async () => {
    const { emulator, call, clock } = setup();
    const before = emulator.connections.seed({ id: "conn_1", status: "expired" });
    clock.now += 1000;
    assert.deepEqual((await call("POST", "/conn_1/invalidate")).json, before);
  });

  test("is undone by the next Link flow, under the same id", async () => {
    const { emulator, call, start, steps } = setup();
    emulator.connections.seed({ id: "conn_1" });
    await call("POST", "/conn_1/invalidate");
    await steps(await start({ connectionId: "conn_1" }), next, logIn("test@creator.sandbox.com"), allow);
    assert.deepEqual(
      emulator.connections.list().map(({ id, status }) => [id, status]),
      [["conn_1", "active"]],
    );
  });
});

describe("POST /v2/account/connections/import", () => {
  test("creates an active connection of the session's user, which is not health-checked", async () => {
    const { emulator, imported, list } = setup();
    const connection = await imported({ ...session(), permissions: ["a", "b"], clientReferenceId: "user-1" });
    const { id, ...rest } = connection;
    const now = "2026-01-02T03:04:05.000Z";
    assert.match(id, /^conn_[a-z0-9]+$/);
    assert.deepEqual(rest, {
      status: "active",
      permissions: ["a", "b"],
      expiredAt: null,
      createdAt: now,
      updatedAt: now,
      clientReferenceId: "user-1",
      imported: true,
      lastCheckedAt: null,
      userData: { id: "4711", name: "Imported 4711", username: "u4711", avatar: null },
    });
    assert.deepEqual(parseConnection(connection), connection);
    assert.deepEqual((await list("?imported=true")).list, [emulator.connections.get(id)]);
    assert.deepEqual((await list("?imported=false")).list, []);
  });

  test("defaults to the permissions of the first client app, and to no owner", async () => {
    const { emulator, imported } = setup();
    emulator.clientApps.requirePermissions("app_demo", ["x"]);
    const { permissions, clientReferenceId } = await imported();
    assert.deepEqual([permissions, clientReferenceId], [["x"], null]);
  });

  test("answers with 409 and the id of an active connection of the same user, also a linked one", async () => {
    const { emulator, call, imported, start, steps } = setup();
    const first = await imported();
    const again = await call("POST", "/import", session());
    assert.equal(again.status, 409);
    assert.equal(again.json?.connectionId, first.id);
    await steps(await start(), next, logIn("ava@creator.sandbox.com"), allow);
    const [linked] = emulator.connections.list({ imported: false });
    const { json } = await call("POST", "/import", session(linked?.userData?.id));
    assert.equal(json?.connectionId, linked?.id);
    assert.equal(emulator.connections.list().length, 2);
  });

  test("ignores an expired connection, and one of live data", async () => {
    const { emulator, imported } = setup();
    const { id } = await imported();
    await imported(session(), liveKey);
    emulator.connections.expire(id);
    await imported();
    assert.equal(emulator.connections.list().length, 3);
  });

  const good = session();
  const refused: [string, unknown, number, string][] = [
    ["a body that is not JSON", "{", 400, "BAD_REQUEST"],
    ["an empty body", "", 400, "BAD_REQUEST"],
    ["a list", [], 400, "BAD_REQUEST"],
    ["no cookie", { userAgent: "x" }, 400, "BAD_REQUEST"],
    ["no userAgent", { cookie: good.cookie }, 400, "BAD_REQUEST"],
    ["a cookie without fp", { ...good, cookie: "sess=s; auth_id=1" }, 400, "SESSION_NOT_PROVIDED"],
    ["an auth_id that is not a number", session("../x"), 400, "BAD_REQUEST"],
    ["permissions that are not a list", { ...good, permissions: "all" }, 400, "BAD_REQUEST"],
    ["a clientReferenceId that is not a string", { ...good, clientReferenceId: 1 }, 400, "BAD_REQUEST"],
    ["an invalid session", session(1, "invalid"), 400, "BAD_REQUEST"],
    ["an expired session", session(1, "expired"), 401, "SESSION_EXPIRED"],
  ];
  for (const [name, body, status, type] of refused) {
    test(`rejects ${name}`, async () => {
      const { emulator, call } = setup();
      const { json, ...answer } = await call("POST", "/import", body);
      assert.equal(answer.status, status);
      assert.equal(json?.type, type);
      assert.match(String(json?.requestId), /^req_/);
      assert.equal(json?.actionRequired, type === "SESSION_EXPIRED" ? "refresh_session" : undefined);
      assert.deepEqual(emulator.connections.list(), []);
    });
  }

  test("never repeats any of the cookie", async () => {
    const { call } = setup();
    for (const cookie of [
      "sess=marker; auth_id=marker; fp=marker",
      "sess=marker; auth_id=1",
      "fp=marker;auth_id=1;sess=expired",
    ]) {
      const { text } = await call("POST", "/import", { cookie, userAgent: "marker" });
      assert.equal(text.includes("marker"), false, text);
    }
  });
});

describe("PATCH /v2/account/connections/import/{id}", () => {
  test("reactivates an imported connection under its own id", async () => {
    const { emulator, call, imported, clock } = setup();
    const before = await imported();
    emulator.connections.expire(before.id);
    clock.now += 1000;
    const { status, json } = await call("PATCH", `/import/${before.id}`, session(4711, "fresh"));
    assert.equal(status, 200);
    assert.deepEqual(json, { ...before, updatedAt: "2026-01-02T03:04:06.000Z" });
  });

  test("rejects another user's session, an invalid one, a linked connection and an unknown one, and changes nothing", async () => {
    const { emulator, call, imported } = setup();
    const { id } = await imported();
    emulator.connections.expire(id);
    emulator.connections.seed({ id: "conn_linked", status: "expired" });
    assert.equal((await call("PATCH", `/import/${id}`, session(4712))).status, 409);
    assert.equal((await call("PATCH", `/import/${id}`, session(4711, "expired"))).status, 401);
    assert.equal((await call("PATCH", `/import/${id}`, {})).status, 400);
    assert.equal((await call("PATCH", "/import/conn_linked", session())).status, 400);
    assert.equal((await call("PATCH", "/import/conn_none", session())).status, 404);
    assert.deepEqual(
      emulator.connections.list().map(({ status }) => status),
      ["expired", "expired"],
    );
  });
});

describe("every route about one connection", () => {
  for (const [method, path, body] of [
    ["DELETE", "/conn_1", undefined],
    ["POST", "/conn_1/invalidate", undefined],
    ["PATCH", "/import/conn_1", session(userId())],
  ] as const) {
    test(`${method} ${path} does not find live data with a sandbox key or without a key`, async () => {
      const { emulator, call } = setup();
      const before = emulator.connections.seed({ id: "conn_1", imported: true }, { live: true });
      assert.equal((await call(method, path, body)).json?.type, "RESOURCE_NOT_FOUND");
      assert.equal((await call(method, path, body, "sk_wrong")).status, 401);
      assert.deepEqual(emulator.connections.get("conn_1"), before);
      assert.notEqual((await call(method, path, body, liveKey)).status, 404);
      assert.notDeepEqual(emulator.connections.get("conn_1"), before);
    });
  }

  test("answers with the status of the scenario connectionsStatus", async () => {
    const { emulator, call } = setup();
    emulator.connections.seed({ id: "conn_1" });
    emulator.scenarios.set({ connectionsStatus: 503 });
    assert.equal((await call("DELETE", "/conn_1")).status, 503);
    assert.equal((await call("POST", "/import", session())).status, 503);
    assert.ok(emulator.connections.get("conn_1"));
  });
});

/** Returns the user id of a seeded connection. */
function userId(): string {
  return setupEmulator().emulator.connections.seed().userData?.id ?? "";
}
