/**
 * The wire, as zod schemas: every body, answer and message of the contract and of OFAuth's pages. Server and emulator check
 * requests with them; the parsers that a page loads are written by hand (see `shape.ts`) and held equal to these by a test.
 */
import * as z from "zod/mini";
import { attemptIdPattern } from "./link-contract.js";
import { connectionIdPattern } from "./connection.js";
import { errorCodes } from "./error-codes.js";

export const connectionIdSchema = z.string().check(z.regex(connectionIdPattern));
export const attemptIdSchema = z.string().check(z.regex(attemptIdPattern));

/** `POST link/init`. */
export const initRequestSchema = z.object({
  connectionId: z.optional(connectionIdSchema),
  mode: z.enum(["embed", "popup", "redirect"]),
  attemptId: attemptIdSchema,
  returnTo: z.optional(z.string()),
});

/** `POST link/complete`. */
export const completeRequestSchema = z.object({ connectionId: connectionIdSchema, attemptId: attemptIdSchema });

/** Link init's answer. Its URL and timestamp are judged by `parseLinkSession`, which knows the page. */
export const linkSessionSchema = z.object({
  mode: z.optional(z.literal("hosted")),
  url: z.string(),
  expiresAt: z.optional(z.string()),
});

const word = z.optional(z.nullable(z.string()));

/** A connection: only id and status are required of a host that answers by hand. */
export const connectionSchema = z.object({
  id: connectionIdSchema,
  status: z.string().check(z.minLength(1), z.maxLength(64)),
});

/** `GET link/result`. */
export const linkResultSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("connected"), attemptId: attemptIdSchema, connection: connectionSchema }),
  z.object({ outcome: z.literal("cancelled"), attemptId: attemptIdSchema }),
  z.object({ outcome: z.literal("failed"), attemptId: attemptIdSchema }),
]);

/** What every route answers when it refuses. */
export const errorResponseSchema = z.object({ code: z.enum(errorCodes) });

const scenarioSchema = z.object({
  id: z.string(),
  accountType: z.string(),
  loginType: z.string(),
  password: z.string(),
  otpCode: word,
});

/** What the hosted page posts to its parent (Link embed guide). */
export const pageMessageSchema = z.discriminatedUnion("event", [
  z.object({ type: z.literal("OFAUTH_LINK"), event: z.literal("loaded") }),
  z.object({ type: z.literal("OFAUTH_LINK"), event: z.literal("invalid_session") }),
  z.object({
    type: z.literal("OFAUTH_LINK"),
    event: z.literal("success"),
    metadata: z.object({ connection: z.object({ id: connectionIdSchema }) }),
  }),
  z.object({
    type: z.literal("OFAUTH_LINK"),
    event: z.literal("exit"),
    metadata: z.object({
      type: z.string(),
      step: word,
      error: z.optional(z.nullable(z.object({ error_type: z.string() }))),
    }),
  }),
  z.object({
    type: z.literal("OFAUTH_LINK"),
    event: z.literal("sandbox_info"),
    metadata: z.object({
      scenarios: z.array(scenarioSchema).check(z.maxLength(50)),
      activeScenarioId: word,
      currentScreen: word,
    }),
  }),
]);

/** The query of OFAuth's return URL, when each parameter stands in it once. */
export const callbackParamsSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), connection_id: connectionIdSchema }),
  z.object({ status: z.literal("cancelled"), connection_id: z.undefined() }),
  z.object({ status: z.literal("error"), connection_id: z.undefined() }),
]);

/** A returned window → the page that waits. */
export const callbackMessageSchema = z.object({
  type: z.literal("ofauth-link-returned"),
  query: z.nullable(z.string().check(z.maxLength(4096))),
});
