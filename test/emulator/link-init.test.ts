import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hostOrigin, key, redirectUrl, setupEmulator } from "./emulator-setup.js";

describe("POST /v2/link/init", () => {
  test("creates a hosted session of 30 minutes by the emulator's clock", async () => {
    const { init, clock } = setupEmulator();
    const response = await init();
    assert.equal(response.status, 200);
    const { mode, url, expiresAt, ...rest } = (await response.json()) as Record<string, string>;
    assert.equal(mode, "hosted");
    assert.match(String(url), /^http:\/\/127\.0\.0\.1:4010\/cs_[A-Za-z0-9]+$/);
    assert.equal(expiresAt, new Date(clock.now + 30 * 60_000).toISOString());
    assert.deepEqual(rest, {});
  });

  test("accepts an empty body, because every field is optional", async () => {
    const { request } = setupEmulator();
    const response = await request("/v2/link/init", { method: "POST", headers: { apikey: key } });
    assert.equal(response.status, 200);
  });

  test("gives every session its own secret", async () => {
    const { start } = setupEmulator();
    assert.notEqual(await start(), await start());
  });

  const accepted: [string, unknown][] = [
    ["all fields", { clientAppId: "app_demo", redirectUrl, clientReferenceId: "user-1", connectionId: "conn_1" }],
    ["a country", { geolocation: { country: "US" } }],
    ["a country, state and city", { geolocation: { country: "US", state: "CA", city: "Los Angeles" } }],
    ["an unknown connection", { connectionId: "conn_deleted" }],
    ["an unknown field", { color: "blue" }],
  ];
  for (const [name, body] of accepted) {
    test(`accepts ${name}`, async () => assert.equal((await setupEmulator().init(body)).status, 200));
  }

  const refused: [string, unknown, RegExp][] = [
    ["a body that is not JSON", "{", /not JSON/],
    ["a list", [], /JSON object/],
    ["null", "null", /JSON object/],
    ["a client app id without its prefix", { clientAppId: "demo" }, /clientAppId/],
    ["a client app id with a dash", { clientAppId: "app_a-b" }, /clientAppId/],
    ["a client app id that is a number", { clientAppId: 1 }, /clientAppId/],
    ["a redirect URL that is a path", { redirectUrl: "/callback" }, /redirectUrl/],
    ["a file: URL as redirect URL", { redirectUrl: "file:///etc/hosts" }, /redirectUrl/],
    ["a redirect URL that is not registered", { redirectUrl: "https://host.example/callback" }, /Allowed Redirect/],
    ["a reference that is a number", { clientReferenceId: 7 }, /clientReferenceId/],
    ["a connection id without its prefix", { connectionId: "abc" }, /connectionId/],
    ["a connection id that is null", { connectionId: null }, /connectionId/],
    ["a geolocation that is a string", { geolocation: "US" }, /geolocation/],
    ["a geolocation without a country", { geolocation: { state: "CA" } }, /geolocation.country/],
    ["a geolocation with an empty country", { geolocation: { country: "" } }, /geolocation.country/],
    ["a geolocation with a state that is a number", { geolocation: { country: "US", state: 1 } }, /geolocation.state/],
  ];
  for (const [name, body, message] of refused) {
    test(`rejects ${name}`, async () => {
      const response = await setupEmulator().init(body);
      assert.equal(response.status, 400);
      const answer = (await response.json()) as Record<string, string>;
      assert.match(String(answer.error), message);
      assert.equal(answer.type, "BAD_REQUEST");
      assert.match(String(answer.requestId), /^req_/);
    });
  }

  test("answers with 404 for an unknown client app", async () => {
    const response = await setupEmulator().init({ clientAppId: "app_other" });
    assert.equal(response.status, 404);
    assert.equal(((await response.json()) as { type: string }).type, "RESOURCE_NOT_FOUND");
  });

  test("rejects a request without a redirect URL if the app has none", async () => {
    const { init } = setupEmulator({ clientApps: [{ id: "app_empty", redirectUrls: [] }] });
    assert.equal((await init()).status, 400);
  });

  test("uses the first app with the redirect URL if no client app id is given", async () => {
    const { emulator, init } = setupEmulator();
    emulator.clientApps.register({ id: "app_second", redirectUrls: ["https://second.example/cb"] });
    await init({ redirectUrl: "https://second.example/cb" });
    await init();
    assert.deepEqual(
      emulator.sessions.list().map(({ clientAppId }) => clientAppId),
      ["app_demo", "app_second"],
    );
  });

  test("uses the app's first redirect URL if none is given", async () => {
    const { emulator, init } = setupEmulator();
    emulator.clientApps.register({ id: "app_demo", redirectUrls: ["https://a.example/1", "https://a.example/2"] });
    await init();
    assert.equal(emulator.sessions.list()[0]?.redirectUrl, "https://a.example/1");
  });
});

describe("API keys", () => {
  for (const [name, headers] of [
    ["no key", {}],
    ["an unknown key", { apikey: "sk_sandbox_other" }],
    ["a key in the wrong header", { authorization: `Bearer ${key}` }],
  ] as const) {
    test(`reject ${name}`, async () => {
      const response = await setupEmulator().json("/v2/link/init", {}, headers);
      assert.equal(response.status, 401);
      assert.equal(((await response.json()) as { type: string }).type, "UNAUTHORIZED");
    });
  }

  test("given in the options replace the default one", async () => {
    const { init } = setupEmulator({ apiKeys: ["sk_live_1"] });
    assert.equal((await init({}, "sk_live_1")).status, 200);
    assert.equal((await init({}, key)).status, 401);
  });
});

describe("unknown routes", () => {
  for (const [method, path] of [
    ["GET", "/v2/link/init"],
    ["PUT", "/v2/account/connections/conn_1"],
    ["GET", "/v2/account/connections/conn_1/invalidate"],
    ["PUT", "/v2/account/connections/import"],
    ["GET", "/v2/account/connections/conn_1"],
    ["GET", "/v2"],
    ["POST", "/"],
    ["GET", "/link/cs_1"],
    ["GET", "/emulator/other"],
  ] as const) {
    test(`answer ${method} ${path} with 404`, async () => {
      const response = await setupEmulator().request(path, { method, headers: { apikey: key } });
      assert.equal(response.status, 404);
      assert.equal(((await response.json()) as { type: string }).type, "ROUTE_NOT_FOUND");
    });
  }
});

describe("client apps", () => {
  const wrong: [string, Parameters<ReturnType<typeof setupEmulator>["emulator"]["clientApps"]["register"]>[0]][] = [
    ["id", { id: "demo", redirectUrls: [] }],
    ["redirect URL", { id: "app_a", redirectUrls: ["file:///etc/hosts"] }],
    ["allowed origin", { id: "app_a", redirectUrls: [], allowedOrigins: ["https://a.example; script-src *"] }],
    ["allowed origin with a path", { id: "app_a", redirectUrls: [], allowedOrigins: [`${hostOrigin}/`] }],
  ];
  for (const [name, app] of wrong) {
    test(`reject an invalid ${name}`, () => {
      assert.throws(() => setupEmulator().emulator.clientApps.register(app), TypeError);
    });
  }
});
