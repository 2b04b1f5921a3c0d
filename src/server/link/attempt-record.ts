/** The record of one attempt that its cookie keeps between the start, the callback and the request for the result. */
import * as z from "zod/mini";
import { errorCodes } from "../../protocol/error-codes.js";
import { connectionIdSchema } from "../../protocol/schemas.js";
import { MAX_INTENTS_PER_ATTEMPT } from "../store/store.js";

/**
 * How long an attempt may take: OFAuth's sessions live for at most an hour, and then the page has to read the result.
 */
export const ATTEMPT_SECONDS = 3900;

// The names of the fields are persisted in cookies: do not change them.
const outcomeSchema = z.discriminatedUnion("outcome", [
  /**
   * `told`: the host has saved the connection. False while it is not confirmed: `intents` has the connection, and the
   * next request tries again.
   */
  z.object({ outcome: z.literal("connected"), connectionId: connectionIdSchema, told: z.boolean() }),
  z.object({ outcome: z.literal("cancelled"), step: z.optional(z.string()) }),
  z.object({ outcome: z.literal("failed"), code: z.enum(errorCodes), reason: z.optional(z.string()) }),
]);
export type AttemptOutcome = z.infer<typeof outcomeSchema>;

const stateSchema = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("pending") }),
  /**
   * The callback came. `at`: milliseconds since the epoch. `id`: names this return, of which a page reads the outcome
   * once. `isRead`: a page has read it; then it is cancelled or failed, and a later return can still replace it.
   * `rivals`: nonces of the other open attempts, to which the outcome may belong instead.
   */
  z.object({
    phase: z.literal("returned"),
    at: z.number(),
    id: z.optional(z.string()),
    isRead: z.optional(z.boolean()),
    outcome: outcomeSchema,
    rivals: z.array(z.string()),
  }),
  /** Confirmed by `link/complete`; kept for a short time, so that a page can ask again for a lost response. */
  z.object({ phase: z.literal("completed"), connectionId: connectionIdSchema }),
]);

const recordSchema = z.object({
  attemptId: z.string(),
  mode: z.enum(["embed", "popup", "redirect"]),
  /** Keyed hash of the user's `clientReferenceId`: another user who signs in on this browser cannot use the record. */
  user: z.string(),
  /** Random; identifies this start of the attempt in the store's marks of what was used. */
  nonce: z.string(),
  startedAt: z.number(),
  expiresAt: z.number(),
  returnTo: z.optional(z.string()),
  /** The connection to reconnect. */
  connectionId: z.optional(connectionIdSchema),
  /** Whether OFAuth was asked to reconnect it, because it was the user's. */
  isReconnect: z.optional(z.boolean()),
  /** What this browser has reported, each with its time, until OFAuth confirms or denies it. */
  intents: z.optional(z.array(z.tuple([connectionIdSchema, z.number()])).check(z.maxLength(MAX_INTENTS_PER_ATTEMPT))),
  state: stateSchema,
});
export type AttemptRecord = z.infer<typeof recordSchema>;

/** A record whose callback came. */
export type ReturnedRecord = AttemptRecord & { readonly state: Extract<AttemptRecord["state"], { phase: "returned" }> };

/** Returns the record in `value`; undefined when it is not one. */
export function parseAttemptRecord(value: unknown): AttemptRecord | undefined {
  const parsed = recordSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

export const createNonce = (): string => crypto.randomUUID();

/** Returns the record as JSON of at most `maxBytes`: without OFAuth's texts, then without `returnTo`, if it is longer. */
export function stringifyWithin(record: AttemptRecord, maxBytes: number): string {
  const textsOfOFAuth = ["step", "reason"];
  const texts = [[], textsOfOFAuth, [...textsOfOFAuth, "returnTo"]].map((leftOut) =>
    JSON.stringify(record, (name, value: unknown) => (leftOut.includes(name) ? undefined : value)),
  );
  const size = (text: string) => new TextEncoder().encode(text).length;
  return texts.find((text) => size(text) <= maxBytes) ?? texts.at(-1)!;
}
