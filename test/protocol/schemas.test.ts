/** The parsers that a page loads are written by hand. They are held equal here to the schemas that state the same wire. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseErrorResponse, parseLinkResult } from "../../src/protocol/link-contract.js";
import { parseConnection } from "../../src/protocol/connection.js";
import { isConnectError } from "../../src/protocol/error-codes.js";
import { defaultLinkOrigins, parseLinkSession } from "../../src/protocol/link-session.js";
import { parsePageMessage } from "../../src/protocol/page-messages.js";
import { parseCallbackUrl } from "../../src/protocol/callback-url.js";
import { parseCallbackMessage } from "../../src/protocol/callback-channel.js";
import * as schemas from "../../src/protocol/schemas.js";
import { seeded } from "../support/seeded.js";

/** What may stand in the place of any part of a good value. */
const words =
  "x conn_1 conn_ conn_../x attempt-1 OFAUTH_LINK loaded success exit sandbox_info connected cancelled failed error hosted " +
  "whitelabel network constructor __proto__";
const strays: readonly unknown[] = words
  .split(" ")
  .map((word): unknown => word)
  .concat("", "conn_1\n", "x".repeat(65), "x".repeat(5000), undefined, null, true, 0, -1, Number.NaN, 10n)
  // In a list of lists, because concat takes one apart.
  .concat([[], ["x"], [null], Array.from({ length: 51 }, () => ({}))])
  .concat(
    {},
    { id: "conn_1" },
    { error_type: "x" },
    new Date(0),
    new Map([["id", "conn_1"]]),
    new Uint8Array(2),
    new String("x"),
  );

const scenario = { id: "creator", accountType: "creator", loginType: "password", password: "p", otpCode: "1" };
const wire = { id: "conn_1", status: "active", permissions: ["p"], userData: { id: "7", name: "Ada" } };
const message = (event: string, metadata?: unknown) => ({ type: "OFAUTH_LINK", event, metadata });

interface Pair {
  readonly good: readonly object[];
  readonly schema: { safeParse(value: unknown): { success: boolean } };
  readonly accepts: (value: unknown) => boolean;
}

/** Undefined for what no message can carry, such as a function. */
const accepts = (act: () => unknown): boolean => {
  try {
    return act() !== undefined;
  } catch (error) {
    assert.ok(isConnectError(error), "threw something else than a ConnectError");
    return false;
  }
};

const policy = { origins: defaultLinkOrigins, pageUrl: "https://app.example/" };

const pairs: Record<string, Pair> = {
  "a page's message": {
    good: [
      message("loaded"),
      message("invalid_session"),
      message("success", { connection: { id: "conn_1", userData: wire.userData }, user: wire.userData }),
      message("exit", { type: "error", step: "login", error: { error_type: "x", error_message: "y" } }),
      message("exit", { type: "user_exit", step: null, error: null }),
      message("sandbox_info", { scenarios: [scenario], activeScenarioId: "creator", currentScreen: "otp" }),
    ],
    schema: schemas.pageMessageSchema,
    // A bad success is the one malformed message that is not ignored.
    accepts: (value) => accepts(() => parsePageMessage(value)) && parsePageMessage(value)?.event !== "bad_success",
  },
  "a connection": {
    good: [wire],
    schema: schemas.connectionSchema,
    accepts: (value) => accepts(() => parseConnection(value)),
  },
  "a link result": {
    good: [
      { outcome: "connected", attemptId: "attempt-1", connection: wire },
      { outcome: "cancelled", attemptId: "attempt-1", step: "login" },
      { outcome: "failed", attemptId: "attempt-1", code: "network", reason: "r" },
    ],
    schema: schemas.linkResultSchema,
    accepts: (value) => accepts(() => parseLinkResult(value)),
  },
  "a host's refusal": {
    good: [{ code: "network", message: "m" }],
    schema: schemas.errorResponseSchema,
    accepts: (value) => accepts(() => parseErrorResponse(value)),
  },
  "a returned window's message": {
    good: [
      { type: "ofauth-link-returned", query: "?status=success" },
      { type: "ofauth-link-returned", query: null },
    ],
    schema: schemas.callbackMessageSchema,
    accepts: (value) => accepts(() => parseCallbackMessage(value)),
  },
};

const isPlain = (value: unknown): value is Record<string, unknown> =>
  Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";

/** A good value in which up to two parts are something else. */
function setup(seed: number, good: readonly object[]) {
  const random = seeded(seed);
  const value = structuredClone(random.pick(good)) as Record<string, unknown>;
  for (let turn = random.below(3); turn > 0; turn--) {
    let place = value;
    for (;;) {
      const name = random.pick(Object.keys(place));
      const inner = place[name];
      if (isPlain(inner) && Object.keys(inner).length > 0 && random.chance(0.7)) {
        place = inner;
        continue;
      }
      if (random.chance(0.2)) delete place[name];
      else place[name] = structuredClone(random.pick(strays));
      break;
    }
  }
  return { value };
}

describe("by hand and by schema alike", () => {
  for (const [what, { good, schema, accepts }] of Object.entries(pairs)) {
    test(`${what} is accepted or refused`, () => {
      const seen = { accepted: 0, refused: 0 };
      for (let seed = 1; seed <= 3000; seed++) {
        const { value } = setup(seed, good);
        const expected = schema.safeParse(value).success;
        assert.equal(accepts(value), expected, `seed ${seed}`);
        seen[expected ? "accepted" : "refused"]++;
      }
      assert.ok(seen.accepted > 100 && seen.refused > 100, "the values are too alike");
      for (const stray of strays) assert.equal(accepts(stray), schema.safeParse(stray).success);
    });
  }

  test("a session has the right fields, or is refused whatever they say", () => {
    const good = [{ mode: "hosted", url: "https://link.ofauth.com/cs_1", expiresAt: "2026-01-01T00:00:00Z" }];
    for (let seed = 1; seed <= 3000; seed++) {
      const { value } = setup(seed, good);
      const byHand = accepts(() => parseLinkSession(value, policy));
      const bySchema = schemas.linkSessionSchema.safeParse(value);
      // Which URL and which timestamp are good is not a schema's question.
      const { url, expiresAt } = bySchema.data ?? {};
      const sameWords = url === good[0]?.url && [undefined, good[0]?.expiresAt].includes(expiresAt);
      assert.equal(byHand, bySchema.success && sameWords, `seed ${seed}`);
    }
  });

  test("a return URL is accepted or refused", () => {
    const statuses = ["success", "cancelled", "error"];
    const ids = [undefined, "conn_1", "", "conn_", "conn_1\n", "cs_1"];
    for (const status of statuses) {
      for (const id of ids) {
        const query = new URLSearchParams({ status, ...(id !== undefined && { connection_id: id }) });
        const byHand = accepts(() => parseCallbackUrl(`https://app.example/?${query}`));
        const bySchema = schemas.callbackParamsSchema.safeParse({ status, connection_id: id });
        assert.equal(byHand, bySchema.success, `${status} ${id}`);
      }
    }
  });
});
