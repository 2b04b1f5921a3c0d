import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseWebhookEvent } from "../../src/protocol/webhook-event.js";
import { assertUnpolluted, withOwnProto } from "../support/http-errors.js";

const documented = {
  type: "connection.updated",
  timestamp: "2026-01-01T00:00:00.250Z",
  data: {
    clientReferenceId: "user-1",
    connection: {
      id: "conn_1",
      status: "active",
      permissions: ["profile:read"],
      userData: { id: "7", name: "Ada", username: "ada", avatar: "https://cdn.example/a.png" },
    },
  },
};
const { data } = documented;
const withConnection = (fields: object) => ({
  ...documented,
  data: { ...data, connection: { ...data.connection, ...fields } },
});
const parse = (value: unknown) => parseWebhookEvent(JSON.parse(JSON.stringify(value)));

describe("parseWebhookEvent", () => {
  test("parses the documented form", () => {
    assert.deepEqual(parse(documented), {
      type: "connection.updated",
      timestamp: Date.parse("2026-01-01T00:00:00.250Z"),
      live: undefined,
      connectionEvent: {
        type: "connection.updated",
        connectionId: "conn_1",
        status: "active",
        clientReferenceId: "user-1",
        permissions: ["profile:read"],
        userData: data.connection.userData,
      },
      data,
    });
  });

  test("parses the SDK's spelling, which has no time", () => {
    const userData = { userId: "7", name: "Ada", username: "ada", avatar: "https://cdn.example/a.png" };
    const spelled = parse({
      eventType: "connection.updated",
      live: true,
      data: { ...data, connection: { ...data.connection, platformUserId: "7", userData } },
    });
    assert.deepEqual(spelled?.connectionEvent, parse(documented)?.connectionEvent);
    assert.deepEqual([spelled?.type, spelled?.timestamp, spelled?.live], ["connection.updated", undefined, true]);
  });

  test("uses the platform's id when the profile has none", () => {
    const { connectionEvent } = parse(withConnection({ platformUserId: 7, userData: { name: "Ada" } }))!;
    assert.deepEqual(connectionEvent?.userData, { id: "7", name: "Ada", username: "", avatar: null });
  });

  test("leaves missing fields undefined, not empty", () => {
    const { connectionEvent } = parse({
      eventType: "connection.expired",
      live: false,
      data: { connection: { id: "conn_1", platformUserId: "7", status: "expired" }, clientReferenceId: null },
    })!;
    assert.deepEqual(connectionEvent, {
      type: "connection.expired",
      connectionId: "conn_1",
      status: "expired",
      clientReferenceId: null,
      permissions: undefined,
      userData: undefined,
    });
  });

  for (const [type, status] of [
    ["connection.created", undefined],
    ["connection.updated", undefined],
    ["connection.expired", "expired"],
  ] as const) {
    test(`accepts ${type} without a status, which is then ${status}`, () => {
      for (const missing of [undefined, null]) {
        const { connectionEvent } = parse({ ...withConnection({ status: missing }), type })!;
        assert.deepEqual([connectionEvent?.connectionId, connectionEvent?.status], ["conn_1", status]);
      }
    });
  }

  test("accepts a disconnection without a status", () => {
    const { connectionEvent } = parse({ ...withConnection({ status: undefined }), type: "connection.disconnected" })!;
    assert.equal(connectionEvent?.status, "disconnected");
  });

  test("accepts both spellings of the type when they agree", () => {
    assert.equal(parse({ ...documented, eventType: "connection.updated" })?.type, "connection.updated");
  });

  for (const type of ["rules.updated", "connection.moved", "constructor", "__proto__", "toString"]) {
    test(`keeps the unknown type ${type} with its data and without a connection`, () => {
      const event = parse({ ...documented, type, data: { revision: "9" } });
      assert.deepEqual([event?.type, event?.connectionEvent, event?.data], [type, undefined, { revision: "9" }]);
      assertUnpolluted();
    });
  }

  test("cleans strings from outside", () => {
    const userData = { id: "7", name: "A\u202eda\u0000", username: "<b>", avatar: "javascript:alert(1)" };
    const { connectionEvent } = parse(withConnection({ userData, permissions: ["ok", 7, "\u200b", {}] }))!;
    assert.deepEqual(connectionEvent?.userData, { id: "7", name: "Ada", username: "<b>", avatar: null });
    assert.deepEqual(connectionEvent?.permissions, ["ok"]);
  });

  test("treats names of prototype members as ordinary keys", () => {
    const hostile = withOwnProto({
      ...documented,
      data: withOwnProto({ ...data, connection: withOwnProto(data.connection) }),
    });
    assert.deepEqual(parseWebhookEvent(hostile)?.connectionEvent, parse(documented)?.connectionEvent);
    // An own __proto__ key does not provide fields.
    assert.equal(parseWebhookEvent(JSON.parse(`{"__proto__":${JSON.stringify(documented)}}`)), undefined);
    assertUnpolluted();
  });
});

const refused: Record<string, unknown> = {
  null: null,
  "a list": [documented],
  text: "connection.updated",
  "no type": { ...documented, type: undefined },
  "an empty type": { ...documented, type: "" },
  "a type that is a list": { ...documented, type: ["connection.updated"] },
  "a type that is a number": { ...documented, type: 7 },
  "a type with a line break": { ...documented, type: "connection.updated\n" },
  "a type that is too long": { ...documented, type: "a".repeat(101) },
  "two types that differ": { ...documented, eventType: "connection.expired" },
  "two types, one of them malformed": { ...documented, eventType: 7 },
  "a day that does not exist": { ...documented, timestamp: "2026-02-30T00:00:00Z" },
  "a time without a zone": { ...documented, timestamp: "2026-01-01T00:00:00" },
  "a time as a number": { ...documented, timestamp: 1767225600 },
  "no data": { ...documented, data: undefined },
  "data that is a list": { ...documented, data: [data] },
  "no connection": { ...documented, data: { clientReferenceId: "user-1" } },
  "a connection that is an id": { ...documented, data: { ...data, connection: "conn_1" } },
  "a malformed id": withConnection({ id: "conn_../x" }),
  "an id that is not a string": withConnection({ id: { toString: "conn_1" } }),
  "a status that is an object": withConnection({ status: { a: 1 } }),
  "a status that is too long": withConnection({ status: "a".repeat(65) }),
};

describe("parseWebhookEvent rejects", () => {
  for (const [name, value] of Object.entries(refused)) {
    test(name, () => {
      assert.equal(parseWebhookEvent(value), undefined);
      assertUnpolluted();
    });
  }
});
