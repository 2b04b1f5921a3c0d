/** Only a connection that OFAuth confirms uses an attempt up: any site can send the browser to the callback. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { assertConfirming, assertNoResult, bodyOf, setupHandler } from "../handler-setup.js";

const attempt = "attempt-0001";
const success = "?status=success&connection_id=conn_own&client_reference_id=user-1";

async function setupAttempt(mode: string) {
  const parts = setupHandler();
  const user = parts.browser();
  await user.init(attempt, mode);
  parts.ofauth.connections = [
    connectionOf("conn_own", "user-1", { createdAt: "2026-01-01T00:05:00.000Z" }),
    connectionOf("conn_other", "user-2"),
  ];
  parts.clock.now += 1000;
  const savedIds = () => parts.connected.map(({ connection }) => connection.id);
  return { ...parts, user, savedIds };
}

/** What a page of another site can open in the user's browser. */
const attacks = [
  "?status=cancelled",
  "?status=cancelled&step=login&client_reference_id=user-1",
  "?status=error&error_code=account_locked",
  "?status=success",
  "?status=success&connection_id=conn_other",
  "?status=success&connection_id=conn_unknown",
  "?status=success&connection_id=conn_own&client_reference_id=user-2",
];

describe("a visit of the callback that another site causes", () => {
  for (const query of attacks) {
    test(`${query} does not hurt a redirect that comes back later`, async () => {
      const { user, savedIds, clock } = await setupAttempt("redirect");
      await user.callback(query);
      clock.now += 1000;
      assert.equal((await user.callback(success)).status, 303);
      const { outcome, connection } = await bodyOf(await user.result(attempt));
      assert.deepEqual([outcome, connection.id], ["connected", "conn_own"]);
      assert.deepEqual(savedIds(), ["conn_own"]);
    });

    test(`${query} whose result a page has read does not hurt a popup that comes back later`, async () => {
      const { user, savedIds, clock } = await setupAttempt("popup");
      await user.callback(query);
      await user.result(attempt);
      clock.now += 1000;
      await user.callback(success);
      const { outcome, connection } = await bodyOf(await user.result(attempt));
      assert.deepEqual([outcome, connection.id], ["connected", "conn_own"]);
      assert.deepEqual(savedIds(), ["conn_own"]);
      const { list } = await bodyOf(await user.get("/connections"));
      assert.deepEqual(
        (list as { id: string }[]).map(({ id }) => id),
        ["conn_own"],
      );
    });

    test(`${query} does not hurt a frame that succeeds later`, async () => {
      const { user, savedIds } = await setupAttempt("embed");
      await user.callback(query);
      assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
      assert.deepEqual(savedIds(), ["conn_own"]);
    });
  }

  test("a return that proves nothing does not replace the connection that is being confirmed", async () => {
    const { user, ofauth, clock } = await setupAttempt("redirect");
    const listed = ofauth.connections;
    ofauth.connections = [];
    await user.callback(success);
    clock.now += 1000;
    await user.callback("?status=cancelled");
    await assertConfirming(await user.result(attempt), attempt);
    ofauth.connections = listed;
    clock.now += 11_000;
    assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_own");
  });

  test("five made-up ids do not keep the real one out", async () => {
    const { user, savedIds, clock } = await setupAttempt("redirect");
    for (let index = 0; index < 6; index++) await user.callback(`?status=success&connection_id=conn_${index}`);
    clock.now += 11_000;
    await user.callback(success);
    assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_own");
    assert.deepEqual(savedIds(), ["conn_own"]);
  });
});

test("long made-up ids do not push the cookie of another attempt out", async () => {
  const { user } = await setupAttempt("popup");
  await user.init("attempt-0002", "popup", { returnTo: `/${"x".repeat(200)}` });
  for (let index = 0; index < 8; index++) {
    await user.callback(`?status=success&connection_id=conn_${String(index).repeat(128)}`);
  }
  assert.equal(user.cookies.size, 2);
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
});

describe("an embedded attempt", () => {
  test("is closed to the callback", async () => {
    const { user, savedIds } = await setupAttempt("embed");
    assert.equal((await user.callback(success)).status, 400);
    await assertNoResult(await user.result(attempt), "present");
    assert.deepEqual(savedIds(), []);
  });

  for (const mode of ["popup", "redirect"]) {
    test(`is open to the callback after it has gone on as a ${mode}`, async () => {
      const { user, savedIds } = await setupAttempt("embed");
      await user.init(attempt, mode);
      assert.ok((await user.callback(success)).status < 400);
      assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_own");
      assert.deepEqual(savedIds(), ["conn_own"]);
    });
  }
});

test("a cancelled return is read once, and its attempt stays open", async () => {
  const { user, savedIds, clock } = await setupAttempt("popup");
  await user.callback("?status=cancelled&step=login");
  const returned = [...user.cookies];
  assert.deepEqual(await bodyOf(await user.result(attempt)), {
    outcome: "cancelled",
    attemptId: attempt,
    step: "login",
  });
  await assertNoResult(await user.result(attempt), "present");
  for (const [name, value] of returned) user.cookies.set(name, value);
  await assertNoResult(await user.result(attempt), "present");
  clock.now += 1000;
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
  assert.deepEqual(savedIds(), ["conn_own"]);
});
