import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { setupHandler } from "../handler-setup.js";

/** Sets up two users with one connection each, and connections of no user and of a user with a similar id. */
function setupTwoUsers() {
  const parts = setupHandler();
  parts.ofauth.connections = [
    connectionOf("conn_of-1", "user-1"),
    connectionOf("conn_of-2", "user-2"),
    connectionOf("conn_unowned", null),
    connectionOf("conn_almost", "user-10"),
  ];
  return parts;
}

const attempt = "attempt-0001";
const ids = ["conn_of-1", "conn_of-2", "conn_unowned", "conn_almost", "conn_unknown"];

for (const user of ["user-1", "user-2"]) {
  for (const id of ids) {
    const isOwn = id === `conn_of-${user.at(-1)}`;
    const verdict = isOwn ? "gets" : "does not get";

    test(`${user} ${verdict} ${id} by link/init`, async () => {
      const { browser, ofauth } = setupTwoUsers();
      assert.equal((await browser(user).init(attempt, "embed", { connectionId: id })).status, 200);
      assert.deepEqual(ofauth.firstInit()["connectionId"], isOwn ? id : undefined);
    });

    test(`${user} ${verdict} ${id} by link/complete`, async () => {
      const { browser, connected } = setupTwoUsers();
      const client = browser(user);
      await client.init(attempt, "embed");
      assert.equal((await client.complete(attempt, id)).status, isOwn ? 200 : id === "conn_unknown" ? 503 : 403);
      assert.equal(connected.length, isOwn ? 1 : 0);
    });

    test(`${user} ${verdict} ${id} by link/callback and link/result`, async () => {
      const { browser, connected } = setupTwoUsers();
      const client = browser(user);
      await client.init(attempt, "redirect");
      assert.equal((await client.callback(`?status=success&connection_id=${id}`)).status, 303);
      const result = await (await client.result(attempt)).json();
      const denied = id === "conn_unknown" ? ["confirming", undefined] : ["failed", "verify_failed"];
      assert.deepEqual([result.outcome, result.code], isOwn ? ["connected", undefined] : denied);
      assert.deepEqual(
        connected.map((event) => [event.clientReferenceId, event.connection.id]),
        isOwn ? [[user, id]] : [],
      );
    });
  }
}

test("a user who signs in as another one during the flow cannot complete it", async () => {
  const { browser, connected } = setupTwoUsers();
  const client = browser("user-1");
  await client.init(attempt, "redirect");
  client.user = "user-2";
  assert.equal((await client.callback("?status=success&connection_id=conn_of-2")).status, 400);
  assert.equal((await client.complete(attempt, "conn_of-2")).status, 403);
  assert.deepEqual(connected, []);
});
