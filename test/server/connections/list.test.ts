import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { Store } from "../../../src/server/store/store.js";
import { connectionOf, json } from "../fake-ofauth.js";
import { assertError, bodyOf, setupHandler } from "../handler-setup.js";

interface Page {
  readonly list: readonly { readonly id: string }[];
  readonly hasMore: boolean;
}

const pageOf = async (response: Response) => (await bodyOf(response)) as unknown as Page;
const idsOf = ({ list }: Page) => list.map(({ id }) => id);
const day = (number: number) => `2025-12-${String(number).padStart(2, "0")}T00:00:00.000Z`;

/** Sets up 30 connections of three owners in turn, each newer than the one before. */
function setupThree() {
  const parts = setupHandler();
  parts.ofauth.connections = Array.from({ length: 30 }, (_, index) =>
    connectionOf(`conn_${index}`, `user-${(index % 3) + 1}`, {
      createdAt: day(index + 1),
      status: index % 2 === 0 ? "active" : "expired",
      imported: index >= 15,
    }),
  );
  return parts;
}

describe("GET connections", () => {
  test("returns the user's ten newest connections by default, with its own hasMore", async () => {
    const { browser } = setupThree();
    const page = await pageOf(await browser().get("/connections"));
    assert.deepEqual(
      idsOf(page),
      [27, 24, 21, 18, 15, 12, 9, 6, 3, 0].map((index) => `conn_${index}`),
    );
    assert.equal(page.hasMore, false);
  });

  test("pages are contiguous, and the last one has hasMore: false", async () => {
    const { browser } = setupThree();
    const seen: string[] = [];
    for (const [offset, hasMore] of [
      [0, true],
      [4, true],
      [8, false],
      [12, false],
    ] as const) {
      const page = await pageOf(await browser("user-2").get(`/connections?limit=4&offset=${offset}`));
      assert.equal(page.hasMore, hasMore, `offset ${offset}`);
      seen.push(...idsOf(page));
    }
    assert.deepEqual(
      seen,
      [28, 25, 22, 19, 16, 13, 10, 7, 4, 1].map((index) => `conn_${index}`),
    );
  });

  test("filters the caller's own connections, and does not send the filters to OFAuth", async () => {
    const { browser, ofauth } = setupThree();
    const ask = async (query: string) => idsOf(await pageOf(await browser().get(`/connections?limit=100&${query}`)));
    assert.deepEqual(await ask("status=expired"), ["conn_27", "conn_21", "conn_15", "conn_9", "conn_3"]);
    assert.deepEqual(await ask("imported=true&status=active"), ["conn_24", "conn_18"]);
    assert.deepEqual(await ask("imported=false"), ["conn_12", "conn_9", "conn_6", "conn_3", "conn_0"]);
    assert.deepEqual(await ask("status=pending"), []);
    assert.deepEqual(
      ofauth.requests.map(({ path }) => path),
      ["/v2/account/connections?limit=100&offset=0"],
    );
  });

  test("connections with the same or no createdAt have a stable order", async () => {
    // Without a createdAt they would be hidden: nothing shows that they are older than the store.
    const { browser, ofauth } = setupHandler({ unconfirmed: "show" });
    ofauth.connections = ["b", "d", "a", "c"].map((name) =>
      connectionOf(`conn_${name}`, "user-1", { createdAt: name < "c" ? null : day(1) }),
    );
    assert.deepEqual(idsOf(await pageOf(await browser().get("/connections"))), [
      "conn_c",
      "conn_d",
      "conn_a",
      "conn_b",
    ]);
  });

  test("returns the connections with the requested ids newest first, once each, for at most 100 ids", async () => {
    const { browser } = setupThree();
    const ask = async (ids: readonly string[]) => pageOf(await browser().get(`/connections?ids=${ids.join(",")}`));
    assert.deepEqual(await ask(["conn_0", "conn_27", "conn_1", "conn_0", "bad", "conn_9"]), {
      ...(await ask(["conn_0", "conn_9", "conn_27"])),
      hasMore: false,
    });
    assert.deepEqual(idsOf(await ask(["conn_0", "conn_27", "conn_9"])), ["conn_27", "conn_9", "conn_0"]);
    const hundred = Array.from({ length: 100 }, (_, index) => `conn_${index}`);
    assert.equal((await ask(hundred)).list.length, 10);
    await assertError(await browser().get(`/connections?ids=${hundred.join(",")},conn_100`), 400, "misconfigured");
  });

  const malformed = [
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1e1",
    "limit=0x10",
    "limit=1.5",
    "limit=",
    "limit=ten",
    "limit=010",
    "limit=+5",
    "limit=5&limit=5",
    "offset=-1",
    "offset=10001",
    "offset=",
    "offset=99999999999999999999",
    "status=",
    "status=active&status=expired",
    "status=%00",
    "status=a b",
    "status=<img>",
    `status=${"a".repeat(65)}`,
    "imported=",
    "imported=1",
    "imported=TRUE",
    "imported=true&imported=true",
    "ids=",
    "ids=,",
    "ids=conn_1,",
    "ids=conn_1&ids=conn_2",
    "ids=conn_1&limit=5",
    "ids=conn_1&status=active",
  ];
  for (const query of malformed) {
    test(`rejects ?${query} without calling OFAuth`, async () => {
      const { browser, ofauth } = setupThree();
      await assertError(await browser().get(`/connections?${query}`), 400, "misconfigured");
      assert.equal(ofauth.requests.length, 0);
    });
  }

  test("passes on no unknown field of OFAuth's responses", async () => {
    const { browser, ofauth } = setupHandler({ allowImport: true });
    const secrets = { session: "s-e-c", cookie: "s-e-c", "x-bc": "s-e-c", clientSecret: "s-e-c", userAgent: "s-e-c" };
    const withSecrets = connectionOf("conn_1", "user-1", { ...secrets, imported: true, nested: { secrets } });
    withSecrets.userData = { ...withSecrets.userData, ...secrets };
    ofauth.connections = [withSecrets];
    ofauth.onList = () => json({ list: ofauth.connections, hasMore: false, total: 4711, ...secrets });
    ofauth.onWrite = () => json({ ...withSecrets, ...secrets });
    const user = browser();
    const session = { cookie: "auth_id=1; sess=2; fp=3", userAgent: "Browser/1" };
    const plain = JSON.stringify(Object.keys(connectionOf("conn_1", "user-1")).toSorted());
    for (const response of [
      await user.get("/connections"),
      await user.get("/connections?ids=conn_1"),
      await user.get("/connections/conn_1"),
      await user.invalidate("conn_1"),
      await user.post("/connections/import", session),
      await user.patch("/connections/import/conn_1", session),
    ]) {
      const text = await response.text();
      const body = JSON.parse(text) as { list?: object[] };
      assert.equal(response.status, 200);
      assert.ok(!text.includes("s-e-c") && !text.includes("4711"), text);
      assert.equal(JSON.stringify(Object.keys(body.list?.[0] ?? body).toSorted()), plain);
    }
  });

  const hostile: readonly (readonly [string, unknown])[] = [
    ["null", null],
    ["a list", []],
    ["an empty object", {}],
    ["a string", "conn_1"],
    ["an id that is not a string", connectionOf(1 as unknown as string, "user-1")],
    ["a malformed id", connectionOf("conn_../../x", "user-1")],
    ["no status", { ...connectionOf("conn_1", "user-1"), status: undefined }],
    ["a status that is an object", connectionOf("conn_1", "user-1", { status: { toString: "active" } })],
    ["an owner that is an object", connectionOf("conn_1", "user-1", { clientReferenceId: { value: "user-1" } })],
    ["an owner that is a list", connectionOf("conn_1", "user-1", { clientReferenceId: ["user-1"] })],
    ["an owner with a trailing space", connectionOf("conn_1", "user-1 ")],
    ["an owner in capitals", connectionOf("conn_1", "USER-1")],
    [
      "an owner in the prototype",
      JSON.parse('{"id":"conn_1","status":"active","__proto__":{"clientReferenceId":"user-1"}}'),
    ],
  ];
  for (const [what, entry] of hostile) {
    test(`${what} in OFAuth's list is skipped, and the other connections are listed`, async () => {
      const { browser, ofauth } = setupHandler();
      ofauth.connections = [entry as object, connectionOf("conn_good", "user-1")];
      assert.deepEqual(idsOf(await pageOf(await browser().get("/connections"))), ["conn_good"]);
      assert.equal(({} as Record<string, unknown>)["clientReferenceId"], undefined);
    });
  }

  test("sanitizes malformed fields of a connection", async () => {
    const { browser, ofauth } = setupHandler({ unconfirmed: "show" });
    ofauth.connections = [
      connectionOf("conn_1", "user-1", {
        status: "Active",
        imported: "true",
        createdAt: "+275760-09-13T00:00:00.000Z",
        expiredAt: "2023-02-30T00:00:00Z",
        permissions: "all",
        userData: { id: 7, name: "\u202e\u200b", username: "@../", avatar: "javascript:alert(1)" },
      }),
    ];
    const connection = await bodyOf(await browser().get("/connections/conn_1"));
    assert.deepEqual(connection, {
      ...connectionOf("conn_1", "user-1"),
      status: "Active",
      imported: false,
      createdAt: null,
      expiredAt: null,
      permissions: [],
      userData: { id: "7", name: "", username: "@../", avatar: null },
    });
  });

  test("compares owners exactly, even if a custom store ignores case", async () => {
    const store = createMemoryStore();
    const caseInsensitive: Store = {
      ...store,
      idsOf: async (owner) => (await Promise.all([owner, owner.toLowerCase()].map((name) => store.idsOf(name)))).flat(),
    };
    const { browser, ofauth } = setupHandler({ store: caseInsensitive });
    ofauth.connections = [connectionOf("conn_1", "ann"), connectionOf("conn_2", "Ann")];
    assert.deepEqual(idsOf(await pageOf(await browser("Ann").get("/connections"))), ["conn_2"]);
  });
});
