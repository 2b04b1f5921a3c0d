import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { assertError, bodyOf, setupHandler, waitUntil } from "../handler-setup.js";

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

test("a result is read once, and its cookie goes", async () => {
  const { user, ofauth } = await setupResult([first, "popup"]);
  const before = [...user.cookies];
  await user.callback(success);
  const returned = [...user.cookies];
  assert.equal((await bodyOf(await user.result(first))).outcome, "connected");
  assert.equal(user.cookies.size, 0);
  await assertError(await user.result(first), 404, "not_found");
  const asked = ofauth.lists().length;
  for (const copy of [returned, before]) {
    for (const [name, value] of copy) user.cookies.set(name, value);
    await assertError(await user.result(first), 404, "not_found");
  }
  assert.equal(ofauth.lists().length, asked, "OFAuth is not asked for what was read");
});

test("a result names the connection that was to be reconnected, of its own attempt", async () => {
  const { user } = await setupResult();
  await user.init(first, "redirect", { connectionId: "conn_gone" });
  await user.callback(success);
  assert.equal((await bodyOf(await user.result(first))).requestedConnectionId, "conn_gone");
  await user.init(second, "redirect");
  await user.callback(success);
  assert.equal("requestedConnectionId" in (await bodyOf(await user.result(second))), false);
});

test("two readers at once: one gets it", async () => {
  const { user, ofauth } = await setupResult([first, "popup"]);
  await user.callback(success);
  const { onList } = ofauth;
  const waiting: (() => void)[] = [];
  ofauth.onList = async (request) => {
    await new Promise<void>((resolve) => void waiting.push(resolve));
    return onList(request);
  };
  const reading = Promise.all([user.result(first), user.result(first)]);
  await waitUntil(() => waiting.length >= 2);
  for (const goOn of waiting) goOn();
  const answers = await reading;
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
});

test("many readers at once do not have OFAuth's list read for each of them", async () => {
  const { user, ofauth } = await setupResult([first, "popup"]);
  await user.callback(success);
  const { onList } = ofauth;
  const waiting: (() => void)[] = [];
  let answered = 0;
  ofauth.onList = async (request) => {
    await new Promise<void>((resolve) => void waiting.push(resolve));
    return onList(request);
  };
  const readings = Array.from({ length: 100 }, async () => {
    const { status } = await user.result(first);
    answered += 1;
    return status;
  });
  await waitUntil(() => waiting.length + answered >= 100);
  assert.deepEqual([waiting.length, answered], [60, 40]);
  for (const goOn of waiting) goOn();
  const statuses = await Promise.all(readings);
  assert.deepEqual(
    [200, 429, 404].map((wanted) => statuses.filter((status) => status === wanted).length),
    [1, 40, 59],
  );
});

test("there is nothing to read before the return, without a cookie, for somebody else, or for an odd id", async () => {
  const { user, browser, ofauth } = await setupResult([first, "popup"]);
  await assertError(await user.result(first), 404, "not_found");
  await assertError(await user.result(), 404, "not_found");
  await user.callback(success);
  const calls = ofauth.lists().length;
  await assertError(await browser().result(first), 404, "not_found");
  const other = browser("user-2");
  for (const [name, value] of user.cookies) other.cookies.set(name, value);
  await assertError(await other.result(first), 404, "not_found");
  await assertError(await other.result(), 404, "not_found");
  await assertError(await browser(null).result(first), 401, "unauthorized");
  for (const id of ["", "x", "__proto__", "../../etc", "%00", second]) {
    await assertError(await user.result(id), 404, "not_found");
  }
  assert.equal(ofauth.lists().length, calls, "OFAuth was not asked");
  assert.equal((await bodyOf(await user.result(first))).outcome, "connected");
});

test("without an attempt the latest outcome is read", async () => {
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
  await assertError(await user.result(), 404, "not_found");
});

test("the window that asks knows better than the callback's guess, and the other attempt goes on", async () => {
  const { user, connected, clock } = await setupResult([first, "popup"], [second, "popup"]);
  // The first window returns; the callback can only guess, and takes the newest.
  assert.match(await (await user.callback(success)).text(), /data-attempt="attempt-second"/);
  const result = await bodyOf(await user.result(first));
  assert.deepEqual([result.outcome, result.attemptId, result.connection.id], ["connected", first, "conn_own"]);
  await assertError(await user.result(second), 404, "not_found");
  clock.now += 1000;
  // Now the second one.
  assert.match(await (await user.callback("?status=success&connection_id=conn_own2")).text(), /attempt-second/);
  assert.equal((await bodyOf(await user.result(second))).connection.id, "conn_own2");
  assert.deepEqual(
    connected.map(({ connection }) => connection.id),
    ["conn_own", "conn_own2"],
  );
});

test("an outcome from before an attempt began is not given to it", async () => {
  const { user, clock } = await setupResult([first, "popup"]);
  await user.callback("?status=cancelled");
  clock.now += 1000;
  await user.init(second, "popup");
  await assertError(await user.result(second), 404, "not_found");
  assert.equal((await bodyOf(await user.result(first))).outcome, "cancelled");

  const guessed = await setupResult([first, "popup"], [second, "popup"]);
  await guessed.user.callback("?status=cancelled");
  guessed.clock.now += 1000;
  await guessed.user.init("attempt-third", "popup");
  await assertError(await guessed.user.result("attempt-third"), 404, "not_found");
});

test("a redirect that was given up does not take what a popup's page is about to read", async () => {
  const { user } = await setupResult([first, "redirect"], [second, "popup"]);
  assert.match(await (await user.callback(success)).text(), /data-attempt="attempt-second"/);
  // The first tab's page loads again, without having been to OFAuth.
  await assertError(await user.result(first), 404, "not_found");
  assert.equal((await bodyOf(await user.result(second))).connection.id, "conn_own");
  await assertError(await user.result(first), 404, "not_found");
});

test("a redirect that did return takes it after its tab has waited for the popup's page in vain", async () => {
  const { user, clock } = await setupResult([first, "redirect"], [second, "popup"]);
  await user.callback(success);
  clock.now += 2000;
  assert.equal((await bodyOf(await user.result(first))).attemptId, first);
  await assertError(await user.result(second), 404, "not_found");
  assert.equal((await user.callback("?status=cancelled")).status, 200);
  assert.equal((await bodyOf(await user.result(second))).outcome, "cancelled", "the popup is still out there");
});

test("of two tabs that left by redirect, the one that asks takes the outcome at once", async () => {
  const { user } = await setupResult([first, "redirect"], [second, "redirect"]);
  assert.equal((await user.callback(success)).status, 303);
  assert.equal((await bodyOf(await user.result(first))).attemptId, first);
});

test("an attempt that began in the moment of a return was no rival of it", async () => {
  const { user, clock } = await setupResult([first, "popup"]);
  await user.callback("?status=cancelled");
  await user.init(second, "popup");
  await assertError(await user.result(second), 404, "not_found");
  // Nor by the clock of another server, which is behind.
  clock.now -= 1000;
  await user.init("attempt-third", "popup");
  await assertError(await user.result("attempt-third"), 404, "not_found");
  assert.equal((await bodyOf(await user.result(first))).outcome, "cancelled");
});

test("a result that is never read goes with the flow's hour", async () => {
  const { user, clock } = await setupResult([first, "redirect"]);
  await user.callback("?status=cancelled");
  clock.now += 3900_000;
  await assertError(await user.result(first), 404, "not_found");
});

test("a connection that was deleted in between fails the verification", async () => {
  const { user, ofauth } = await setupResult([first, "redirect"]);
  await user.callback(success);
  ofauth.connections = [];
  assert.deepEqual(await bodyOf(await user.result(first)), {
    outcome: "failed",
    attemptId: first,
    code: "verify_failed",
  });
});

test("an attempt that ended in the page's own frame leaves no result", async () => {
  const { user } = await setupResult([first, "embed"]);
  await user.complete(first, "conn_own");
  await assertError(await user.result(first), 404, "not_found");
  await assertError(await user.result(), 404, "not_found");
});

test("what nobody has read can still be completed with the same connection, and tells the host nothing twice", async () => {
  const { user, connected } = await setupResult([first, "embed"]);
  await user.callback(success);
  assert.equal((await bodyOf(await user.complete(first, "conn_own"))).id, "conn_own");
  await assertError(await user.complete(first, "conn_own2"), 403, "verify_failed");
  assert.equal(connected.length, 1);
});
