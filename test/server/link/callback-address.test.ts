/** What OFAuth adds to the callback's address does not stay there. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { assertConfirming, bodyOf, setupHandler } from "../handler-setup.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";

const attempt = "attempt-0001";
const success = "?status=success&connection_id=conn_own&client_reference_id=user-1";

function setupCallback(options: Partial<OFAuthHandlerOptions> = {}) {
  const parts = setupHandler(options);
  parts.ofauth.connections = [connectionOf("conn_own", "user-1")];
  return { ...parts, user: parts.browser() };
}

const assertCleanRedirect = (response: Response, location: string) => {
  assert.deepEqual([response.status, response.headers.get("location")], [303, location]);
  assert.equal(response.headers.get("cross-origin-resource-policy"), "same-origin");
  assert.equal(response.headers.get("cache-control"), "no-store");
};

describe("a callback in a browser that began no flow", () => {
  for (const user of ["user-1", ""]) {
    test(`says where to go on, ${user ? "signed in" : "signed out"}`, async () => {
      const { handler } = setupHandler();
      const headers = { ...(user && { "x-user": user }), "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
      const page = await handler(new Request("https://app.example/api/ofauth/link/callback", { headers }));
      const text = await page.text();
      assert.match(text, /<h1>Go back to where you started\.<\/h1>/);
      assert.match(text, /another browser or app/);
    });
  }
});

describe("a callback with OFAuth's parameters", () => {
  test("is a redirect to the page for a redirect, and to the callback's clean address for a popup", async () => {
    const { user } = setupCallback();
    await user.init(attempt, "redirect", { returnTo: "/settings" });
    assertCleanRedirect(await user.firstAnswer(success), "/settings");
    await user.init("attempt-0002", "popup");
    assertCleanRedirect(await user.firstAnswer("?status=cancelled"), "callback");
    assertCleanRedirect(await user.firstAnswer("/?status=cancelled"), "../callback");
  });

  const refusals: readonly (readonly [string, Record<string, string>, number])[] = [
    ["that this browser did not start", {}, 400],
    ["of a user who is not signed in", { "x-user": "" }, 401],
    ["that is prefetched", { "sec-purpose": "prefetch" }, 425],
    ["in a frame", { "sec-fetch-dest": "iframe" }, 403],
    ["by a script", { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }, 403],
  ];
  for (const [what, headers, status] of refusals) {
    test(`${what} is refused at the clean address with ${status}`, async () => {
      const { user } = setupCallback({
        authorize: (request) => {
          const name = request.headers.get("x-user");
          return name ? { clientReferenceId: name } : null;
        },
      });
      assertCleanRedirect(await user.firstAnswer(success, headers), "callback");
      const page = await user.firstAnswer("", headers);
      assert.equal(page.status, status);
      assert.equal(page.headers.get("cross-origin-resource-policy"), "same-origin");
      assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    });
  }

  test("is a redirect also when the host fails to identify the user", async () => {
    const { user } = setupCallback({
      authorize: () => {
        throw new Error("down");
      },
    });
    assertCleanRedirect(await user.firstAnswer(success), "callback");
  });

  test("the page and the script can be loaded by pages of the same origin only", async () => {
    const { user } = setupCallback();
    await user.init(attempt, "popup");
    const page = await user.callback(success);
    assert.deepEqual([page.status, page.headers.get("cross-origin-resource-policy")], [200, "same-origin"]);
    const script = await user.get("/link/callback.js");
    assert.deepEqual([script.status, script.headers.get("cross-origin-resource-policy")], [200, "same-origin"]);
  });

  test("of a user who has to sign in again is confirmed when they have", async () => {
    let isSignedIn = true;
    const { user, connected } = setupCallback({
      authorize: () => (isSignedIn ? { clientReferenceId: "user-1" } : null),
    });
    await user.init(attempt, "redirect");
    isSignedIn = false;
    assert.equal((await user.callback(success)).status, 401);
    assert.deepEqual(connected, []);
    isSignedIn = true;
    assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_own");
    assert.equal(connected.length, 1);
  });

  test("of another user's flow keeps nothing for the one who signs in", async () => {
    let name: string | null = "user-1";
    const { user, connected } = setupCallback({
      authorize: () => (name === null ? null : { clientReferenceId: name }),
    });
    await user.init(attempt, "redirect");
    name = null;
    await user.callback("?status=success&connection_id=conn_own&client_reference_id=user-2");
    name = "user-1";
    assert.equal((await user.result(attempt)).status, 404);
    assert.deepEqual(connected, []);
  });

  test("that OFAuth does not confirm now is confirmed later", async () => {
    const { user, connected, clock, ofauth } = setupCallback();
    await user.init(attempt, "popup");
    const { onList } = ofauth;
    ofauth.onList = () => new Response(null, { status: 503 });
    await user.callback(success);
    await assertConfirming(await user.result(attempt), attempt);
    ofauth.onList = onList;
    clock.now += 11_000;
    assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_own");
    assert.equal(connected.length, 1);
  });
});
