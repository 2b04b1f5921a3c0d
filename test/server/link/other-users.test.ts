import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { bodyOf, setupHandler } from "../handler-setup.js";

/** Two people, each with a connection, on every route that takes a connection id. */
function setupTwo() {
  const parts = setupHandler();
  parts.ofauth.connections = [
    connectionOf("conn_of-1", "user-1"),
    connectionOf("conn_of-2", "user-2"),
    connectionOf("conn_nobody", null),
    connectionOf("conn_almost", "user-10"),
  ];
  return parts;
}

const attempt = "attempt-0001";
const ids = ["conn_of-1", "conn_of-2", "conn_nobody", "conn_almost", "conn_unknown"];

for (const user of ["user-1", "user-2"]) {
  for (const id of ids) {
    const isOwn = id === `conn_of-${user.at(-1)}`;
    const verdict = isOwn ? "gets" : "does not get";

    test(`${user} ${verdict} ${id} by link/init`, async () => {
      const { browser, ofauth } = setupTwo();
      assert.equal((await browser(user).init(attempt, "embed", { connectionId: id })).status, 200);
      assert.deepEqual(ofauth.firstInit()["connectionId"], isOwn ? id : undefined);
    });

    test(`${user} ${verdict} ${id} by link/complete`, async () => {
      const { browser, connected } = setupTwo();
      const person = browser(user);
      await person.init(attempt, "embed");
      assert.equal((await person.complete(attempt, id)).status, isOwn ? 200 : 403);
      assert.equal(connected.length, isOwn ? 1 : 0);
    });

    test(`${user} ${verdict} ${id} by link/callback and link/result`, async () => {
      const { browser, connected } = setupTwo();
      const person = browser(user);
      await person.init(attempt, "redirect");
      assert.equal((await person.callback(`?status=success&connection_id=${id}`)).status, 303);
      const result = await bodyOf(await person.result(attempt));
      assert.deepEqual([result.outcome, result.code], isOwn ? ["connected", undefined] : ["failed", "verify_failed"]);
      assert.deepEqual(
        connected.map((event) => [event.clientReferenceId, event.connection.id]),
        isOwn ? [[user, id]] : [],
      );
    });
  }
}

test("who signs in as somebody else halfway finds no flow", async () => {
  const { browser, connected } = setupTwo();
  const person = browser("user-1");
  await person.init(attempt, "redirect");
  person.user = "user-2";
  assert.equal((await person.callback("?status=success&connection_id=conn_of-2")).status, 400);
  assert.equal((await person.complete(attempt, "conn_of-2")).status, 403);
  assert.deepEqual(connected, []);
});
