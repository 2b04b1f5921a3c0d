// oxlint-disable no-script-url -- hostile connections are what is tested
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import {
  isConnectionId,
  parseConnection,
  parseTimestamp,
  parseUserData,
  unconfirmedConnection,
} from "../../src/protocol/connection.js";
import { assertUnpolluted, withOwnProto } from "../support/http-errors.js";

function setup() {
  const wire = {
    id: "conn_abc123XYZ-_",
    status: "active",
    permissions: ["profile:read", "messages:write"],
    expiredAt: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-02T00:00:00+01:00",
    clientReferenceId: "user-7",
    imported: false,
    lastCheckedAt: null,
    userData: { id: "7", name: "Ada", username: "ada", avatar: "https://cdn.example/a.png" },
  };
  return {
    wire,
    parse: (fields: object) => parseConnection(structuredClone({ ...wire, ...fields })),
    avatar: (avatar: unknown) => parseUserData({ id: "7", avatar })?.avatar,
    user: (fields: object) => parseUserData(structuredClone({ ...wire.userData, ...fields })),
  };
}

describe("parseConnection", () => {
  test("copies a complete connection unchanged", () => {
    const { wire, parse } = setup();
    assert.deepEqual(parse({}), wire);
  });

  test("freezes the connection, which elements and listeners share", () => {
    const connection = setup().parse({});
    for (const part of [connection, connection?.permissions, connection?.userData]) assert.ok(Object.isFrozen(part));
  });

  test("requires only an id and a status", () => {
    assert.deepEqual(parseConnection({ id: "conn_1", status: "expired" }), {
      ...unconfirmedConnection("conn_1"),
      status: "expired",
    });
  });

  for (const value of [
    undefined,
    null,
    "",
    "conn_1",
    0,
    true,
    [],
    [{ id: "conn_1", status: "active" }],
    {},
    new Map(),
  ]) {
    test(`rejects ${JSON.stringify(value) ?? "undefined"}`, () => {
      assert.equal(parseConnection(value), undefined);
    });
  }

  for (const [what, fields] of [
    ["an id that is a number", { id: 5 }],
    ["an id in a list", { id: ["conn_1"] }],
    ["an empty id", { id: "" }],
    ["an id without prefix", { id: "abc" }],
    ["an id with a path", { id: "conn_1/../2" }],
    ["an id with a line break", { id: "conn_1\n" }],
    ["an id of 1 MB", { id: `conn_${"x".repeat(1_000_000)}` }],
    ["no status", { status: undefined }],
    ["status null", { status: null }],
    ["an empty status", { status: "" }],
    ["a status that is an object", { status: { toString: "active" } }],
    ["a status in a list", { status: ["active"] }],
    ["a status of 65 characters", { status: "x".repeat(65) }],
  ] as const) {
    test(`rejects a connection with ${what}`, () => {
      assert.equal(setup().parse(fields), undefined);
    });
  }

  for (const status of ["Active", "failed", "pending", "constructor", "__proto__", "x".repeat(64)]) {
    test(`keeps an unknown status as it is: ${status.slice(0, 20)}`, () => {
      assert.equal(setup().parse({ status })?.status, status);
    });
  }

  for (const [field, value, becomes] of [
    ["permissions", null, []],
    ["permissions", "profile:read", []],
    ["permissions", { 0: "profile:read", length: 1 }, []],
    ["permissions", ["a", 5, null, {}, "", "\u202e", "b\u0000"], ["a", "b"]],
    ["permissions", Object.assign([], { length: 4_000_000_000 }), []],
    ["permissions", Array.from({ length: 5000 }, () => "p"), Array.from({ length: 100 }, () => "p")],
    ["permissions", ["x".repeat(5000)], ["x".repeat(100)]],
    ["imported", "false", false],
    ["imported", "true", false],
    ["imported", 1, false],
    ["imported", true, true],
    ["expiredAt", 0, null],
    ["createdAt", "yesterday", null],
    ["updatedAt", "2023-02-30T00:00:00Z", null],
    ["lastCheckedAt", "+275760-09-13T00:00:00.000Z", null],
    ["lastCheckedAt", new Date(0), null],
    ["clientReferenceId", 7, null],
    ["clientReferenceId", { toString: "x" }, null],
    ["clientReferenceId", "x".repeat(5000), "x".repeat(500)],
    ["clientReferenceId", "", ""],
    ["userData", null, null],
    ["userData", "Ada", null],
    ["userData", [{ id: "7" }], null],
    ["userData", {}, null],
    ["userData", new Date(0), null],
  ] as const) {
    test(`accepts ${field} ${inspect(value).slice(0, 40)} and makes it harmless`, () => {
      assert.deepEqual(setup().parse({ [field]: value }), { ...setup().wire, [field]: becomes });
    });
  }

  test("drops a session, a cookie, and every other field that is not listed", () => {
    const { wire } = setup();
    const parsed = parseConnection(
      withOwnProto({
        ...wire,
        session: "s",
        cookie: "c",
        "x-bc": "b",
        clientSecret: "cs_1",
        userData: { ...wire.userData, email: "e" },
      }),
    );
    assert.deepEqual(parsed, wire);
    assertUnpolluted();
  });

  test("unconfirmedConnection has an unknown status and only the given fields", () => {
    const { userData } = setup().wire;
    const connection = unconfirmedConnection("conn_1", userData, "user-7");
    assert.deepEqual(
      [connection.id, connection.status, connection.userData, connection.clientReferenceId],
      ["conn_1", "unknown", userData, "user-7"],
    );
    assert.deepEqual(parseConnection(connection), connection);
  });
});

describe("parseUserData", () => {
  test("converts a numeric id to a string", () => {
    assert.equal(setup().user({ id: 123 })?.id, "123");
  });

  test("cleans text and cuts it to a bounded length", () => {
    const profile = setup().user({ id: "i".repeat(1e6), name: "n".repeat(1e6), username: "u".repeat(1e6) });
    assert.deepEqual([profile?.id.length, profile?.name.length, profile?.username.length], [100, 200, 100]);
  });

  test("keeps markup as text", () => {
    assert.equal(setup().user({ name: "<img src=x onerror=alert(1)>" })?.name, "<img src=x onerror=alert(1)>");
    assert.equal(setup().user({ username: "@../" })?.username, "@../");
  });

  test("returns null for a profile of only invisible characters", () => {
    for (const nothing of [
      "\u202e\u200b\u2066",
      "\u200d\u200c",
      "\u3164",
      "\u2800",
      " \u00a0\t",
      "\ufeff",
      "\u{e0041}",
    ]) {
      assert.equal(parseUserData({ id: nothing, name: nothing, username: nothing, avatar: "https://a.test/" }), null);
    }
  });

  for (const field of ["id", "name", "username"] as const) {
    test(`makes a ${field} that is not a string empty`, () => {
      for (const value of [null, {}, [], true, 10n, new Date(0)])
        assert.equal(setup().user({ [field]: value })?.[field], "");
    });
  }
});

describe("parseUserData: avatar", () => {
  for (const url of [
    "https://cdn.example/a.png",
    "https://cdn.example:8443/a.png?s=1#x",
    "HTTPS://CDN.example/a.png",
  ]) {
    test(`keeps an absolute https: URL: ${url}`, () => {
      assert.equal(setup().avatar(url), new URL(url).href);
    });
  }

  for (const value of [
    [null, undefined, 7, {}, [], ["https://cdn.example/a.png"], new URL("https://cdn.example/a.png"), "", " "],
    [
      "javascript:alert(1)",
      "java\nscript:alert(1)",
      " javascript:alert(1)",
      "data:image/svg+xml,<svg onload=alert(1)>",
    ],
    ["http://cdn.example/a.png", "//evil.test/a.png", "/a.png", "a.png", "https:a.png", "https:/a.png"],
    ["blob:https://cdn.example/u", "filesystem:https://cdn.example/u", "file:///a.png", "https://", "https://["],
    ["https://user:pw@cdn.example/a.png", "https://user@cdn.example/a.png", `https://cdn.example/${"x".repeat(2048)}`],
    [" https://cdn.example/a.png", "\u0000https://cdn.example/a.png", "https://cdn.example:99999/"],
  ].flat()) {
    test(`replaces ${inspect(value).slice(0, 50)} with null`, () => {
      assert.equal(setup().avatar(value), null);
    });
  }
});

describe("parseTimestamp", () => {
  for (const value of [
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.123456789Z",
    "2024-02-29T23:59:59-11:30",
    "9999-12-31T23:59:59Z",
  ]) {
    test(`accepts ${value}`, () => {
      assert.equal(parseTimestamp(value), value);
    });
  }

  for (const value of [
    [
      null,
      undefined,
      0,
      1767225600000,
      Number.NaN,
      {},
      [],
      ["2026-01-01T00:00:00Z"],
      new Date(0),
      "",
      "now",
      "1767225600",
    ],
    [
      "2026-01-01",
      "2026-01-01 00:00:00Z",
      "2026-01-01T00:00:00",
      "2026-01-01T00:00Z",
      "2026-1-1T00:00:00Z",
      "20260101T000000Z",
    ],
    [
      "2023-02-29T00:00:00Z",
      "2023-02-30T00:00:00Z",
      "2023-04-31T00:00:00Z",
      "2023-00-01T00:00:00Z",
      "2023-01-00T00:00:00Z",
    ],
    [
      "2023-13-01T00:00:00Z",
      "2023-01-01T25:00:00Z",
      "2023-01-01T00:60:00Z",
      "2023-01-01T00:00:60Z",
      "2023-01-01T24:00:00Z",
    ],
    ["2023-01-01T00:00:00+99:99", "2023-01-01T00:00:00+0100", "2023-01-01T00:00:00Zx", "x2023-01-01T00:00:00Z"],
    ["2023-01-01T00:00:00Z\n", "+275760-09-13T00:00:00Z", "-000001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"],
  ].flat()) {
    test(`returns null for ${JSON.stringify(value) ?? "undefined"} (${typeof value})`, () => {
      assert.equal(parseTimestamp(value), null);
    });
  }
});

test("isConnectionId checks the whole string", () => {
  for (const id of ["conn_1", "conn_A-b_9", `conn_${"x".repeat(128)}`]) assert.ok(isConnectionId(id), id);
  for (const id of [
    "conn_",
    "conn_\u00e9",
    "conn 1",
    "xconn_1",
    "conn_1.2",
    "conn_1\n",
    `conn_${"x".repeat(129)}`,
    null,
    5,
    ["conn_1"],
  ]) {
    assert.ok(!isConnectionId(id), JSON.stringify(id));
  }
});
