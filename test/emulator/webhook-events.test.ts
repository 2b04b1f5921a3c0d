import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { userFor } from "../../src/emulator/index.js";
import { allow, key, logIn, next } from "./emulator-setup.js";
import { hookUrl, secret, setupWebhooks, verifyOFAuth, verifySvix } from "./webhook-receiver.js";

const login = [next, logIn("test@creator.sandbox.com")];
const userData = userFor("test@creator.sandbox.com");
const timestamp = "2026-01-02T03:04:05.000Z";
const seconds = Date.parse(timestamp) / 1000;

describe("webhook events", () => {
  test("report a new connection as documented", async () => {
    const { emulator, start, steps, bodies } = setupWebhooks();
    await steps(await start({ clientReferenceId: "user-1" }), ...login, allow);
    const id = emulator.connections.list()[0]?.id;
    assert.deepEqual(await bodies(), [
      {
        type: "connection.created",
        timestamp,
        data: {
          clientReferenceId: "user-1",
          connection: { id, status: "active", permissions: ["profile:read"], userData },
        },
      },
    ]);
  });

  test("report every change through the emulator object", async () => {
    const { emulator, bodies } = setupWebhooks();
    const { connections } = emulator;
    connections.seed({ id: "conn_1" });
    assert.deepEqual(await bodies(), []);
    connections.requirePermissions("conn_1", ["a"]);
    connections.expire("conn_1");
    connections.expire("conn_1");
    connections.delete("conn_1");
    connections.delete("conn_1");
    connections.requirePermissions("conn_1", ["a"]);
    assert.deepEqual(
      (await bodies()).map(({ type, data }) => [type, data.connection.id, data.connection.status]),
      [
        ["connection.updated", "conn_1", "active"],
        ["connection.expired", "conn_1", "expired"],
        ["connection.disconnected", "conn_1", "expired"],
      ],
    );
  });

  test("report every change through the API", async () => {
    const { request, types } = setupWebhooks();
    const session = JSON.stringify({ cookie: "auth_id=1; sess=s; fp=f", userAgent: "x" });
    const call = async (method: string, path: string, body?: string) =>
      request(`/v2/account/connections${path}`, { method, headers: { apikey: key }, ...(body && { body }) });
    const { id } = (await (await call("POST", "/import", session)).json()) as { id: string };
    await call("POST", "/import", session);
    await call("POST", `/${id}/invalidate`);
    await call("PATCH", `/import/${id}`, session);
    await call("DELETE", `/${id}`);
    const expected = ["created", "expired", "updated", "disconnected"];
    assert.deepEqual(
      await types(),
      expected.map((word) => `connection.${word}`),
    );
  });

  test("report a reconnection as an update, and that of a deleted connection as a new one", async () => {
    const { emulator, start, steps, types } = setupWebhooks();
    emulator.connections.seed({ id: "conn_1" });
    await steps(await start({ connectionId: "conn_1" }), ...login, allow);
    emulator.connections.delete("conn_1");
    await steps(await start({ connectionId: "conn_1" }), ...login, allow);
    assert.deepEqual(await types(), ["connection.updated", "connection.disconnected", "connection.created"]);
  });

  test("of other types can be sent", async () => {
    const { webhooks, bodies } = setupWebhooks();
    webhooks.send("rules.updated");
    webhooks.send("something.new", { a: 1 });
    assert.deepEqual(await bodies(), [
      { type: "rules.updated", timestamp, data: {} },
      { type: "something.new", timestamp, data: { a: 1 } },
    ]);
  });

  test("are delivered to every endpoint, each with its own settings", async () => {
    const { emulator, webhooks, received } = setupWebhooks();
    const url = "http://127.0.0.1:3001/hooks";
    webhooks.register({ url, secret, signature: "svix", spelling: "sdk" });
    emulator.connections.expire(emulator.connections.seed().id);
    await webhooks.settled();
    assert.deepEqual(received.map((request) => request.url).sort(), [url, hookUrl].sort());
    webhooks.clear();
    emulator.connections.delete(emulator.connections.seed().id);
    await webhooks.settled();
    assert.equal(received.length, 2);
  });
});

describe("the SDK's spelling", () => {
  test("has its own names for the type and the user", async () => {
    const { emulator, bodies } = setupWebhooks({ spelling: "sdk" });
    emulator.connections.seed({ id: "conn_1", clientReferenceId: "user-1" });
    emulator.connections.requirePermissions("conn_1", []);
    const { id: userId, ...profile } = userData;
    const [body] = await bodies();
    assert.deepEqual(body, {
      eventType: "connection.updated",
      live: false,
      timestamp,
      data: {
        clientReferenceId: "user-1",
        connection: {
          id: "conn_1",
          platformUserId: userId,
          status: "active",
          permissions: ["profile:read"],
          userData: { userId, ...profile },
        },
      },
    });
  });

  test("contains only the status of a connection that has ended", async () => {
    const { emulator, bodies } = setupWebhooks({ spelling: "sdk" });
    emulator.connections.seed({ id: "conn_1" }, { live: true });
    emulator.connections.expire("conn_1");
    const [body] = (await bodies()) as unknown as [{ live: boolean; data: { connection: unknown } }];
    assert.equal(body.live, true);
    assert.deepEqual(body.data.connection, { id: "conn_1", platformUserId: userData.id, status: "expired" });
  });
});

describe("the signature", () => {
  for (const signature of ["ofauth", "svix", "both"] as const) {
    test(`${signature} covers the bytes that are sent, and has the emulator's time`, async () => {
      const { emulator, webhooks, received } = setupWebhooks({ signature });
      emulator.connections.expire(emulator.connections.seed({ clientReferenceId: "é\u2028" }).id);
      await webhooks.settled();
      const [delivery] = received;
      assert.ok(delivery);
      assert.equal(delivery.headers.get("content-type"), "application/json");
      if (signature === "svix") assert.equal(delivery.headers.get("ofauth-signature"), null);
      else assert.equal(verifyOFAuth(delivery, secret), seconds);
      if (signature === "ofauth") assert.equal(delivery.headers.get("svix-signature"), null);
      else {
        assert.equal(verifySvix(delivery, secret), webhooks.deliveries[0]?.eventId);
        assert.equal(delivery.headers.get("svix-timestamp"), String(seconds));
      }
    });
  }

  test("matches the example of the Svix documentation", async () => {
    const { signatureHeaders } = await import("../../src/emulator/webhooks/signature.js");
    const headers = signatureHeaders(secret, "svix", {
      eventId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      seconds: 1614265330,
      body: '{"test": 2432232314}',
    });
    assert.equal(headers["svix-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

describe("registering an endpoint", () => {
  const plain = { url: hookUrl, secret: "not for Svix" };
  const wrong: [string, object, RegExp][] = [
    ["without an absolute URL", { url: "localhost:3000" }, /absolute http/],
    ["with only a path", { url: "/hooks" }, /absolute http/],
    ["on another machine", { url: "https://host.example/hooks" }, /remote/],
    ["at a name that starts like this machine's", { url: "http://localhost.example/hooks" }, /remote/],
    ["on another machine without TLS", { url: "http://host.example/hooks", remote: true }, /https/],
    ["with user info", { url: "http://a:b@localhost/hooks" }, /user info/],
    ["with another scheme", { url: "ftp://localhost/hooks" }, /absolute http/],
    ["without a secret", { secret: "" }, /empty/],
    ["with whitespace around the secret", { secret: "not for Svix\n" }, /whitespace/],
    ["for svix without a whsec_ secret", { signature: "svix" }, /whsec_/],
    ["for both without a whsec_ secret", { signature: "both" }, /whsec_/],
    ["for svix with an empty key", { signature: "svix", secret: "whsec_" }, /whsec_/],
    ["for svix without base64", { signature: "svix", secret: "whsec_!!!!" }, /whsec_/],
    ["with an unknown signature", { signature: "rsa" }, /ofauth, svix, both/],
    ["with an unknown spelling", { spelling: "xml" }, /docs, sdk/],
  ];
  for (const [name, fields, message] of wrong) {
    test(`rejects one ${name}`, () => {
      const { webhooks } = setupWebhooks();
      webhooks.clear();
      const endpoint = { ...plain, ...fields };
      assert.throws(
        () => webhooks.register(endpoint),
        (error: Error) =>
          error instanceof TypeError && message.test(error.message) && !error.message.includes("not for Svix"),
      );
      assert.deepEqual(webhooks.list(), []);
    });
  }

  test("accepts an https: URL on another machine with remote: true", () => {
    const { webhooks } = setupWebhooks();
    webhooks.register({ ...plain, url: "https://host.example/hooks", remote: true });
    assert.equal(webhooks.list().length, 2);
  });
});

test("nothing that can be inspected contains the secret", async () => {
  const { inspect } = await import("node:util");
  const { emulator, webhooks, request, host } = setupWebhooks();
  host.answer = () => new Response(null, { status: 500 });
  webhooks.send("rules.updated");
  await webhooks.settled();
  const shown = [
    inspect(emulator, { depth: null, showHidden: true }),
    JSON.stringify([webhooks.list(), webhooks.deliveries, webhooks.failures]),
    await (await request("/emulator/webhooks")).text(),
  ];
  for (const text of shown) assert.equal(text.includes(secret.slice(6)), false);
});
