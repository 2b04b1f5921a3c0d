import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "./fake-ofauth.js";
import { sameOriginHeaders, navigationHeaders } from "./fake-browser.js";
import { assertError, origin, setupHandler } from "./handler-setup.js";

const base = "/api/ofauth";
const paths = {
  init: `${base}/link/init`,
  complete: `${base}/link/complete`,
  callback: `${base}/link/callback`,
  script: `${base}/link/callback.js`,
  result: `${base}/link/result`,
  connections: `${base}/connections`,
  connection: `${base}/connections/conn_1`,
  invalidate: `${base}/connections/conn_1/invalidate`,
  import: `${base}/connections/import`,
  updateImport: `${base}/connections/import/conn_1`,
};
const methods: Readonly<Record<string, string>> = {
  [paths.init]: "POST",
  [paths.complete]: "POST",
  [paths.connection]: "GET, DELETE",
  [paths.invalidate]: "POST",
  [paths.import]: "POST",
  [paths.updateImport]: "PATCH",
};
const jsonType = { "content-type": "application/json" };
const initBody = JSON.stringify({ attemptId: "attempt-0001", mode: "popup" });
const completeBody = JSON.stringify({ attemptId: "attempt-0001", connectionId: "conn_1" });

const importBody = JSON.stringify({ cookie: "auth_id=1; sess=2; fp=3", userAgent: "Browser/1" });
const bodies: Readonly<Record<string, string>> = {
  [paths.complete]: completeBody,
  [paths.import]: importBody,
  [paths.updateImport]: importBody,
};

function assertSecurityHeaders(response: Response) {
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("vary"), "Cookie");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.equal(response.headers.get("referrer-policy"), "no-referrer");
  for (const name of response.headers.keys()) assert.ok(!name.startsWith("access-control-"), name);
}

describe("the routes of the handler", () => {
  for (const left of ["/ofauth", ""]) {
    test(`are found where a mount has left only "${left}" of basePath`, async () => {
      const { handler, ofauth } = setupHandler();
      const ask = (path: string) => {
        const headers = { ...sameOriginHeaders, ...jsonType, "x-user": "user-1" };
        return handler(new Request(origin + path, { method: "POST", headers, body: initBody }));
      };
      assert.equal((await ask(`${left}/link/init`)).status, 200);
      // The browser comes back by the path that it knows.
      assert.equal(ofauth.firstInit()["redirectUrl"], `${origin}${base}/link/callback`);
      assert.equal((await ask(`/other${left}/link/init`)).status, 404);
      assert.equal((await ask(`/api${left}/link/init`)).status, left === "" ? 404 : 200);
    });
  }

  test("with a base path like a route, a path under it is not taken for a removed one", async () => {
    const { handler } = setupHandler({ basePath: "/connections" });
    const send = (path: string) =>
      handler(new Request(`${origin}/connections${path}`, { headers: { ...sameOriginHeaders, "x-user": "user-1" } }));
    const { list } = (await (await send("/connections")).json()) as { list: unknown };
    assert.deepEqual(list, []);
    assert.equal((await send("/link/result")).status, 404);
  });

  test("every response of every route has the security headers and no CORS header", async () => {
    const { browser, ofauth } = setupHandler({ allowImport: true });
    ofauth.connections = [connectionOf("conn_1", "user-1", { imported: true })];
    const user = browser();
    const visitor = browser(null);
    const seen: number[] = [];
    for (const client of [user, visitor]) {
      for (const path of [...Object.values(paths), "/elsewhere"]) {
        for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]) {
          const body = method === "POST" || method === "PATCH" ? (bodies[path] ?? initBody) : null;
          const headers = path === paths.callback ? navigationHeaders : { ...sameOriginHeaders, ...jsonType };
          const response = await client.send(path, {
            method,
            headers: { ...headers, origin },
            body,
          });
          assertSecurityHeaders(response);
          seen.push(response.status);
        }
      }
    }
    for (const status of [200, 204, 400, 401, 404, 405]) assert.ok(seen.includes(status), `no ${status}`);
    // The responses that the loop does not produce.
    const crossSite = await user.send(paths.result, { headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(crossSite.status, 403);
    assertSecurityHeaders(crossSite);
    const redirected = browser();
    await redirected.init("attempt-0002", "redirect");
    const redirect = await redirected.callback("?status=cancelled");
    assert.equal(redirect.status, 303);
    assertSecurityHeaders(redirect);
  });

  for (const path of Object.values(paths)) {
    const allowed = methods[path] ?? "GET";
    test(`${path} allows only ${allowed}`, async () => {
      const { browser, ofauth } = setupHandler();
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND"]) {
        if (allowed.split(", ").includes(method)) continue;
        const response = await browser().send(path, { method, headers: { ...sameOriginHeaders, ...jsonType } });
        assert.equal(response.status, 405, method);
        assert.equal(response.headers.get("allow"), allowed);
        if (method !== "HEAD" && path !== paths.callback) await assertError(response, 405, "forbidden");
      }
      assert.equal(ofauth.requests.length, 0);
    });
  }

  test("ignores headers and parameters that override the method", async () => {
    const { browser, ofauth } = setupHandler();
    for (const name of ["x-http-method-override", "x-http-method", "x-method-override"]) {
      const response = await browser().send(paths.init, {
        headers: { ...sameOriginHeaders, ...jsonType, [name]: "POST" },
      });
      await assertError(response, 405, "forbidden");
    }
    const form = await browser().send(`${paths.init}?_method=POST`, { headers: sameOriginHeaders });
    await assertError(form, 405, "forbidden");
    assert.equal(ofauth.requests.length, 0);
  });

  const unknownPaths = [
    base,
    `${base}/`,
    `${base}/link`,
    `${base}/link/init//`,
    `${base}//link/init`,
    `${base}/link%2finit`,
    `${base}/LINK/init`,
    `${base}/connections//`,
    `${base}/connections//invalidate`,
    `${base}/connections/conn_1/delete`,
    `${base}/connections/import/conn_1/invalidate`,
    "/other/link/init",
    "/api/link/init",
    "/api/ofauthx/link/init",
  ];
  for (const path of unknownPaths) {
    test(`${path} is a 404 with a code`, async () => {
      const { browser, ofauth } = setupHandler();
      const response = await browser().send(path, {
        method: "POST",
        headers: { ...sameOriginHeaders, ...jsonType },
        body: initBody,
      });
      await assertError(response, 404, "not_found");
      assert.equal(ofauth.requests.length, 0);
    });
  }

  test("a path with one slash at its end is the same route", async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    const user = browser();
    assert.equal((await user.post("/link/init/", { attemptId: "attempt-0001", mode: "popup" })).status, 200);
    assert.equal((await user.get("/connections/")).status, 200);
    assert.equal((await user.get("/connections/?limit=1")).status, 200);
    assert.equal((await user.get("/connections/conn_1/")).status, 200);
    assert.equal((await user.post("/connections/conn_1/invalidate/", {})).status, 200);
    assert.equal((await user.callback("/?status=cancelled")).status, 200);
  });

  const crossOrigin: readonly (readonly [string, Record<string, string>])[] = [
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sub-domain", { "sec-fetch-site": "same-site" }],
    ["a sub-domain with our Origin", { "sec-fetch-site": "same-site", origin }],
    ["the address bar", { "sec-fetch-site": "none" }],
    ["another site with our Origin", { "sec-fetch-site": "cross-site", origin }],
    ["a client without an origin", {}],
    ["another origin in an old browser", { origin: "https://evil.test" }],
    ["another port in an old browser", { origin: `${origin}:8443` }],
    [
      "a page whose host name resolves to this server",
      { "sec-fetch-site": "same-origin", origin: "https://evil.test" },
    ],
    ["a sandboxed frame", { origin: "null" }],
    ["an origin that starts like ours", { origin: `${origin}.evil.test` }],
    ["an empty Sec-Fetch-Site", { "sec-fetch-site": "", origin }],
  ];
  for (const [who, headers] of crossOrigin) {
    test(`rejects requests from ${who}`, async () => {
      const { browser, ofauth } = setupHandler({ allowImport: true });
      const user = browser();
      const post = { method: "POST", headers: { ...jsonType, ...headers } };
      await assertError(await user.send(paths.init, { ...post, body: initBody }), 403, "forbidden");
      await assertError(await user.send(paths.complete, { ...post, body: completeBody }), 403, "forbidden");
      await assertError(await user.send(paths.result, { headers }), 403, "forbidden");
      for (const [path, method] of [
        [paths.connections, "GET"],
        [paths.connection, "GET"],
        [paths.connection, "DELETE"],
        [paths.invalidate, "POST"],
        [paths.import, "POST"],
        [paths.updateImport, "PATCH"],
      ] as const) {
        const body = bodies[path] ?? null;
        await assertError(
          await user.send(path, { method, headers: { ...jsonType, ...headers }, body }),
          403,
          "forbidden",
        );
      }
      assert.equal(ofauth.requests.length, 0);
    });
  }

  test("accepts a browser without Sec-Fetch-Site if its Origin is the handler's", async () => {
    const { browser } = setupHandler();
    const response = await browser().send(paths.init, {
      method: "POST",
      headers: { ...jsonType, origin },
      body: initBody,
    });
    assert.equal(response.status, 200);
  });

  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonp",
    "",
  ]) {
    test(`rejects a body of type ${JSON.stringify(type)}`, async () => {
      const { browser, ofauth } = setupHandler();
      const headers = { ...sameOriginHeaders, "content-type": type };
      await assertError(
        await browser().send(paths.init, { method: "POST", headers, body: initBody }),
        415,
        "forbidden",
      );
      assert.equal(ofauth.requests.length, 0);
    });
  }

  test("accepts a content type with a charset", async () => {
    const { browser } = setupHandler();
    const headers = { ...sameOriginHeaders, "content-type": "Application/JSON; charset=utf-8" };
    assert.equal((await browser().send(paths.init, { method: "POST", headers, body: initBody })).status, 200);
  });
});
