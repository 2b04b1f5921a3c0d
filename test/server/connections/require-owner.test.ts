import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { setupHandler } from "../handler-setup.js";

const imported = { imported: true };
const session = { cookie: "auth_id=1; sess=2; fp=3", userAgent: "Browser/1" };

/** Sets up two users and a connection of every relation to them. */
function setupTwo() {
  const parts = setupHandler({ allowImport: true, initLimit: 100 });
  parts.ofauth.connections = [
    connectionOf("conn_of-1", "user-1", imported),
    connectionOf("conn_of-2", "user-2", imported),
    connectionOf("conn_ownerless", null, imported),
    connectionOf("conn_almost", "user-10", imported),
    // Created long after the store began, and confirmed by no browser.
    connectionOf("conn_unconfirmed-1", "user-1", { createdAt: "2026-01-01T01:00:00Z" }),
    connectionOf("conn_unconfirmed-2", "user-2", { createdAt: "2026-01-01T01:00:00Z" }),
    // Connected through the hosted page, not imported.
    connectionOf("conn_linked-1", "user-1"),
  ];
  return parts;
}

type User = ReturnType<ReturnType<typeof setupHandler>["browser"]>;

const routes: readonly (readonly [string, (user: User, id: string) => Promise<Response>])[] = [
  ["GET", (user, id) => user.get(`/connections/${id}`)],
  ["invalidate", (user, id) => user.invalidate(id)],
  ["DELETE", (user, id) => user.disconnect(id)],
  ["PATCH", (user, id) => user.patch(`/connections/import/${id}`, session)],
];

const notTheirs = ["conn_ownerless", "conn_almost", "conn_unknown", "conn_unconfirmed-1", "conn_unconfirmed-2"];
/** None of these may become part of a path at OFAuth. */
const malformed = [
  "conn_",
  "CONN_of-1",
  "x",
  "conn_of-1%00",
  "conn_of-1%0d%0aX:%201",
  "conn_of-1%2F..%2Fconn_of-2",
  "..%2f..%2fv2%2flink%2finit",
  "%2e%2e%2fconn_of-2",
  "conn_of-1%3Fa=1",
  "conn_of-1%23",
  "conn_of-1;x",
  "conn_of-1%20",
  "conn_%D1%96",
  "%F0%28",
  "%",
  "__proto__",
  "constructor",
  `conn_${"a".repeat(129)}`,
];

describe("ownership of connections", () => {
  for (const [route, ask] of routes) {
    for (const user of ["user-1", "user-2"]) {
      const own = `conn_of-${user.at(-1)}`;
      const others = [...notTheirs, ...malformed, user === "user-1" ? "conn_of-2" : "conn_of-1"];

      test(`${route}: ${user} gets the same 404 for every connection that is not theirs, and OFAuth changes nothing`, async () => {
        const { browser, ofauth, errors } = setupTwo();
        const responses = new Set<string>();
        for (const id of others) {
          const response = await ask(browser(user), id);
          responses.add(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
        }
        assert.equal(responses.size, 1, [...responses].join("\n"));
        assert.match([...responses][0] ?? "", /^404 .*"code":"not_found"/);
        assert.deepEqual(ofauth.writes(), []);
        // All of them together read OFAuth's list once.
        assert.equal(ofauth.requests.length, 1);
        assert.ok(!JSON.stringify(errors).includes("conn_"));
      });

      test(`${route}: works for ${own} of ${user}`, async () => {
        const { browser, ofauth } = setupTwo();
        const response = await ask(browser(user), own);
        assert.ok(response.ok, String(response.status));
        assert.ok(ofauth.writes().every(({ path }) => path.includes(own) && !path.includes("%")));
        assert.equal(ofauth.writes().length, route === "GET" ? 0 : 1);
      });
    }
  }

  for (const id of malformed) {
    test(`the id ${JSON.stringify(id)} is a 404 without a call to OFAuth`, async () => {
      for (const [, ask] of routes) {
        const { browser, ofauth } = setupTwo();
        assert.equal((await ask(browser(), id)).status, 404);
        assert.equal(ofauth.requests.length, 0);
      }
    });
  }

  test("a connection that was not imported cannot be updated like an import", async () => {
    const { browser, ofauth } = setupTwo();
    const response = await browser().patch("/connections/import/conn_linked-1", session);
    const unknown = await browser().patch("/connections/import/conn_unknown", session);
    assert.deepEqual([response.status, await response.text()], [404, await unknown.text()]);
    assert.deepEqual(ofauth.writes(), []);
  });

  test("lists only the caller's own connections, and does not reveal how many others exist", async () => {
    const { browser } = setupTwo();
    const all =
      "conn_of-1,conn_of-2,conn_ownerless,conn_almost,conn_unknown,conn_unconfirmed-1,conn_unconfirmed-2,bad,conn_linked-1";
    for (const [user, own] of [
      ["user-1", ["conn_linked-1", "conn_of-1"]],
      ["user-2", ["conn_of-2"]],
      ["user-3", []],
    ] as const) {
      for (const query of ["", "?limit=100", `?ids=${all}`]) {
        const response = await browser(user).get(`/connections${query}`);
        const body = (await response.json()) as { list: { id: string }[]; hasMore: boolean };
        assert.deepEqual(Object.keys(body), ["list", "hasMore", "asOf", "complete"]);
        assert.deepEqual(body.list.map(({ id }) => id).toSorted(), own, `${user} ${query}`);
        assert.equal(body.hasMore, false);
      }
    }
  });

  test("reconnecting an unconfirmed connection creates a new one, as with another user's", async () => {
    const { browser, ofauth } = setupTwo();
    await browser().init("attempt-0001", "embed", { connectionId: "conn_unconfirmed-1" });
    assert.equal(ofauth.firstInit()["connectionId"], undefined);
  });

  test("ignores an owner in the page's query", async () => {
    const { browser, ofauth } = setupTwo();
    const query = "clientReferenceId=user-2&client_reference_id=user-2&owner=user-2";
    const body = await (await browser().get(`/connections?${query}`)).json();
    assert.deepEqual(
      (body as { list: { clientReferenceId: string }[] }).list.map((one) => one.clientReferenceId),
      ["user-1", "user-1"],
    );
    assert.ok(ofauth.requests.every(({ path }) => !path.includes("user-2")));
  });

  test("a visitor who is not signed in gets a 401 for any id", async () => {
    for (const id of ["conn_of-1", "conn_unknown", "x"]) {
      const { browser, ofauth } = setupTwo();
      for (const [, ask] of routes) assert.equal((await ask(browser(null), id)).status, 401);
      assert.equal((await browser(null).get(`/connections?ids=${id}`)).status, 401);
      assert.equal(ofauth.requests.length, 0);
    }
  });
});
