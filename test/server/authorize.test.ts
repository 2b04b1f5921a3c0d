import assert from "node:assert/strict";
import { test } from "node:test";
import type { OFAuthHandlerOptions } from "../../src/server/options.js";
import { assertError, settle, setupHandler } from "./handler-setup.js";

const attempt = "attempt-0001";

const denied: readonly (readonly [string, () => unknown, number, string])[] = [
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
  ["a bad place", () => ({ clientReferenceId: "user-1", geolocation: { country: 5 } }), 500, "misconfigured"],
  [
    "a throw",
    () => {
      throw new Error("database down: secret");
    },
    500,
    "server_error",
  ],
  ["a rejection", () => Promise.reject(new Error("database down: secret")), 500, "server_error"],
];

for (const [what, authorize, status, code] of denied) {
  test(`authorize answering ${what} denies every route, and asks OFAuth nothing`, async () => {
    const { browser, ofauth, errors } = setupHandler({ authorize: authorize as OFAuthHandlerOptions["authorize"] });
    const person = browser();
    const answers = [
      await person.init(attempt),
      await person.complete(attempt, "conn_1"),
      await person.result(attempt),
    ];
    for (const answer of answers) {
      const text = await answer.clone().text();
      assert.ok(!text.includes("secret"), "the host's own error stays with the host");
      await assertError(answer, status, code);
    }
    const page = await person.callback("?status=success&connection_id=conn_1");
    assert.equal(page.status, status);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    assert.ok(!(await page.text()).includes("secret"));
    assert.equal(ofauth.requests.length, 0);
    assert.deepEqual(person.setCookies, []);
    assert.equal(errors.length, 4);
    assert.ok(errors.every((error) => error.code === code && error.status === status));
  });
}

test("authorize that never settles is a 504, and nothing is left waiting", async () => {
  const { browser, ofauth, fireTimers, openTimers } = setupHandler({ authorize: () => new Promise(() => undefined) });
  const answer = browser().init(attempt);
  await settle();
  assert.equal(openTimers(), 1);
  fireTimers();
  await assertError(await answer, 504, "timeout");
  assert.equal(openTimers(), 0);
  assert.equal(ofauth.requests.length, 0);
});

test("what authorize threw reaches onError, and a throwing onError changes nothing", async () => {
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

test("authorize that reads the body itself is told to clone it, at once", async () => {
  const { browser } = setupHandler({
    authorize: async (request) => {
      await request.text();
      return { clientReferenceId: "user-1" };
    },
  });
  await assertError(await browser().init(attempt), 500, "misconfigured");
});

test("errors name the route and the attempt, and neither ids nor URLs", async () => {
  const { browser, errors } = setupHandler();
  await browser().complete(attempt, "conn_secret");
  assert.deepEqual(errors, [
    { code: "unsolicited_callback", status: 403, route: "/link/complete", attemptId: attempt, cause: undefined },
  ]);
});
