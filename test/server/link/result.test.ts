import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { assertConfirming, assertError, assertNoResult, bodyOf, setupHandler } from "../handler-setup.js";

const [first, second] = ["attempt-first", "attempt-second"] as const;
const success = "?status=success&connection_id=conn_own";

async function setupResult(...attempts: (readonly [string, string])[]) {
  const parts = setupHandler();
  parts.ofauth.connections = [connectionOf("conn_own", "user-1"), connectionOf("conn_own2", "user-1")];
  const user = parts.browser();
  for (const [attemptId, mode] of attempts) {
    await user.init(attemptId, mode);
    parts.clock.now += 1000;
  }
  return { ...parts, user };
}

describe("GET link/result", () => {
  test("returns a result once, and removes its cookie", async () => {
    const { user, ofauth } = await setupResult([first, "popup"]);
    const before = [...user.cookies];
    await user.callback(success);
    const returned = [...user.cookies];
    assert.equal((await bodyOf(await user.result(first))).outcome, "connected");
    assert.equal(user.cookies.size, 0);
    await assertNoResult(await user.result(first), "missing");
    const asked = ofauth.lists().length;
    for (const copy of [returned, before]) {
      for (const [name, value] of copy) user.cookies.set(name, value);
      await assertNoResult(await user.result(first), "present");
    }
    assert.equal(ofauth.lists().length, asked, "OFAuth is not called for a result that was read");
  });

  test("a result contains the connection that its own attempt was to reconnect", async () => {
    const { user } = await setupResult();
    await user.init(first, "redirect", { connectionId: "conn_gone" });
    await user.callback(success);
    assert.equal((await bodyOf(await user.result(first))).requestedConnectionId, "conn_gone");
    await user.init(second, "redirect");
    await user.callback(success);
    assert.equal("requestedConnectionId" in (await bodyOf(await user.result(second))), false);
  });

  test("gives the result to one of two concurrent requests", async () => {
    const { user } = await setupResult([first, "popup"]);
    await user.callback(success);
    const answers = await Promise.all([user.result(first), user.result(first)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
  });

  test("gives a saved result to one of 100 concurrent requests, and none reads OFAuth's list", async () => {
    const { user, ofauth } = await setupResult([first, "popup"]);
    await user.callback(success);
    const before = ofauth.lists().length;
    const answers = await Promise.all(Array.from({ length: 100 }, () => user.result(first)));
    assert.deepEqual(
      [200, 404].map((wanted) => answers.filter(({ status }) => status === wanted).length),
      [1, 99],
    );
    assert.equal(ofauth.lists().length, before);
  });

  test("has no result before the callback, without a cookie, for another user, or for a malformed id", async () => {
    const { user, browser, ofauth } = await setupResult([first, "popup"]);
    await assertNoResult(await user.result(first), "present");
    await assertNoResult(await user.result(), "present");
    await user.callback(success);
    const calls = ofauth.lists().length;
    await assertNoResult(await browser().result(first), "missing");
    const other = browser("user-2");
    for (const [name, value] of user.cookies) other.cookies.set(name, value);
    await assertNoResult(await other.result(first), "missing");
    await assertNoResult(await other.result(), "missing");
    await assertError(await browser(null).result(first), 401, "unauthorized");
    for (const id of ["", "x", "__proto__", "../../etc", "%00", second]) {
      await assertNoResult(await user.result(id), "missing");
    }
    assert.equal(ofauth.lists().length, calls, "OFAuth was not called");
    assert.equal((await bodyOf(await user.result(first))).outcome, "connected");
  });

  test("returns the latest outcome when the request names no attempt", async () => {
    const { user, clock } = await setupResult([first, "redirect"], [second, "redirect"]);
    await user.callback("?status=cancelled&step=login");
    clock.now += 1000;
    await user.callback("?status=error&error_code=account_locked");
    assert.deepEqual(await bodyOf(await user.result()), {
      outcome: "failed",
      attemptId: first,
      code: "account_locked",
      reason: "account_locked",
    });
    assert.deepEqual(await bodyOf(await user.result()), { outcome: "cancelled", attemptId: second, step: "login" });
    await assertNoResult(await user.result(), "present");
  });

  test("an attempt may read an outcome that the callback matched to another one, which stays pending", async () => {
    const { user, connected, clock } = await setupResult([first, "popup"], [second, "popup"]);
    // The first window comes back; the callback cannot know that, and takes the newest attempt.
    assert.match(await (await user.callback(success)).text(), /data-attempt="attempt-second"/);
    const result = await bodyOf(await user.result(first));
    assert.deepEqual([result.outcome, result.attemptId, result.connection.id], ["connected", first, "conn_own"]);
    await assertNoResult(await user.result(second), "present");
    clock.now += 1000;
    // Now the second window.
    assert.match(await (await user.callback("?status=success&connection_id=conn_own2")).text(), /attempt-second/);
    assert.equal((await bodyOf(await user.result(second))).connection.id, "conn_own2");
    assert.deepEqual(
      connected.map(({ connection }) => connection.id),
      ["conn_own", "conn_own2"],
    );
  });

  test("does not give an attempt an outcome from before its start", async () => {
    const { user, clock } = await setupResult([first, "popup"]);
    await user.callback("?status=cancelled");
    clock.now += 1000;
    await user.init(second, "popup");
    await assertNoResult(await user.result(second), "present");
    assert.equal((await bodyOf(await user.result(first))).outcome, "cancelled");

    const mismatched = await setupResult([first, "popup"], [second, "popup"]);
    await mismatched.user.callback("?status=cancelled");
    mismatched.clock.now += 1000;
    await mismatched.user.init("attempt-third", "popup");
    await assertNoResult(await mismatched.user.result("attempt-third"), "present");
  });

  test("an abandoned redirect does not take the outcome that a popup's page is about to read", async () => {
    const { user } = await setupResult([first, "redirect"], [second, "popup"]);
    assert.match(await (await user.callback(success)).text(), /data-attempt="attempt-second"/);
    // The page of the first tab reloads; it never reached OFAuth.
    await assertNoResult(await user.result(first), "present");
    assert.equal((await bodyOf(await user.result(second))).connection.id, "conn_own");
    await assertNoResult(await user.result(first), "present");
  });

  test("a redirect that came back takes the outcome after its tab has waited for the popup's page", async () => {
    const { user, clock } = await setupResult([first, "redirect"], [second, "popup"]);
    await user.callback(success);
    clock.now += 2000;
    assert.equal((await bodyOf(await user.result(first))).attemptId, first);
    await assertNoResult(await user.result(second), "present");
    assert.equal((await user.callback("?status=cancelled")).status, 200);
    assert.equal((await bodyOf(await user.result(second))).outcome, "cancelled", "the popup is still pending");
  });

  test("of two tabs that left by redirect, the one that asks gets the outcome immediately", async () => {
    const { user } = await setupResult([first, "redirect"], [second, "redirect"]);
    assert.equal((await user.callback(success)).status, 303);
    assert.equal((await bodyOf(await user.result(first))).attemptId, first);
  });

  test("an attempt that starts in the same millisecond as a callback does not get its outcome", async () => {
    const { user, clock } = await setupResult([first, "popup"]);
    await user.callback("?status=cancelled");
    await user.init(second, "popup");
    await assertNoResult(await user.result(second), "present");
    // Nor with the clock of another server, which is behind.
    clock.now -= 1000;
    await user.init("attempt-third", "popup");
    await assertNoResult(await user.result("attempt-third"), "present");
    assert.equal((await bodyOf(await user.result(first))).outcome, "cancelled");
  });

  test("an unread result expires with its attempt", async () => {
    const { user, clock } = await setupResult([first, "redirect"]);
    await user.callback("?status=cancelled");
    clock.now += 3900_000;
    await assertNoResult(await user.result(first), "missing");
  });

  test("a connection that was disconnected in between is not shown", async () => {
    const { user } = await setupResult([first, "redirect"]);
    await user.callback(success);
    assert.equal((await user.disconnect("conn_own")).status, 204);
    await assertConfirming(await user.result(first), first);
  });

  test("an attempt that the page's own frame confirmed has a result for a page that asks by its id, once", async () => {
    const { user, connected } = await setupResult([first, "embed"]);
    await user.complete(first, "conn_own");
    await assertNoResult(await user.result(), "present");
    const body = await bodyOf(await user.result(first));
    assert.deepEqual([body.outcome, body.attemptId], ["connected", first]);
    assert.equal((body.connection as { id: string }).id, "conn_own");
    await assertNoResult(await user.result(first), "present");
    assert.equal(connected.length, 1);
  });

  test("an unread outcome can still be completed with the same connection, and onConnected is not called again", async () => {
    const { user, connected } = await setupResult([first, "embed"]);
    await user.callback(success);
    assert.equal((await bodyOf(await user.complete(first, "conn_own"))).id, "conn_own");
    await assertError(await user.complete(first, "conn_own2"), 403, "verify_failed");
    assert.equal(connected.length, 1);
  });
});
