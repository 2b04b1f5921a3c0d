import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf, json } from "../fake-ofauth.js";
import { assertConfirming, assertNoResult, bodyOf, origin, settle, setupHandler, waitUntil } from "../handler-setup.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";

const attempt = "attempt-0001";
const success = "?status=success&connection_id=conn_own&client_reference_id=user-1";

function setupCallback(options: Partial<OFAuthHandlerOptions> = {}) {
  const parts = setupHandler(options);
  parts.ofauth.connections = [connectionOf("conn_own", "user-1"), connectionOf("conn_other", "user-2")];
  return { ...parts, user: parts.browser() };
}

async function assertPage(response: Response, status: number, code: string) {
  const html = await response.text();
  assert.equal(response.status, status);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  assert.match(html, new RegExp(`<small>${code}</small>`));
  assert.match(html, /<a href="\/">/);
  assert.ok(!html.includes("conn_") && !html.includes("<img") && !html.includes("<script"), html);
  assert.equal(response.headers.get("location"), null);
  return html;
}

describe("GET link/callback", () => {
  test("a redirect ends on the host's page without OFAuth's parameters, after onConnected", async () => {
    const { user, connected } = setupCallback();
    await user.init(attempt, "redirect", { returnTo: "/settings?tab=2&status=success&connection_id=conn_x#of" });
    const response = await user.callback(success);
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/settings?tab=2#of");
    assert.equal(await response.text(), "");
    assert.equal(connected[0]?.connection.id, "conn_own");
    const result = await bodyOf(await user.result(attempt));
    assert.deepEqual(result, { outcome: "connected", attemptId: attempt, connection: connected[0]?.connection });
  });

  const landings: readonly (readonly [string, unknown, string | undefined, string])[] = [
    ["no returnTo", undefined, undefined, "/"],
    ["a path", "/a/b?x=1", undefined, "/a/b?x=1"],
    ["returnUrl, which takes precedence over returnTo", "/a", "/done", "/done"],
    [
      "a returnUrl on another origin",
      "/a",
      "https://www.app.example/done?status=success&k=1",
      "https://www.app.example/done?k=1",
    ],
    ["another origin", "https://evil.test/", undefined, "/"],
    ["a scheme-relative address", "//evil.test/", undefined, "/"],
    ["two slashes", "//", undefined, "/"],
    ["a scheme-relative address with a bad port", "//evil.test:x/", undefined, "/"],
    ["a backslash", "/\\evil.test/", undefined, "/"],
    ["a later backslash", "/a\\b", undefined, "/"],
    ["a tab that hides a slash", "/\t/evil.test/", undefined, "/"],
    ["a line break", "/a\r\nSet-Cookie: x=1", undefined, "/"],
    ["dots that resolve to another origin", "/.//evil.test", undefined, "/"],
    ["dots after a segment", "/x/..//evil.test", undefined, "/"],
    ["a script URL", "javascript:alert(1)", undefined, "/"],
    ["a relative path", "a/b", undefined, "/"],
    ["an empty string", "", undefined, "/"],
    ["a very long path", `/${"x".repeat(600)}`, undefined, "/"],
    ["a path that grows when encoded", `/${"é".repeat(400)}`, undefined, "/"],
    ["the handler's own callback", "/api/ofauth/link/callback?status=success", undefined, "/"],
  ];
  for (const [what, returnTo, returnUrl, landing] of landings) {
    test(`a redirect goes to ${landing} for ${what}`, async () => {
      const { user } = setupCallback(returnUrl === undefined ? {} : { returnUrl });
      await user.init(attempt, "redirect", returnTo === undefined ? {} : { returnTo });
      const response = await user.callback("?status=cancelled&step=login");
      assert.deepEqual([response.status, response.headers.get("location")], [303, landing]);
    });
  }

  test("a popup ends on a page that notifies the opener, contains no connection id and has its own Content Security Policy", async () => {
    const { user, connected } = setupCallback();
    await user.init(attempt, "popup", { returnTo: '/a?"><img>' });
    const response = await user.callback(success);
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.match(html, /You can close this window\./);
    assert.match(html, /data-attempt="attempt-0001"/);
    assert.match(html, /<script src="callback\.js" defer><\/script>/);
    assert.ok(!html.includes("conn_") && !html.includes("<img"));
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    assert.equal(
      response.headers.get("content-security-policy"),
      `default-src 'none'; script-src 'self'; style-src 'sha256-${Buffer.from(digest).toString("base64")}'; ` +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    assert.equal(connected.length, 1);
  });

  test("attaches nothing when this browser started no attempt", async () => {
    const { user, browser, ofauth, connected } = setupCallback();
    await assertPage(await user.callback(success), 400, "unsolicited_callback");
    await user.init(attempt, "popup");
    const victim = browser();
    await assertPage(await victim.callback(success), 400, "unsolicited_callback");
    const thief = browser("user-2");
    for (const [name, value] of user.cookies) thief.cookies.set(name, value);
    await assertPage(await thief.callback("?status=success&connection_id=conn_other"), 400, "unsolicited_callback");
    assert.deepEqual(connected, []);
    assert.equal(ofauth.lists().length, 0);
  });

  test("the same URL a second time connects nothing more and has no second result, even with a copy of the old cookie", async () => {
    const { user, connected } = setupCallback();
    await user.init(attempt, "redirect");
    const before = [...user.cookies];
    assert.equal((await user.callback(success)).status, 303);
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
    await assertPage(await user.callback(success), 400, "unsolicited_callback");
    for (const [name, value] of before) user.cookies.set(name, value);
    await user.callback(success);
    await assertNoResult(await user.result(attempt), "present");
    assert.equal(connected.length, 1);
  });

  test("two concurrent visits get the same outcome, and onConnected is called once", async () => {
    const { user, connected } = setupCallback();
    await user.init(attempt, "redirect");
    const visits = await Promise.all([user.callback(success), user.callback(success)]);
    assert.deepEqual(
      visits.map(({ status }) => status),
      [303, 303],
    );
    assert.equal(connected.length, 1);
    const atFirst = [...user.cookies];
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
    for (const [name, value] of atFirst) user.cookies.set(name, value);
    await assertNoResult(await user.result(attempt), "present");
  });

  /** Sets up a first visit that the browser left while OFAuth's list was loading. `listArrives` completes the list. */
  async function setupAbandonedVisit(mode: string) {
    const parts = setupCallback();
    const { user, ofauth } = parts;
    await user.init(attempt, mode);
    const { onList } = ofauth;
    let listArrives!: () => void;
    const slow = new Promise<void>((resolve) => (listArrives = resolve));
    ofauth.onList = async (request) => {
      await slow;
      if (request.signal?.aborted) throw new Error("aborted");
      return onList(request);
    };
    const first = user.leaveCallback(success);
    await waitUntil(() => ofauth.lists().length > 0);
    first.leave();
    return { ...parts, first, listArrives };
  }

  for (const [mode, status] of [
    ["redirect", 303],
    ["popup", 200],
  ] as const) {
    test(`a ${mode} that is reloaded while OFAuth is slow succeeds, and onConnected is called once`, async () => {
      const { user, first, listArrives, connected, errors } = await setupAbandonedVisit(mode);
      const reload = user.callback(success);
      await settle();
      listArrives();
      await first.response;
      assert.equal((await reload).status, status);
      assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
      assert.equal(connected.length, 1);
      assert.deepEqual(errors, []);
    });
  }

  test("an abandoned visit still completes, and the browser can get its outcome once", async () => {
    const { user, browser, first, listArrives, connected } = await setupAbandonedVisit("redirect");
    listArrives();
    await first.response;
    assert.equal(connected.length, 1, "onConnected is called although no request waits");
    await assertPage(await browser().callback(success), 400, "unsolicited_callback");
    const other = browser("user-2");
    for (const [name, value] of user.cookies) other.cookies.set(name, value);
    await assertPage(await other.callback(success), 400, "unsolicited_callback");
    // Another tab starts a newer attempt in between: the reload still gets the outcome of the first one.
    await user.init("attempt-0002", "redirect");
    assert.equal((await user.callback(success)).status, 303);
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
    await assertNoResult(await user.result(attempt), "missing");
    await assertNoResult(await user.result("attempt-0002"), "present");
    assert.equal(connected.length, 1);
  });

  const notNavigations: readonly (readonly [Record<string, string>, number])[] = [
    [{ "sec-purpose": "prefetch" }, 425],
    [{ "sec-purpose": "prefetch;prerender" }, 425],
    [{ purpose: "prefetch" }, 425],
    [{ "x-moz": "prefetch" }, 425],
    [{ "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" }, 403],
    [{ "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }, 403],
    [{ "sec-fetch-dest": "iframe" }, 403],
  ];
  for (const [headers, status] of notNavigations) {
    test(`${JSON.stringify(headers)} does not use up the attempt`, async () => {
      const { user, ofauth } = setupCallback();
      await user.init(attempt, "redirect");
      const cookies = [...user.cookies];
      await assertPage(await user.callback(success, headers), status, "forbidden");
      assert.deepEqual([...user.cookies], cookies);
      assert.equal(ofauth.lists().length, 0);
      assert.equal((await user.callback(success)).status, 303);
    });
  }

  test("HEAD does not use up the attempt, and a browser without Fetch Metadata is accepted", async () => {
    const { user } = setupCallback();
    await user.init(attempt, "redirect");
    assert.equal((await user.send(`/api/ofauth/link/callback${success}`, { method: "HEAD" })).status, 405);
    assert.equal((await user.send(`/api/ofauth/link/callback${success}`)).status, 303);
  });

  test("matches the newest pending attempt that left the page, never a frame's", async () => {
    const { user, clock } = setupCallback();
    for (const [id, mode] of [
      ["attempt-old", "popup"],
      ["attempt-new", "redirect"],
      ["attempt-frame", "embed"],
    ] as const) {
      await user.init(id, mode);
      clock.now += 1000;
    }
    const newest = await user.callback("?status=cancelled");
    assert.match(
      await newest.text(),
      /data-attempt="attempt-new" data-mode="redirect"/,
      "it may have been the popup that came back",
    );
    clock.now += 1000;
    assert.match(await (await user.callback("?status=cancelled")).text(), /attempt-old/);
    clock.now += 1000;
    // None is pending any more. What came back as cancelled can still come back as connected.
    assert.match(await (await user.callback(success)).text(), /data-attempt="attempt-new"/);
  });

  test("redirects each of two tabs that left by redirect", async () => {
    const { user } = setupCallback();
    await user.init("attempt-tab1", "redirect");
    await user.init("attempt-tab2", "redirect");
    assert.equal((await user.callback("?status=cancelled")).status, 303);
    assert.equal((await user.callback("?status=cancelled")).status, 303);
  });

  test("when OFAuth fails during the callback, the redirect goes on and reading the result confirms the connection", async () => {
    const { user, ofauth, connected, errors, clock } = setupCallback();
    await user.init(attempt, "redirect");
    const { onList } = ofauth;
    ofauth.onList = () => json({ error: "x" }, 503);
    assert.equal((await user.callback(success)).status, 303);
    assert.deepEqual(
      [errors[0]?.code, errors[0]?.route, errors[0]?.attemptId],
      ["server_error", "/link/callback", attempt],
    );
    await assertConfirming(await user.result(attempt), attempt);
    assert.deepEqual(connected, []);
    ofauth.onList = onList;
    // OFAuth is not asked again in the first second after a failure.
    clock.now += 1000;
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
    assert.equal(connected.length, 1);
  });

  test("an onConnected that throws during the callback is called again when the result is read", async () => {
    let calls = 0;
    const { user } = setupCallback({
      onConnected: () => {
        calls += 1;
        if (calls === 1) throw new Error("down");
      },
    });
    await user.init(attempt, "popup");
    assert.equal((await user.callback(success)).status, 200);
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
    assert.equal(calls, 2);
  });

  test("an onConnected that does not settle does not block the callback", async () => {
    let saved!: () => void;
    const { user, errors, fireTimers, openTimers } = setupCallback({
      onConnected: () => new Promise<void>((resolve) => (saved = resolve)),
    });
    await user.init(attempt, "redirect");
    const visit = user.callback(success);
    await waitUntil(() => Boolean(saved));
    assert.equal(openTimers(), 1);
    fireTimers();
    assert.equal((await visit).status, 303);
    assert.deepEqual([errors[0]?.code, errors[0]?.route], ["timeout", "/link/callback"]);
    saved();
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
  });

  test("a callback outside basePath is a 404", async () => {
    const { handler } = setupCallback();
    assert.equal((await handler(new Request(`${origin}/other/link/callback${success}`))).status, 404);
  });
});
