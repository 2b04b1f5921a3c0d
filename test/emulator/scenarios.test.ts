import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allow, code, eventNames, key, logIn, metadataOf, next, queryOf, setupEmulator } from "./emulator-setup.js";

describe("scenarios", () => {
  test("are all off by default", () => {
    for (const [name, value] of Object.entries(setupEmulator().emulator.scenarios.current)) {
      assert.ok(value === 0 || value === false || value === null, name);
    }
  });

  test("slow delays the API and the page, but not assets and the remote control", async () => {
    const { emulator, waits, start, open, steps, request } = setupEmulator();
    emulator.scenarios.set({ slow: 3000 });
    const path = await start();
    await open(path);
    await steps(path, next);
    assert.deepEqual(waits, [3000, 3000, 3000]);
    await request("/assets/link-page.js");
    await request("/emulator/scenarios");
    assert.equal(waits.length, 3);
  });

  test("silent: the page posts no message and does not answer exit_requested", async () => {
    const { emulator, start, open, steps } = setupEmulator();
    emulator.scenarios.set({ silent: true });
    const path = await start();
    const { view } = await open(path);
    assert.deepEqual([view.events, view.answersExit], [[], false]);
    assert.deepEqual((await steps(path, next, logIn("a@fan.sandbox.com"), allow)).events, []);
    assert.deepEqual((await open("/cs_unknown")).view.events, []);
  });

  test("noLoaded: the page posts every message except loaded", async () => {
    const { emulator, start, open } = setupEmulator();
    emulator.scenarios.set({ noLoaded: true });
    assert.deepEqual(eventNames((await open(await start())).view), ["sandbox_info"]);
  });

  test("refuseExit: the page ignores exit_requested only", async () => {
    const { emulator, start, open } = setupEmulator();
    emulator.scenarios.set({ refuseExit: true });
    const { view } = await open(await start());
    assert.deepEqual([eventNames(view), view.answersExit], [["loaded", "sandbox_info"], false]);
  });

  test("refusedFrame: the page cannot be framed", async () => {
    const { emulator, start, open } = setupEmulator();
    emulator.scenarios.set({ refusedFrame: true });
    const { response } = await open(await start());
    assert.match(response.headers.get("content-security-policy") ?? "", /frame-ancestors 'none';/);
  });

  test("coop: the page severs a popup from its opener", async () => {
    const { emulator, start, open } = setupEmulator();
    const path = await start();
    assert.equal((await open(path)).response.headers.get("cross-origin-opener-policy"), null);
    emulator.scenarios.set({ coop: "same-origin" });
    assert.equal((await open(path)).response.headers.get("cross-origin-opener-policy"), "same-origin");
  });

  test("invalidSession once: the next page load shows an invalid session", async () => {
    const { emulator, start, open } = setupEmulator();
    emulator.scenarios.set({ invalidSession: "once" });
    assert.deepEqual((await open(await start())).view.events, [{ event: "invalid_session" }]);
    assert.equal((await open(await start())).view.screen, "pre-login");
    assert.equal(emulator.scenarios.current.invalidSession, null);
  });

  test("invalidSession always: every page load shows an invalid session", async () => {
    const { emulator, start, open } = setupEmulator();
    emulator.scenarios.set({ invalidSession: "always" });
    assert.equal((await open(await start())).view.screen, "invalid-session");
    assert.equal((await open(await start())).view.screen, "invalid-session");
  });

  for (const errorCode of ["account_locked", "something_new", `<b>&"`]) {
    test(`error ${errorCode}: the flow ends with it after the password was accepted`, async () => {
      const { emulator, start, steps } = setupEmulator();
      emulator.scenarios.set({ error: errorCode });
      const path = await start();
      assert.equal((await steps(path, next, logIn("a@fan-otp.sandbox.com", "wrong"))).screen, "login");
      const view = await steps(path, logIn("a@fan-otp.sandbox.com"));
      assert.equal(view.screen, "error");
      assert.equal(queryOf(view.callbackUrl).error_code, errorCode);
      const { error } = metadataOf(view, "exit") as { error: { error_type: string } };
      assert.equal(error.error_type, errorCode);
      assert.equal((await steps(path, code(), allow)).screen, "error");
    });
  }

  test("whitelabel: init answers without a page to open", async () => {
    const { emulator, init } = setupEmulator();
    emulator.scenarios.set({ whitelabel: true });
    const answer = (await (await init()).json()) as Record<string, string>;
    assert.deepEqual(Object.keys(answer).sort(), ["clientSecret", "expiresAt", "mode"]);
    assert.equal(answer.mode, "whitelabel");
  });

  test("legacyInit: init leaves out mode", async () => {
    const { emulator, init } = setupEmulator();
    emulator.scenarios.set({ legacyInit: true });
    assert.deepEqual(Object.keys((await (await init()).json()) as object).sort(), ["expiresAt", "url"]);
  });

  for (const [status, type] of [
    [400, "BAD_REQUEST"],
    [401, "UNAUTHORIZED"],
    [403, "FORBIDDEN"],
    [404, "RESOURCE_NOT_FOUND"],
    [429, "RATE_LIMIT_EXCEEDED"],
    [500, "UNDOCUMENTED"],
    [503, "UNDOCUMENTED"],
  ] as const) {
    test(`apiStatus ${status}: init fails, the list works`, async () => {
      const { emulator, init, list } = setupEmulator();
      emulator.scenarios.set({ apiStatus: status });
      const response = await init();
      assert.equal(response.status, status);
      assert.equal(((await response.json()) as { type: string }).type, type);
      assert.equal(response.headers.get("retry-after"), status === 429 ? "1" : null);
      assert.deepEqual((await list()).list, []);
    });
  }

  test("connectionsStatus: the list fails, init works", async () => {
    const { emulator, init, request } = setupEmulator();
    emulator.scenarios.set({ connectionsStatus: 503 });
    assert.equal((await request("/v2/account/connections", { headers: { apikey: key } })).status, 503);
    assert.equal((await init()).status, 200);
  });

  for (const [switches, waitSeconds] of [
    [{ connectionsStatus: 502 }, null],
    [{ connectionsStatus: 502, retryAfter: 7 }, "7"],
    [{ connectionsStatus: 429, retryAfter: 0 }, "0"],
    [{ connectionsStatus: 429 }, "1"],
  ] as const) {
    test(`${JSON.stringify(switches)}: Retry-After is ${waitSeconds}`, async () => {
      const { emulator, request } = setupEmulator();
      emulator.scenarios.set(switches);
      const response = await request("/v2/account/connections", { headers: { apikey: key } });
      assert.equal(response.headers.get("retry-after"), waitSeconds);
    });
  }

  test("slowList: only the list is delayed, in addition to slow", async () => {
    const { emulator, waits, start, list } = setupEmulator();
    emulator.scenarios.set({ slowList: 2000 });
    await start();
    assert.deepEqual(waits, []);
    await list();
    emulator.scenarios.set({ slow: 100 });
    await list();
    assert.deepEqual(waits, [2000, 100, 2000]);
  });

  test("listLag: a new connection is listed later, and those from before are listed all the time", async () => {
    const { emulator, clock, start, steps, list } = setupEmulator();
    emulator.connections.seed({ id: "conn_before" });
    emulator.scenarios.set({ listLag: 5000 });
    await steps(await start(), next, logIn("a@fan.sandbox.com"), allow);
    const count = async () => (await list()).list.length;
    assert.equal(await count(), 1);
    clock.now += 4999;
    assert.equal(await count(), 1);
    clock.now += 1;
    assert.equal(await count(), 2);
    assert.equal(emulator.connections.list().length, 2);
  });

  test("cutPages: a page that is too large is cut instead of refused", async () => {
    const { emulator, list } = setupEmulator({ pageSize: 2 });
    emulator.connections.seedMany(3);
    emulator.scenarios.set({ cutPages: true });
    const { list: page, hasMore } = await list("?limit=100");
    assert.deepEqual([page.length, hasMore], [2, true]);
    assert.equal((await list("?limit=100&offset=2")).list.length, 1);
  });

  test("switches can go off by themselves", async () => {
    const { emulator, clock } = setupEmulator();
    const on = () => {
      const { connectionsStatus, apiStatus, slow } = emulator.scenarios.current;
      return [connectionsStatus, apiStatus, slow];
    };
    emulator.scenarios.set({ slow: 10 });
    emulator.scenarios.set({ connectionsStatus: 502, apiStatus: 503 }, { forMs: 3000 });
    clock.now += 2999;
    emulator.scenarios.set({ apiStatus: 500 });
    assert.deepEqual(on(), [502, 500, 10]);
    clock.now += 1;
    assert.deepEqual(on(), [null, 500, 10]);
    emulator.scenarios.set({ connectionsStatus: 502 });
    clock.now += 1e9;
    assert.deepEqual(on(), [502, 500, 10]);
    for (const forMs of [0, -1, NaN]) assert.throws(() => emulator.scenarios.set({ slow: 1 }, { forMs }), TypeError);
    assert.deepEqual(on(), [502, 500, 10]);
  });

  test("expireSessionsNow: existing sessions expire, new ones do not", async () => {
    const { emulator, start, open } = setupEmulator();
    const before = await start();
    emulator.scenarios.set({ expireSessionsNow: true });
    assert.equal((await open(before)).view.screen, "invalid-session");
    assert.equal((await open(await start())).view.screen, "pre-login");
  });

  test("invalid switches throw with the accepted values, and set nothing", () => {
    const { scenarios } = setupEmulator().emulator;
    const invalid: [unknown, RegExp][] = [
      [{ silent: true, quiet: true }, /Unknown scenario "quiet"/],
      [{ silent: "yes" }, /true or false/],
      [{ slow: -1 }, /milliseconds/],
      [{ apiStatus: 418 }, /400, 401/],
      [{ retryAfter: 3601 }, /seconds/],
      [{ slowList: 1.5 }, /milliseconds/],
      [{ listLag: "5000" }, /milliseconds/],
      [{ invalidSession: "twice" }, /once or always/],
      [{ expireSessionsNow: 1 }, /true or false/],
      [JSON.parse(`{"__proto__": true}`), /Unknown scenario/],
      [[], /object/],
      [null, /object/],
    ];
    for (const [patch, message] of invalid) {
      assert.throws(() => scenarios.set(patch as object), { name: "TypeError", message });
    }
    assert.equal(scenarios.current.silent, false);
  });
});

describe("a switch for one session", () => {
  test("can be set in the session URL, for that session only", async () => {
    const { start, open, waits } = setupEmulator();
    const path = await start();
    const query = "?embed=true&emulator_noLoaded=true&emulator_slow=20&emulator_error=account_locked";
    assert.deepEqual(eventNames((await open(path + query)).view), ["sandbox_info"]);
    assert.deepEqual(eventNames((await open(path)).view), ["sandbox_info"]);
    assert.deepEqual(waits, [20, 20]);
    assert.deepEqual(eventNames((await open(await start())).view), ["loaded", "sandbox_info"]);
  });

  test("overrides the emulator's, also to turn it off", async () => {
    const { emulator, start, open, json } = setupEmulator();
    emulator.scenarios.set({ noLoaded: true });
    const path = await start();
    const response = await json(`/emulator/scenarios?session=${path.slice(1)}`, { noLoaded: null });
    const answer = (await response.json()) as { scenarios: { noLoaded: boolean } };
    assert.equal(answer.scenarios.noLoaded, false);
    assert.deepEqual(eventNames((await open(path)).view), ["loaded", "sandbox_info"]);
    assert.equal(emulator.scenarios.current.noLoaded, true);
  });

  test("expireSessionsNow expires only that session", async () => {
    const { start, open } = setupEmulator();
    const [path, other] = [await start(), await start()];
    assert.equal((await open(`${path}?emulator_expireSessionsNow=true`)).view.screen, "invalid-session");
    assert.equal((await open(other)).view.screen, "pre-login");
  });

  test("invalidSession once affects one page load", async () => {
    const { start, open } = setupEmulator();
    const path = await start();
    assert.equal((await open(`${path}?emulator_invalidSession=once`)).view.screen, "invalid-session");
    assert.equal((await open(path)).view.screen, "pre-login");
  });

  for (const query of ["emulator_quiet=true", "emulator_silent=maybe", "emulator_whitelabel=true"]) {
    test(`rejects ${query}`, async () => {
      const { start, request } = setupEmulator();
      const response = await request(`${await start()}?${query}`);
      assert.equal(response.status, 400);
      assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
    });
  }
});

describe("the remote control", () => {
  test("lists, sets and resets the switches", async () => {
    const { emulator, request, json } = setupEmulator();
    const listed = (await (await request("/emulator/scenarios")).json()) as Record<string, Record<string, unknown>>;
    assert.deepEqual(listed.scenarios, emulator.scenarios.current);
    assert.deepEqual(Object.keys(listed.about ?? {}), Object.keys(emulator.scenarios.current));
    assert.equal((await json("/emulator/scenarios", { slow: 5, error: "account_locked" })).status, 200);
    assert.deepEqual([emulator.scenarios.current.slow, emulator.scenarios.current.error], [5, "account_locked"]);
    await request("/emulator/scenarios", { method: "DELETE" });
    assert.equal(emulator.scenarios.current.slow, 0);
  });

  test("rejects invalid requests", async () => {
    const { json } = setupEmulator();
    assert.equal((await json("/emulator/scenarios", { quiet: true })).status, 400);
    assert.equal((await json("/emulator/scenarios", "{")).status, 400);
    assert.equal((await json("/emulator/scenarios", "[]")).status, 400);
    assert.equal((await json("/emulator/scenarios?session=cs_unknown", {})).status, 404);
  });

  test("cannot be used by a form on another site", async () => {
    const { request, emulator } = setupEmulator();
    for (const contentType of ["text/plain", "application/jsonp", "application/x-www-form-urlencoded"]) {
      const headers = { "content-type": contentType };
      const response = await request("/emulator/scenarios", { method: "POST", headers, body: `{"silent":true}` });
      assert.equal(response.status, 400);
    }
    assert.equal(emulator.scenarios.current.silent, false);
  });

  for (const [host, status] of [
    ["localhost:4010", 200],
    ["[::1]:4010", 200],
    ["127.0.0.1", 200],
    ["evil.example:4010", 403],
    ["127.0.0.1.evil.example", 403],
    ["localhost.evil.example", 403],
  ] as const) {
    test(`answers ${host} with ${status}`, async () => {
      const { emulator } = setupEmulator();
      const request = new Request("http://127.0.0.1:4010/emulator/scenarios", { headers: { host } });
      const response = await emulator.fetch(request);
      assert.equal(response.status, status);
    });
  }
});
