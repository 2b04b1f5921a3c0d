import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { createOFAuthHandler, type OFAuthHandlerOptions } from "../../src/server/index.js";
import { createMemoryStore } from "../../src/server/store/memory-store.js";
import { readOptions } from "../../src/server/settings.js";

const setup = () => {
  const valid: OFAuthHandlerOptions = { apiKey: "sk_live_1", authorize: () => null };
  return { valid, create: (more: object) => createOFAuthHandler({ ...valid, ...more }) };
};

const wrongOptions: readonly (readonly [string, object, RegExp])[] = [
  ["no API key", { apiKey: undefined }, /apiKey/],
  ["an empty API key", { apiKey: "" }, /apiKey/],
  ["an API key with a line break", { apiKey: "sk_live_1\n" }, /apiKey/],
  ["an API key that is not a string", { apiKey: 5 }, /apiKey/],
  ["no authorize", { authorize: undefined }, /authorize/],
  ["an authorize that is not a function", { authorize: "user-1" }, /authorize/],
  ["a base path without a slash", { basePath: "api" }, /basePath/],
  ["a base path with a pattern", { basePath: "/api/:id" }, /basePath/],
  ["a base path with a wildcard", { basePath: "/api/*" }, /basePath/],
  ["a base path with an encoded slash", { basePath: "/api%2fofauth" }, /basePath/],
  ["a base path with dots", { basePath: "/api/../x" }, /basePath/],
  ["a base path with a double slash", { basePath: "/api//ofauth" }, /basePath/],
  ["an apiUrl over http", { apiUrl: "http://api.ofauth.com" }, /apiUrl/],
  ["an apiUrl with user info", { apiUrl: "https://a:b@api.ofauth.com" }, /apiUrl/],
  ["an apiUrl that is not a URL", { apiUrl: "api.ofauth.com" }, /apiUrl/],
  ["an apiUrl with a query", { apiUrl: "https://api.ofauth.com/?a" }, /apiUrl/],
  ["a malformed client app id", { clientAppId: "../app" }, /clientAppId/],
  ["an empty client app id", { clientAppId: "" }, /clientAppId/],
  ["a relative redirectUrl", { redirectUrl: "/callback" }, /redirectUrl/],
  ["a redirectUrl over http", { redirectUrl: "http://app.example/callback" }, /redirectUrl/],
  ["a javascript: redirectUrl", { redirectUrl: "javascript:alert(1)" }, /redirectUrl/],
  ["a javascript: returnUrl", { returnUrl: "javascript:alert(1)" }, /returnUrl/],
  ["a scheme-relative returnUrl", { returnUrl: "//evil.test" }, /returnUrl/],
  ["a backslashed returnUrl", { returnUrl: "/\\evil.test" }, /returnUrl/],
  ["a geolocation without a country", { geolocation: { state: "CA" } }, /geolocation/],
  ["a geolocation of numbers", { geolocation: { country: 1 } }, /geolocation/],
  ["a wildcard among the link origins", { linkOrigins: "*" }, /linkOrigins/],
  ["no link origin at all", { linkOrigins: "" }, /linkOrigins/],
  ["a link origin with a path", { linkOrigins: ["https://link.ofauth.com/x"] }, /linkOrigins/],
  ["a short cookie secret", { cookieSecret: "fifteen-bytes-x" }, /cookieSecret/],
  ["an empty cookie secret", { cookieSecret: "" }, /cookieSecret/],
  ["an init limit of 0", { initLimit: 0 }, /initLimit/],
  ["an init limit that is not a number", { initLimit: Number.NaN }, /initLimit/],
  ["an onConnected that is not a function", { onConnected: {} }, /onConnected/],
  ["an onChanged that is not a function", { onChanged: true }, /onChanged/],
  ["an onDisconnected that is not a function", { onDisconnected: "log" }, /onDisconnected/],
  ["an onEvent that is not a function", { onEvent: [] }, /onEvent/],
  ["an onUnconfirmed that is not a function", { onUnconfirmed: {} }, /onUnconfirmed/],
  ["a store without methods", { store: {} }, /store has no method lock/],
  ["a store that is null", { store: null }, /store/],
  ["a store that lacks one method", { store: { ...createMemoryStore(), subscribe: undefined } }, /method subscribe/],
  ["importPermissions as text", { importPermissions: "profile:read" }, /importPermissions/],
  ["an empty importPermissions", { importPermissions: [] }, /importPermissions/],
  ["importPermissions with a space", { importPermissions: ["profile read"] }, /importPermissions/],
  ["an onRequest that is no function", { onRequest: "log" }, /onRequest/],
  ["an allowImport from the environment", { allowImport: "false" }, /allowImport/],
  ["an events option from the environment", { events: "false" }, /events/],
  ["an unknown value of cookies", { cookies: "none" }, /cookies must be "lax" or "partitioned"/],
  ["an unknown value of unconfirmed", { unconfirmed: "reject" }, /unconfirmed/],
  ["a fetch that is not a function", { fetch: "fetch" }, /fetch/],
  ["a clock that is not a function", { now: 5 }, /now/],
];

describe("the options of createOFAuthHandler", () => {
  for (const [what, option, message] of wrongOptions) {
    test(`throws for ${what}, and names the option`, () => {
      assert.throws(() => setup().create(option), message);
    });
  }

  test("an error does not contain the API key", () => {
    assert.throws(
      () => setup().create({ apiKey: "sk_live_very secret" }),
      (error: Error) => !error.message.includes("secret"),
    );
  });

  test("uses the documented defaults", () => {
    const settings = readOptions(setup().valid);
    assert.equal(settings.basePath, "/api/ofauth");
    assert.equal(settings.apiUrl, "https://api.ofauth.com");
    assert.equal(settings.initLimit, 20);
    assert.equal(settings.allowImport, false);
    assert.equal(settings.events, true);
    assert.equal(settings.unconfirmed, "hide");
    assert.deepEqual(settings.linkOrigins, ["https://link.ofauth.com", "https://link-next.ofauth.com"]);
  });

  test("accepts loopback URLs, a trailing slash, a secret of 16 bytes and lists", () => {
    const settings = readOptions({
      ...setup().valid,
      basePath: "/oa/",
      apiUrl: "http://127.0.0.1:4010/",
      cookieSecret: "sixteen-bytes-xy",
      linkOrigins: ["https://link.ofauth.com", "http://localhost:4010"],
      returnUrl: "/done?status=success&keep=1",
      redirectUrl: "https://app.example/cb",
    });
    assert.equal(settings.basePath, "/oa");
    assert.equal(settings.apiUrl, "http://127.0.0.1:4010");
    assert.equal(settings.returnUrl, "/done?keep=1");
    assert.equal(settings.redirectUrl, "https://app.example/cb");
    assert.equal(readOptions({ ...setup().valid, basePath: "/" }).basePath, "");
  });

  const scope = globalThis as { window?: unknown; document?: unknown };
  afterEach(() => {
    delete scope.window;
    delete scope.document;
  });

  test("neither loads nor creates a handler in a browser", async () => {
    scope.window = {};
    assert.equal(typeof setup().create({}), "function");
    scope.document = {};
    assert.throws(() => setup().create({}), /must not run in a page/);
    const fresh = new URL("../../src/server/index.ts?in-a-page", import.meta.url);
    await assert.rejects(import(fresh.href), /must not run in a page/);
  });
});
