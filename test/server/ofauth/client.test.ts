import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { createOFAuthClient, OFAuthError, type OFAuthClient } from "../../../src/server/index.js";
import { connectionOf, fakeOFAuth, json, unknownConnection } from "../fake-ofauth.js";
import { apiKey } from "../handler-setup.js";

const session = { cookie: "auth_id=1; sess=M4RK3R; fp=3", userAgent: "Browser/1" };

function setup() {
  const ofauth = fakeOFAuth();
  ofauth.connections = [connectionOf("conn_1", "user-1", { imported: true }), connectionOf("conn_2", "user-2")];
  return { ofauth, client: createOFAuthClient({ apiKey, fetch: ofauth.fetch }) };
}

async function idsOf(connections: AsyncIterable<{ readonly id: string }>) {
  const ids: string[] = [];
  for await (const { id } of connections) ids.push(id);
  return ids;
}

const rejection = async (work: Promise<unknown>): Promise<OFAuthError> => {
  const error: unknown = await work.then(
    () => assert.fail("it was done"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof OFAuthError, String(error));
  assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes("M4RK3R"));
  return error;
};

test("lists the connections of all users, and requests pages as needed", async () => {
  const { ofauth, client } = setup();
  ofauth.connections = Array.from({ length: 250 }, (_, index) => connectionOf(`conn_${index}`, `user-${index % 2}`));
  assert.equal((await idsOf(client.connections())).length, 250);
  assert.deepEqual(
    ofauth.requests.map(({ path }) => path),
    ["0", "99", "198"].map((offset) => `/v2/account/connections?limit=100&offset=${offset}`),
  );
  ofauth.requests.length = 0;
  for await (const { id } of client.connections()) if (id === "conn_5") break;
  assert.equal(ofauth.requests.length, 1);
});

test("passes status and imported to OFAuth, and filters by owner itself", async () => {
  const { ofauth, client } = setup();
  assert.deepEqual(await idsOf(client.connections({ clientReferenceId: "user-2" })), ["conn_2"]);
  await idsOf(client.connections({ status: "expired", imported: false, clientReferenceId: "user-2" }));
  assert.equal(ofauth.requests[1]?.path, "/v2/account/connections?limit=100&offset=0&status=expired&imported=false");
  assert.equal(ofauth.requests[1]?.headers.get("apikey"), apiKey);
});

test("parses each connection field by field, and skips entries that are not connections", async () => {
  const { ofauth, client } = setup();
  ofauth.connections = [{ id: "x" }, connectionOf("conn_1", "user-1", { cookie: "M4RK3R" })];
  for await (const connection of client.connections()) assert.deepEqual(connection, connectionOf("conn_1", "user-1"));
});

test("invalidates and disconnects by id", async () => {
  const { ofauth, client } = setup();
  assert.deepEqual(await client.invalidate("conn_2"), connectionOf("conn_2", "user-2", { status: "expired" }));
  assert.equal(await client.disconnect("conn_2"), true);
  assert.equal(await client.disconnect("conn_2"), false);
  assert.equal((await rejection(client.invalidate("conn_2"))).code, "not_found");
  ofauth.onWrite = () => new Response(null, { status: 204 });
  assert.equal(await client.invalidate("conn_1"), undefined);
});

test("imports for a user, and updates what is imported", async () => {
  const { ofauth, client } = setup();
  const imported = await client.importConnection({ ...session, clientReferenceId: "user-9" });
  assert.equal(imported.clientReferenceId, "user-9");
  assert.deepEqual(ofauth.writes()[0]?.body, { ...session, clientReferenceId: "user-9" });
  assert.equal((await client.updateImport("conn_1", session)).id, "conn_1");
  assert.deepEqual(ofauth.writes()[1]?.body, session);
});

test("reports why an import failed as a code, and the conflicting connection", async () => {
  const { ofauth, client } = setup();
  ofauth.onWrite = () => json({ error: session.cookie, connectionId: "conn_2" }, 409);
  const conflict = await rejection(client.importConnection(session));
  assert.deepEqual([conflict.code, conflict.connectionId], ["import_conflict", "conn_2"]);
  assert.equal((await rejection(client.updateImport("conn_1", session))).code, "mismatch");
  ofauth.onWrite = () => json({ error: session.cookie, type: "SESSION_EXPIRED" }, 401);
  assert.equal((await rejection(client.importConnection(session))).code, "import_invalid");
  ofauth.onWrite = unknownConnection;
  assert.equal((await rejection(client.updateImport("conn_1", session))).code, "not_found");
});

const calls: readonly (readonly [string, (client: OFAuthClient, id: string) => Promise<unknown>])[] = [
  ["invalidate", (client, id) => client.invalidate(id)],
  ["disconnect", (client, id) => client.disconnect(id)],
  ["updateImport", (client, id) => client.updateImport(id, session)],
];
for (const [name, call] of calls) {
  test(`${name} sends no request for an id that is not valid`, async () => {
    const { ofauth, client } = setup();
    for (const id of ["", "1", "conn_", "conn_1/../conn_2", "conn_1?x", "conn_%2e", "conn_1\n", undefined, null, {}]) {
      assert.equal((await rejection(call(client, id as string))).code, "not_found");
    }
    assert.equal(ofauth.requests.length, 0);
  });
}

test("sends no request for a session that is not valid", async () => {
  const { ofauth, client } = setup();
  for (const wrong of [
    { ...session, cookie: "sess=M4RK3R" },
    { ...session, cookie: `${session.cookie}\r\n` },
    { ...session, userAgent: "" },
    { ...session, id: "conn_1" },
    { cookie: session.cookie },
  ]) {
    assert.equal((await rejection(client.importConnection(wrong as typeof session))).code, "import_invalid");
    assert.equal((await rejection(client.updateImport("conn_1", wrong as typeof session))).code, "import_invalid");
  }
  assert.equal(ofauth.requests.length, 0);
});

for (const [what, answer, code, retryAfter] of [
  ["a bad key", () => json({ error: apiKey, type: "UNAUTHORIZED" }, 401), "misconfigured", undefined],
  ["429", () => json({}, 429, { "retry-after": "7" }), "rate_limited", 7],
  ["500", () => json({ error: "M4RK3R" }, 500), "server_error", undefined],
  ["a reset", () => Promise.reject(new TypeError("M4RK3R")), "server_error", undefined],
] as const) {
  test(`every method turns ${what} from OFAuth into an OFAuthError without OFAuth's text`, async () => {
    const { ofauth, client } = setup();
    ofauth.onList = answer;
    ofauth.onWrite = answer;
    for (const work of [
      idsOf(client.connections()),
      client.importConnection(session),
      ...calls.map(([, call]) => call(client, "conn_1")),
    ]) {
      const error = await rejection(work);
      assert.deepEqual([error.name, error.code, error.retryAfter], ["OFAuthError", code, retryAfter]);
      assert.ok(!String(error.stack).includes(apiKey));
    }
  });
}

test("throws for invalid options, names the option, and does not print the key", () => {
  const create = (options: object) => () => createOFAuthClient(options as { apiKey: string });
  for (const [options, message] of [
    [{}, /createOFAuthClient: apiKey/],
    [{ apiKey: "" }, /apiKey/],
    [{ apiKey: "very secret" }, /^(?!.*secret).*apiKey/],
    [{ apiKey, apiUrl: "http://api.ofauth.com" }, /apiUrl/],
    [{ apiKey, fetch: "fetch" }, /fetch/],
  ] as const) {
    assert.throws(create(options), message);
  }
});

const scope = globalThis as { window?: unknown; document?: unknown };
afterEach(() => {
  delete scope.window;
  delete scope.document;
});

test("throws in a browser", () => {
  scope.window = {};
  scope.document = {};
  assert.throws(() => setup(), /must not run in a page/);
});
