/**
 * The schemas of `ofauth-elements/schemas` and the parsers that a page loads are two descriptions of one wire format. On
 * random hostile input they must agree on what they accept, and on the data that they output.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type * as z from "zod/mini";
import { parseCallbackMessage } from "../../src/protocol/callback-channel.js";
import { parseCallbackUrl } from "../../src/protocol/callback-url.js";
import { parseConnection } from "../../src/protocol/connection.js";
import {
  parseConnectionPage,
  type ImportRequest,
  type SessionUpdate,
} from "../../src/protocol/connections-contract.js";
import { isConnectError } from "../../src/protocol/error-codes.js";
import {
  parseErrorResponse,
  parseLinkResult,
  type CompleteRequest,
  type InitRequest,
} from "../../src/protocol/link-contract.js";
import { parseLinkSession } from "../../src/protocol/link-session.js";
import { parsePageMessage } from "../../src/protocol/page-messages.js";
import * as schemas from "../../src/protocol/schemas.js";
import { parseWebhookEvent } from "../../src/protocol/webhook-event.js";
import { seeded, type SeededRandom } from "../support/seeded.js";
import * as wireSchemas from "./wire-schemas.js";

/** Values that may replace any part of a valid one. */
const strings =
  "x conn_1 conn_ conn_../x attempt-1 OFAUTH_LINK loaded success exit sandbox_info connected cancelled failed error hosted " +
  "whitelabel network constructor __proto__ connection.created connection.disconnected active ofauth-link-returned";
const urls =
  "https://link.ofauth.com/cs_1 http://link.ofauth.com/cs_1 https://user@link.ofauth.com/ https://localhost/cs_1 " +
  "http://localhost:4010/cs_1 http://127.0.0.1/ https://link.ofauth.com\\x https:link.ofauth.com javascript:alert(1)";
const timestamps =
  "2026-01-01T00:00:00Z 2026-02-30T00:00:00Z 2026-01-01 2026-01-01T25:00:00Z 2026-01-01T00:00:00.5+02:00";
const strays: readonly unknown[] = [strings, urls, timestamps]
  .flatMap((list): unknown[] => list.split(" "))
  .concat(
    // `concat` flattens one level of each list.
    ["", " ", "conn_1\n", "x".repeat(65), "x".repeat(5000), `https://link.ofauth.com/${"x".repeat(3000)}`],
    ["\u202eevil", "\u0000", "https://a.example/avatar.png", "//a.example/avatar.png"],
    [undefined, null, true, false, 0, -1, Number.NaN, 10n],
    [[], ["x"], [null], Array.from({ length: 51 }, () => ({}))],
    [Array.from({ length: 101 }, () => ({ id: "conn_1", status: "active" }))],
    [{}, { id: "conn_1" }, { id: 7, name: "Ada" }, { error_type: "x" }],
    [JSON.parse('{"__proto__": {"id": "conn_1", "status": "active"}}')],
    [new Date(0), new Map([["id", "conn_1"]]), new Uint8Array(2), new String("x")],
  );

const isContainer = (value: unknown): value is Record<string, unknown> =>
  Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";

/** A copy of one of `valid` in which up to two parts are replaced or missing. */
function mutate(random: SeededRandom, valid: readonly object[]): Record<string, unknown> {
  const value = structuredClone(random.pick(valid)) as Record<string, unknown>;
  for (let count = random.below(3); count > 0; count--) {
    let parent = value;
    for (;;) {
      const key = random.pick(Object.keys(parent));
      const child = parent[key];
      if (isContainer(child) && Object.keys(child).length > 0 && random.chance(0.7)) {
        parent = child;
        continue;
      }
      if (random.chance(0.2)) {
        // JSON has no lists with holes.
        if (Array.isArray(parent)) parent.pop();
        else delete parent[key];
      } else parent[key] = structuredClone(random.pick(strays));
      break;
    }
  }
  return value;
}

/** What a parser returns; undefined when it rejects the value, by a ConnectError or without. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    assert.ok(isConnectError(error), "the parser threw something other than a ConnectError");
    return undefined;
  }
}

/** A field that is undefined says the same as one that is missing. */
const withoutUndefined = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(withoutUndefined)
    : Object.prototype.toString.call(value) === "[object Object]"
      ? Object.fromEntries(
          Object.entries(value as object).flatMap(([key, field]) =>
            field === undefined ? [] : [[key, withoutUndefined(field)]],
          ),
        )
      : value;

interface Pair<T> {
  readonly valid: readonly object[];
  readonly parse: (value: unknown) => T | undefined;
  readonly schema: z.ZodMiniType;
  /** Brings the schema's output into the form of the parser's. */
  readonly toParsed?: (output: unknown) => T | undefined;
}

/** The types agree, too: what the schema outputs is what the parser returns. */
const pair = <T>(
  valid: readonly object[],
  parse: (value: unknown) => T | undefined,
  schema: z.ZodMiniType<NoInfer<T>>,
): Pair<T> => ({ valid, parse, schema, toParsed: (output) => output as T });

/** For a schema whose output has another form than the parser's, or is only about accepting. */
const acceptPair = <T>(
  valid: readonly object[],
  parse: (value: unknown) => T | undefined,
  schema: z.ZodMiniType,
  toParsed?: Pair<T>["toParsed"],
): Pair<T> => ({ valid, parse, schema, ...(toParsed && { toParsed }) });

const user = { id: "7", name: "Ada", username: "ada", avatar: "https://a.example/avatar.png" };
const connection = {
  id: "conn_1",
  status: "active",
  permissions: ["posts:read"],
  expiredAt: null,
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00.5+02:00",
  clientReferenceId: "user-7",
  imported: false,
  lastCheckedAt: null,
  userData: user,
};
const scenario = { id: "creator", accountType: "creator", loginType: "password", password: "p", otpCode: "1" };
const message = (event: string, metadata?: unknown) => ({ type: "OFAUTH_LINK", event, metadata });
/** A policy that lists the origins of all `strays`: what is left to decide is the schema's part. */
const policy = {
  origins: [
    "https://link.ofauth.com",
    "http://link.ofauth.com",
    "https://localhost",
    "http://localhost:4010",
    "http://127.0.0.1",
    "https://a.example",
  ],
  pageUrl: "http://localhost:3000/",
};
const parseSession = (value: unknown) => {
  const { url, expiresAt } = parseLinkSession(value, policy);
  return { url: url.inWindow(), expiresAt };
};

const pairs: Record<string, Pair<unknown>> = {
  linkSessionSchema: acceptPair(
    [{ mode: "hosted", url: "https://link.ofauth.com/cs_1", expiresAt: "2026-01-01T00:00:00Z" }],
    parseSession,
    schemas.linkSessionSchema,
    parseSession,
  ),
  connectionSchema: pair([connection, { id: "conn_1", status: "active" }], parseConnection, schemas.connectionSchema),
  connectionPageSchema: pair(
    [{ list: [connection, { ...connection, id: "conn_2" }], hasMore: true }],
    parseConnectionPage,
    schemas.connectionPageSchema,
  ),
  linkResultSchema: pair(
    [
      { outcome: "connected", attemptId: "attempt-1", connection, requestedConnectionId: "conn_1" },
      { outcome: "cancelled", attemptId: "attempt-1", step: "login" },
      { outcome: "confirming", attemptId: "attempt-1" },
      { outcome: "failed", attemptId: "attempt-1", code: "network", reason: "r" },
    ],
    parseLinkResult,
    schemas.linkResultSchema,
  ),
  errorResponseSchema: pair([{ code: "network", message: "m" }], parseErrorResponse, schemas.errorResponseSchema),
  webhookEventSchema: pair(
    [
      { type: "connection.created", timestamp: "2026-01-01T00:00:00Z", live: true, data: { connection } },
      {
        eventType: "connection.updated",
        data: { connection: { ...connection, userData: { userId: "7" } }, clientReferenceId: "user-7" },
      },
      { type: "connection.disconnected", data: { connection: { id: "conn_1" } } },
      { type: "rules.triggered", live: false, data: ["anything"] },
    ],
    parseWebhookEvent,
    schemas.webhookEventSchema,
  ),
  pageMessageSchema: acceptPair(
    [
      message("loaded"),
      message("invalid_session"),
      message("success", { connection: { id: "conn_1", userData: user }, user }),
      message("exit", { type: "error", step: "login", error: { error_type: "x", error_message: "y" } }),
      message("exit", { type: "user_exit", step: null, error: null }),
      message("sandbox_info", { scenarios: [scenario], activeScenarioId: "creator", currentScreen: "otp" }),
    ],
    // `bad_success` is the one malformed message that is not ignored.
    (value) => {
      const parsed = parsePageMessage(value);
      return parsed?.event === "bad_success" ? undefined : parsed;
    },
    wireSchemas.pageMessageSchema,
  ),
  callbackMessageSchema: acceptPair(
    [
      { type: "ofauth-link-returned", query: "?status=success" },
      { type: "ofauth-link-returned", query: null },
    ],
    parseCallbackMessage,
    wireSchemas.callbackMessageSchema,
  ),
};

describe("schemas and parsers", () => {
  for (const [name, { valid, schema, parse, toParsed }] of Object.entries(pairs)) {
    test(`${name} accepts what its parser accepts and outputs the same data`, () => {
      const counts = { accepted: 0, rejected: 0 };
      const compare = (value: unknown, label: string) => {
        const byParser = parsed(() => parse(value));
        const bySchema = schema.safeParse(value);
        assert.equal(byParser !== undefined, bySchema.success, label);
        counts[bySchema.success ? "accepted" : "rejected"]++;
        if (!bySchema.success || !toParsed) return;
        assert.deepEqual(withoutUndefined(toParsed(bySchema.data)), withoutUndefined(byParser), label);
      };
      for (let seed = 1; seed <= 3000; seed++) compare(mutate(seeded(seed), valid), `seed ${seed}`);
      for (const [index, stray] of strays.entries()) compare(stray, `stray ${index}`);
      assert.ok(counts.accepted > 100 && counts.rejected > 100, "the values are too much alike");
    });
  }

  test("callbackParamsSchema accepts what parseCallbackUrl accepts", () => {
    const statuses = ["success", "cancelled", "error"];
    const ids = [undefined, "conn_1", "", "conn_", "conn_1\n", "cs_1"];
    for (const status of statuses) {
      for (const id of ids) {
        const query = new URLSearchParams({ status, ...(id !== undefined && { connection_id: id }) });
        const byParser = parsed(() => parseCallbackUrl(`https://app.example/?${query}`));
        const bySchema = wireSchemas.callbackParamsSchema.safeParse({ status, connection_id: id });
        assert.equal(byParser !== undefined, bySchema.success, `${status} ${id}`);
      }
    }
  });
});

describe("initRequestSchema and completeRequestSchema", () => {
  const init = { mode: "redirect", attemptId: "attempt-1", connectionId: "conn_1", returnTo: "/here" } as const;

  test("accept the requests of the elements", () => {
    const request: InitRequest = schemas.initRequestSchema.parse(init);
    assert.deepEqual(request, init);
    const complete: CompleteRequest = schemas.completeRequestSchema.parse({
      connectionId: "conn_1",
      attemptId: "attempt-1",
    });
    assert.deepEqual(complete, { connectionId: "conn_1", attemptId: "attempt-1" });
  });

  test("drop unknown fields, such as an owner that the page chose", () => {
    assert.deepEqual(schemas.initRequestSchema.parse({ ...init, clientReferenceId: "admin" }), init);
  });

  test("reject malformed ids and modes", () => {
    for (const change of [
      { mode: "tab" },
      { attemptId: "short" },
      { attemptId: "a/b/c/d/e" },
      { connectionId: "conn_/x" },
    ]) {
      assert.equal(schemas.initRequestSchema.safeParse({ ...init, ...change }).success, false, JSON.stringify(change));
    }
  });
});

describe("importRequestSchema and sessionUpdateSchema", () => {
  const session = { cookie: "auth_id=1; sess=s; fp=f", userAgent: "Mozilla/5.0" };

  test("accept a session", () => {
    const update: SessionUpdate = schemas.sessionUpdateSchema.parse(session);
    assert.deepEqual(update, session);
    const request: ImportRequest = schemas.importRequestSchema.parse({ ...session, permissions: ["posts:read"] });
    assert.deepEqual(request, { ...session, permissions: ["posts:read"] });
  });

  test("reject unknown fields, an owner above all", () => {
    for (const schema of [schemas.importRequestSchema, schemas.sessionUpdateSchema]) {
      assert.equal(schema.safeParse({ ...session, clientReferenceId: "admin" }).success, false);
    }
    assert.equal(schemas.sessionUpdateSchema.safeParse({ ...session, permissions: [] }).success, false);
  });

  test("reject what cannot be a header, and what is too long", () => {
    for (const change of [
      { cookie: "a=b\r\nx: y" },
      { cookie: "a=\u00e9" },
      { cookie: "" },
      { cookie: "x".repeat(8193) },
      { userAgent: "x".repeat(513) },
      { permissions: Array.from({ length: 101 }, () => "p") },
      { permissions: ["x".repeat(101)] },
    ]) {
      assert.equal(schemas.importRequestSchema.safeParse({ ...session, ...change }).success, false);
    }
  });
});
