import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { setupHandler } from "../handler-setup.js";

const made = { imported: true };
const session = { cookie: "auth_id=1; sess=2; fp=3", userAgent: "Browser/1" };

/** Two people and everything that a connection can be to them. */
function setupTwo() {
  const parts = setupHandler({ allowImport: true, initLimit: 100 });
  parts.ofauth.connections = [
    connectionOf("conn_of-1", "user-1", made),
    connectionOf("conn_of-2", "user-2", made),
    connectionOf("conn_nobody", null, made),
    connectionOf("conn_almost", "user-10", made),
    // OFAuth made it long after the store began, and no browser has confirmed it.
    connectionOf("conn_unclaimed-1", "user-1", { createdAt: "2026-01-01T01:00:00Z" }),
    connectionOf("conn_unclaimed-2", "user-2", { createdAt: "2026-01-01T01:00:00Z" }),
    // Its owner made it by hand, and has no imported one.
    connectionOf("conn_linked-1", "user-1"),
  ];
  return parts;
}

type Person = ReturnType<ReturnType<typeof setupHandler>["browser"]>;

const routes: readonly (readonly [string, (person: Person, id: string) => Promise<Response>])[] = [
  ["GET", (person, id) => person.get(`/connections/${id}`)],
  ["invalidate", (person, id) => person.invalidate(id)],
  ["DELETE", (person, id) => person.disconnect(id)],
  ["PATCH", (person, id) => person.patch(`/connections/import/${id}`, session)],
];

const notTheirs = ["conn_nobody", "conn_almost", "conn_unknown", "conn_unclaimed-1", "conn_unclaimed-2"];
/** Nothing of these may become part of a path at OFAuth. */
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

for (const [route, ask] of routes) {
  for (const user of ["user-1", "user-2"]) {
    const own = `conn_of-${user.at(-1)}`;
    const others = [...notTheirs, ...malformed, user === "user-1" ? "conn_of-2" : "conn_of-1"];

    test(`${route}: to ${user} everything that is not ${user}'s looks the same, and nothing is done to it`, async () => {
      const { browser, ofauth, errors } = setupTwo();
      const answers = new Set<string>();
      for (const id of others) {
        const response = await ask(browser(user), id);
        answers.add(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
      }
      assert.equal(answers.size, 1, [...answers].join("\n"));
      assert.match([...answers][0] ?? "", /^404 .*"code":"not_found"/);
      assert.deepEqual(ofauth.writes(), []);
      // All of them together have cost one look at OFAuth's list.
      assert.equal(ofauth.requests.length, 1);
      assert.ok(!JSON.stringify(errors).includes("conn_"));
    });

    test(`${route}: ${user} reaches ${own}`, async () => {
      const { browser, ofauth } = setupTwo();
      const response = await ask(browser(user), own);
      assert.ok(response.ok, String(response.status));
      assert.ok(ofauth.writes().every(({ path }) => path.includes(own) && !path.includes("%")));
      assert.equal(ofauth.writes().length, route === "GET" ? 0 : 1);
    });
  }
}

for (const id of malformed) {
  test(`${JSON.stringify(id)} is nobody's, and OFAuth is not asked`, async () => {
    for (const [, ask] of routes) {
      const { browser, ofauth } = setupTwo();
      assert.equal((await ask(browser(), id)).status, 404);
      assert.equal(ofauth.requests.length, 0);
    }
  });
}

test("a linked connection cannot be updated like an imported one", async () => {
  const { browser, ofauth } = setupTwo();
  const response = await browser().patch("/connections/import/conn_linked-1", session);
  const unknown = await browser().patch("/connections/import/conn_unknown", session);
  assert.deepEqual([response.status, await response.text()], [404, await unknown.text()]);
  assert.deepEqual(ofauth.writes(), []);
});

test("the list and ids hold the caller's own, and nothing says how many others there are", async () => {
  const { browser } = setupTwo();
  const all =
    "conn_of-1,conn_of-2,conn_nobody,conn_almost,conn_unknown,conn_unclaimed-1,conn_unclaimed-2,bad,conn_linked-1";
  for (const [user, own] of [
    ["user-1", ["conn_linked-1", "conn_of-1"]],
    ["user-2", ["conn_of-2"]],
    ["user-3", []],
  ] as const) {
    for (const query of ["", "?limit=100", `?ids=${all}`]) {
      const response = await browser(user).get(`/connections${query}`);
      const body = (await response.json()) as { list: { id: string }[]; hasMore: boolean };
      assert.deepEqual(Object.keys(body), ["list", "hasMore"]);
      assert.deepEqual(body.list.map(({ id }) => id).toSorted(), own, `${user} ${query}`);
      assert.equal(body.hasMore, false);
    }
  }
});

test("the reconnect of an unconfirmed connection is a new one, like that of somebody else's", async () => {
  const { browser, ofauth } = setupTwo();
  await browser().init("attempt-0001", "embed", { connectionId: "conn_unclaimed-1" });
  assert.equal(ofauth.firstInit()["connectionId"], undefined);
});

test("what a page says of itself is not heard", async () => {
  const { browser, ofauth } = setupTwo();
  const said = "clientReferenceId=user-2&client_reference_id=user-2&owner=user-2";
  const body = await (await browser().get(`/connections?${said}`)).json();
  assert.deepEqual(
    (body as { list: { clientReferenceId: string }[] }).list.map((one) => one.clientReferenceId),
    ["user-1", "user-1"],
  );
  assert.ok(ofauth.requests.every(({ path }) => !path.includes("user-2")));
});

test("who is not signed in gets nowhere, whatever the id", async () => {
  for (const id of ["conn_of-1", "conn_unknown", "x"]) {
    const { browser, ofauth } = setupTwo();
    for (const [, ask] of routes) assert.equal((await ask(browser(null), id)).status, 401);
    assert.equal((await browser(null).get(`/connections?ids=${id}`)).status, 401);
    assert.equal(ofauth.requests.length, 0);
  }
});
