import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { StoreChange } from "../../../src/server/store/store.js";
import { connectionOf, json, unknownConnection, type Responder } from "../fake-ofauth.js";
import { sameOriginHeaders } from "../fake-browser.js";
import { apiKey, assertError, bodyOf, setupHandler, waitUntil } from "../handler-setup.js";

const marker = "M4RK3R";
const session = { cookie: `auth_id=1; sess=${marker}; fp=3; lang=en`, userAgent: "Browser/1 (X11; Linux)" };
const importsPath = "/v2/account/connections/import";

function setupImport(options: Parameters<typeof setupHandler>[0] = {}) {
  const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
  const parts = setupHandler({ store, allowImport: true, ...options });
  parts.ofauth.connections = [
    connectionOf("conn_1", "user-1", { imported: true, status: "expired" }),
    connectionOf("conn_2", "user-2", { imported: true }),
  ];
  const changes: StoreChange[] = [];
  store.subscribe((change) => changes.push(change)).catch(assert.fail);
  return { ...parts, store, changes };
}

type User = ReturnType<ReturnType<typeof setupHandler>["browser"]>;
const add = (user: User, body: object = session) => user.post("/connections/import", body);
const update = (user: User, body: object = session) => user.patch("/connections/import/conn_1", body);
const both = [
  ["import", add, "POST"],
  ["update", update, "PATCH"],
] as const;

describe("importing a session", () => {
  for (const [what, ask, method] of both) {
    test(`${what}: does not exist without allowImport`, async () => {
      for (const options of [{ allowImport: false }, { allowImport: undefined }]) {
        const { browser, ofauth } = setupImport(options);
        await assertError(await ask(browser()), 404, "not_found");
        await assertError(await ask(browser(null)), 404, "not_found");
        assert.equal(ofauth.requests.length, 0);
      }
    });

    test(`${what}: sends the session to OFAuth, and returns the connection without it`, async () => {
      const { browser, ofauth, changes, store, connected } = setupImport();
      const response = await ask(browser());
      const text = await response.clone().text();
      const id = what === "import" ? "conn_imported" : "conn_1";
      assert.deepEqual(await bodyOf(response), connectionOf(id, "user-1", { imported: true }));
      assert.ok(!text.includes(marker));
      const [request] = ofauth.writes();
      assert.equal(request?.method, method);
      assert.equal(request?.path, what === "import" ? importsPath : `${importsPath}/conn_1`);
      assert.equal(request?.headers.get("content-type"), "application/json");
      assert.deepEqual(request?.body, what === "import" ? { ...session, clientReferenceId: "user-1" } : session);
      // It is confirmed, published and saved immediately.
      assert.deepEqual(
        changes.map(({ type, clientReferenceId, connection }) => [type, clientReferenceId, connection?.id]),
        [[what === "import" ? "connection.created" : "connection.updated", "user-1", id]],
      );
      assert.deepEqual((await store.get([id]))[0]?.confirmation, { clientReferenceId: "user-1", userId: "1" });
      assert.deepEqual(
        connected.map((event) => [event.connection.id, event.clientReferenceId]),
        [[id, "user-1"]],
      );
    });

    const malformed: readonly (readonly [string, object, number, string])[] = [
      ["an owner", { ...session, clientReferenceId: "user-2" }, 400, "misconfigured"],
      ["an id", { ...session, id: "conn_2" }, 400, "misconfigured"],
      ["no cookie", { userAgent: "x" }, 400, "misconfigured"],
      ["a cookie that is an object", { ...session, cookie: { auth_id: 1 } }, 400, "misconfigured"],
      ["a cookie with a line break", { ...session, cookie: `${session.cookie}\r\nx: 1` }, 400, "misconfigured"],
      ["a cookie of 8193 characters", { ...session, cookie: session.cookie.padEnd(8193, "x") }, 400, "misconfigured"],
      ["a cookie without fp", { ...session, cookie: "auth_id=1; sess=2" }, 422, "import_invalid"],
      ["a cookie with an empty sess", { ...session, cookie: "auth_id=1; sess=; fp=3" }, 422, "import_invalid"],
      ["a cookie with a look-alike", { ...session, cookie: "xauth_id=1; sess=2; fp=3" }, 422, "import_invalid"],
      ["no user agent", { cookie: session.cookie }, 400, "misconfigured"],
      ["an empty user agent", { ...session, userAgent: "" }, 400, "misconfigured"],
      ["a user agent of 513 characters", { ...session, userAgent: "x".repeat(513) }, 400, "misconfigured"],
      ["a user agent in Cyrillic", { ...session, userAgent: "Браузер" }, 400, "misconfigured"],
      ["a body of 17 kB", { ...session, permissions: ["x".repeat(17_000)] }, 413, "forbidden"],
      ["a list", [session], 400, "misconfigured"],
    ];
    for (const [problem, body, status, code] of malformed) {
      test(`${what}: ${problem} is refused, and OFAuth is not asked`, async () => {
        const { browser, ofauth } = setupImport();
        const response = await ask(browser(), body);
        assert.ok(!(await response.clone().text()).includes(marker));
        await assertError(response, status, code);
        assert.equal(ofauth.writes().length, 0);
      });
    }

    const failing =
      (status: number, type?: string, headers: Record<string, string> = {}) =>
      () =>
        json({ error: `bad cookie ${session.cookie} ${apiKey}`, type, requestId: "req_1" }, status, headers);
    const failures: readonly (readonly [string, Responder, number, string])[] = [
      ["400", failing(400, "BAD_REQUEST"), 422, "import_invalid"],
      ["422", failing(422), 422, "import_invalid"],
      ["an expired session", failing(401, "SESSION_EXPIRED"), 422, "import_invalid"],
      ["a missing session", failing(401, "SESSION_NOT_PROVIDED"), 422, "import_invalid"],
      ["a bad key", failing(401, "UNAUTHORIZED"), 500, "misconfigured"],
      ["a 401 without a type", failing(401), 500, "misconfigured"],
      ["a 401 that is not JSON", () => new Response("no", { status: 401 }), 500, "misconfigured"],
      ["403", failing(403, "FORBIDDEN"), 500, "misconfigured"],
      ["an unknown route", failing(404, "ROUTE_NOT_FOUND"), 502, "bad_response"],
      ["429", failing(429, "RATE_LIMIT_EXCEEDED"), 429, "rate_limited"],
      ["500", failing(500), 502, "server_error"],
      [
        "a network error that contains the request",
        () => Promise.reject(new TypeError(session.cookie)),
        502,
        "server_error",
      ],
      ["HTML", () => new Response(`<h1>${marker}</h1>`), 502, "bad_response"],
      ["a body that is not a connection", () => json({ echo: session }), 502, "bad_response"],
      ["another user's connection", () => json(connectionOf("conn_1", "user-2")), 502, "bad_response"],
      ["a connection without an owner", () => json(connectionOf("conn_1", null)), 502, "bad_response"],
    ];
    for (const [failure, answer, status, code] of failures) {
      test(`${what}: ${failure} from OFAuth is a ${status} ${code}, and the session appears nowhere`, async (t) => {
        const methods = ["log", "info", "warn", "error", "debug"] as const;
        const spies = methods.map((name) => t.mock.method(console, name, () => undefined));
        const { browser, ofauth, errors, changes, connected, openTimers } = setupImport();
        ofauth.onWrite = answer;
        const response = await ask(browser());
        const seen = (await response.clone().text()) + JSON.stringify([...response.headers]);
        assert.ok(!seen.includes(marker) && !seen.includes(apiKey) && !seen.includes("req_1"), seen);
        await assertError(response, status, code);
        assert.equal(errors.length, 1);
        assert.equal(errors[0]?.cause, undefined);
        assert.ok(!JSON.stringify(errors).includes(marker));
        assert.ok(spies.every((spy) => spy.mock.callCount() === 0));
        assert.deepEqual([changes.length, connected.length, openTimers()], [0, 0, 0]);
      });
    }

    test(`${what}: an error of onConnected is a 500, and onError receives it`, async () => {
      const down = new Error("down");
      const { browser, errors } = setupImport({ onConnected: () => Promise.reject(down) });
      await assertError(await ask(browser()), 500, "server_error");
      assert.deepEqual(
        errors.map(({ cause }) => cause),
        [down],
      );
    });

    test(`${what}: an onConnected that does not settle is a 504`, async () => {
      let asked = false;
      const { browser, fireTimers } = setupImport({
        onConnected: () => ((asked = true), new Promise(() => undefined)),
      });
      const answer = ask(browser());
      await waitUntil(() => asked);
      fireTimers();
      await assertError(await answer, 504, "timeout");
    });

    test(`${what}: is limited to initLimit a minute`, async () => {
      const { browser, ofauth } = setupImport({ initLimit: 2 });
      for (let index = 0; index < 2; index++) assert.equal((await ask(browser())).status, 200);
      await assertError(await ask(browser()), 429, "rate_limited");
      assert.equal(ofauth.writes().length, 2);
    });

    test(`${what}: accepts only JSON`, async () => {
      const { browser, ofauth } = setupImport();
      const path = `/api/ofauth/connections/import${what === "import" ? "" : "/conn_1"}`;
      const headers = { ...sameOriginHeaders, "content-type": "text/plain" };
      const response = await browser().send(path, { method, headers, body: JSON.stringify(session) });
      await assertError(response, 415, "forbidden");
      assert.equal(ofauth.requests.length, 0);
    });
  }

  test("sends permissions, a list of strings, to OFAuth", async () => {
    const { browser, ofauth } = setupImport();
    await bodyOf(await add(browser(), { ...session, permissions: ["profile:read"] }));
    assert.deepEqual(ofauth.writes()[0]?.body, {
      ...session,
      permissions: ["profile:read"],
      clientReferenceId: "user-1",
    });
    for (const permissions of ["profile:read", [1], [""], Array.from({ length: 101 }, () => "x")]) {
      await assertError(await add(browser(), { ...session, permissions }), 400, "misconfigured");
    }
    await assertError(await update(browser(), { ...session, permissions: ["profile:read"] }), 400, "misconfigured");
  });

  const conflicts: readonly (readonly [string, object])[] = [
    ["connectionId", { connectionId: "conn_1" }],
    ["existingConnectionId", { existingConnectionId: "conn_1" }],
    ["connection.id", { connection: { id: "conn_1" } }],
    ["data.connectionId", { data: { connectionId: "conn_1" } }],
    ["details.connectionId", { details: { connectionId: "conn_1" } }],
    ["error.connectionId", { error: { connectionId: "conn_1" } }],
    ["its error message", { error: `Active connection already exists: conn_1.` }],
    ["another message", { message: `See conn_1` }],
  ];
  for (const [where, body] of conflicts) {
    test(`a 409 with an id in ${where} names the connection if it is the caller's`, async () => {
      const { browser, ofauth } = setupImport();
      ofauth.onWrite = () => json({ type: "CONFLICT", requestId: "req_1", ...body }, 409);
      const own = await add(browser());
      assert.equal(own.status, 409);
      const error = { code: "import_conflict", message: "This account is already connected." };
      assert.deepEqual(await own.json(), { ...error, connectionId: "conn_1" });
      for (const user of ["user-2", "user-3"]) {
        const other = await add(browser(user));
        assert.deepEqual([other.status, await other.json()], [409, error]);
      }
    });
  }

  test("a 409 without a readable id names no connection", async () => {
    const odd: unknown[] = [{}, null, [], { connectionId: "conn_../x" }, { connectionId: 7 }, { error: "conn_" }];
    odd.push(
      { error: `conn_${"a".repeat(129)}` },
      { error: `${" ".repeat(2000)}conn_1` },
      { __proto__: { connectionId: "conn_1" } },
    );
    for (const answer of [...odd.map((body) => () => json(body, 409)), () => new Response("conn_1", { status: 409 })]) {
      const { browser, ofauth } = setupImport();
      ofauth.onWrite = answer;
      await assertError(await add(browser()), 409, "import_conflict");
    }
  });

  test("a 409 does not name an unconfirmed connection", async () => {
    const { browser, ofauth } = setupImport();
    ofauth.connections.push(connectionOf("conn_new", "user-1", { createdAt: "2026-01-01T01:00:00Z" }));
    ofauth.onWrite = () => json({ connectionId: "conn_new" }, 409);
    await assertError(await add(browser()), 409, "import_conflict");
  });

  test("an update with the session of another account is a mismatch", async () => {
    const { browser, ofauth, changes } = setupImport();
    ofauth.onWrite = () => json({ error: marker, connectionId: "conn_2" }, 409);
    await assertError(await update(browser()), 409, "mismatch");
    assert.equal(changes.length, 0);
  });

  test("an update of a connection that OFAuth no longer has is a 404, and removes it", async () => {
    const { browser, ofauth, changes } = setupImport();
    ofauth.onWrite = unknownConnection;
    await assertError(await update(browser()), 404, "not_found");
    assert.deepEqual(
      changes.map(({ type }) => type),
      ["connection.disconnected"],
    );
  });

  test("the store, the events, the errors and the responses contain nothing of the session", async () => {
    const { browser, store, changes, connected, errors } = setupImport();
    await bodyOf(await add(browser()));
    await bodyOf(await update(browser()));
    const list = await (await browser().get("/connections")).text();
    const kept = await store.get(["conn_imported", "conn_1"]);
    assert.ok(!JSON.stringify([kept, changes, connected, errors, list]).includes(marker));
  });
});

describe("the permissions of an import", () => {
  const ask = async (requested: unknown, importPermissions?: readonly string[]) => {
    const { browser, ofauth } = setupImport({ importPermissions });
    const response = await add(browser(), { ...session, ...(requested !== undefined && { permissions: requested }) });
    const sent = ofauth.writes()[0]?.body as { permissions?: unknown } | undefined;
    return { response, sent: sent?.permissions, isAsked: sent !== undefined };
  };
  const allowed = ["profile:read", "posts:read"];

  test("are any of the known form without importPermissions, each once", async () => {
    assert.equal((await ask(undefined)).sent, undefined);
    const names = ["profile:read", "posts:*", "chats.read", "a_b:c-d", "profile:read"];
    assert.deepEqual((await ask(names)).sent, names.slice(0, 4));
  });

  test("are those that importPermissions allows", async () => {
    assert.deepEqual((await ask(["posts:read"], allowed)).sent, ["posts:read"]);
    // OFAuth must not decide what a page gets that asks for nothing.
    assert.deepEqual((await ask(undefined, allowed)).sent, allowed);
    for (const names of [["vault:write"], ["profile:read", "vault:write"], ["PROFILE:READ"], ["profile"]]) {
      const { response, isAsked } = await ask(names, allowed);
      await assertError(response, 403, "forbidden");
      assert.equal(isAsked, false);
    }
  });

  for (const [what, names] of [
    ["too many", Array.from({ length: 51 }, (_, index) => `p${index}:read`)],
    ["a space", ["profile read"]],
    ["an empty name", [""]],
    ["markup", ["<b>:read"]],
    ["a long name", [`${"a".repeat(51)}:read`]],
    ["many parts", ["a:b:c:d:e"]],
    ["a number", [5]],
    ["a text", "profile:read"],
  ] as const) {
    test(`are refused with ${what}, and OFAuth is not asked`, async () => {
      const { response, isAsked } = await ask(names);
      await assertError(response, 400, "misconfigured");
      assert.equal(isAsked, false);
    });
  }
});
