import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OFAuthHandlerOptions } from "../../src/server/options.js";
import { assertError, setupHandler, waitUntil } from "./handler-setup.js";

const attempt = "attempt-0001";

const failures: readonly (readonly [string, () => unknown, number, string])[] = [
  ["null", () => null, 401, "unauthorized"],
  ["undefined", () => undefined, 401, "unauthorized"],
  ["a promise of null", async () => null, 401, "unauthorized"],
  ["false", () => false, 500, "misconfigured"],
  ["true", () => true, 500, "misconfigured"],
  ["a string", () => "user-1", 500, "misconfigured"],
  ["an empty object", () => ({}), 500, "misconfigured"],
  ["a number as the reference", () => ({ clientReferenceId: 42 }), 500, "misconfigured"],
  ["an empty reference", () => ({ clientReferenceId: "" }), 500, "misconfigured"],
  ["a blank reference", () => ({ clientReferenceId: "  " }), 500, "misconfigured"],
  ["a reference of 256 characters", () => ({ clientReferenceId: "x".repeat(256) }), 500, "misconfigured"],
  [
    "an invalid geolocation",
    () => ({ clientReferenceId: "user-1", geolocation: { country: 5 } }),
    500,
    "misconfigured",
  ],
  [
    "an exception (throws)",
    () => {
      throw new Error("database down: secret");
    },
    500,
    "server_error",
  ],
  ["a rejection", () => Promise.reject(new Error("database down: secret")), 500, "server_error"],
];

describe("authorize", () => {
  for (const [what, authorize, status, code] of failures) {
    test(`every route is an error without a call to OFAuth when authorize returns ${what}`, async () => {
      const { browser, ofauth, errors } = setupHandler({ authorize: authorize as OFAuthHandlerOptions["authorize"] });
      const user = browser();
      const answers = [await user.init(attempt), await user.complete(attempt, "conn_1"), await user.result(attempt)];
      for (const answer of answers) {
        const text = await answer.clone().text();
        assert.ok(!text.includes("secret"), "the error of the host does not reach the client");
        await assertError(answer, status, code);
      }
      const page = await user.callback("?status=success&connection_id=conn_1");
      assert.equal(page.status, status);
      assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
      assert.ok(!(await page.text()).includes("secret"));
      assert.equal(ofauth.requests.length, 0);
      assert.deepEqual(user.setCookies, []);
      // The callback's: with OFAuth's parameters, and at the address without them.
      assert.equal(errors.length, 5);
      assert.ok(errors.every((error) => error.code === code && error.status === status));
    });
  }

  test("an authorize that never settles is a 504, and leaves no timer", async () => {
    const { browser, ofauth, fireTimers, openTimers } = setupHandler({ authorize: () => new Promise(() => undefined) });
    const answer = browser().init(attempt);
    await waitUntil(() => openTimers() > 0);
    assert.equal(openTimers(), 1);
    fireTimers();
    await assertError(await answer, 504, "timeout");
    assert.equal(openTimers(), 0);
    assert.equal(ofauth.requests.length, 0);
  });

  test("onError receives the error of authorize, and an error of onError is ignored", async () => {
    const cause = new Error("database down");
    const causes: unknown[] = [];
    const { browser } = setupHandler({
      authorize: () => {
        throw cause;
      },
      onError: (error) => {
        causes.push(error.cause);
        throw new Error("the log is down too");
      },
    });
    await assertError(await browser().init(attempt), 500, "server_error");
    assert.deepEqual(causes, [cause]);
  });

  test("an authorize that reads the body gets an immediate error that says to clone it", async () => {
    const { browser } = setupHandler({
      authorize: async (request) => {
        await request.text();
        return { clientReferenceId: "user-1" };
      },
    });
    await assertError(await browser().init(attempt), 500, "misconfigured");
  });

  test("errors contain the route and the attempt id, but no connection id or URL", async () => {
    const { browser, errors } = setupHandler();
    await browser().complete(attempt, "conn_secret");
    assert.deepEqual(errors, [
      {
        code: "unsolicited_callback",
        message: "This browser did not start this attempt.",
        status: 403,
        route: "/link/complete",
        upstream: undefined,
        attemptId: attempt,
        cause: undefined,
      },
    ]);
  });
});
