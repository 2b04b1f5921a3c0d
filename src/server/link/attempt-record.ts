/** One attempt of one browser, as its cookie remembers it between the start, the return and the reading of the result. */
import * as z from "zod/mini";
import { connectionIdSchema } from "../../protocol/schemas.js";
import { errorCodes } from "../../protocol/error-codes.js";

/** How long a flow may take: OFAuth's sessions live for at most an hour, and then somebody has to read the result. */
export const ATTEMPT_SECONDS = 3900;

const outcomeSchema = z.discriminatedUnion("outcome", [
  /** `told`: `onConnected` has been called. False when the connection could not be confirmed yet; reading tries again. */
  z.object({ outcome: z.literal("connected"), connectionId: connectionIdSchema, told: z.boolean() }),
  z.object({ outcome: z.literal("cancelled"), step: z.optional(z.string()) }),
  z.object({ outcome: z.literal("failed"), code: z.enum(errorCodes), reason: z.optional(z.string()) }),
]);
export type AttemptOutcome = z.infer<typeof outcomeSchema>;

const stateSchema = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("pending") }),
  /**
   * Back from OFAuth, and nobody has read the outcome. `at`: milliseconds since the epoch. `rivals`: the nonces of the other
   * attempts that were pending then, and whose outcome it may be instead.
   */
  z.object({ phase: z.literal("returned"), at: z.number(), outcome: outcomeSchema, rivals: z.array(z.string()) }),
  /** Confirmed over `link/complete`; kept for a moment, so that a lost answer can be asked for again. */
  z.object({ phase: z.literal("completed"), connectionId: connectionIdSchema }),
]);

const recordSchema = z.object({
  attemptId: z.string(),
  mode: z.enum(["embed", "popup", "redirect"]),
  /** A keyed hash of the user's `clientReferenceId`: somebody else who signs in on this browser cannot use the record. */
  user: z.string(),
  /** Random; names this start of the attempt in the server's memory of what has been used. */
  nonce: z.string(),
  startedAt: z.number(),
  expiresAt: z.number(),
  returnTo: z.optional(z.string()),
  /** The connection that was asked to be reconnected. */
  connectionId: z.optional(connectionIdSchema),
  state: stateSchema,
});
export type AttemptRecord = z.infer<typeof recordSchema>;

export function parseAttemptRecord(value: unknown): AttemptRecord | undefined {
  const parsed = recordSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

export const newNonce = (): string => crypto.randomUUID();

const isPending = (record: AttemptRecord): boolean => record.state.phase === "pending";

/** In the same millisecond the later cookie wins: browsers send them in the order in which they were made (RFC 6265). */
const newest = <R extends AttemptRecord>(records: readonly R[], time: (record: R) => number): R | undefined =>
  records.reduce<R | undefined>((best, record) => (best && time(best) > time(record) ? best : record), undefined);

const byStart = (record: AttemptRecord): number => record.startedAt;

export interface CallbackMatch {
  readonly record: AttemptRecord;
  /** The others that it may be instead: only the window itself can tell, by what it remembers. */
  readonly rivals: readonly AttemptRecord[];
}

/**
 * The attempt that a return from OFAuth most likely belongs to: the newest pending one that left the page, else the
 * newest pending one, because a stalled frame can go on in a window.
 */
export function matchCallback(records: readonly AttemptRecord[]): CallbackMatch | undefined {
  const pending = records.filter(isPending);
  const record =
    newest(
      pending.filter(({ mode }) => mode !== "embed"),
      byStart,
    ) ?? newest(pending, byStart);
  return record && { record, rivals: pending.filter((other) => other !== record) };
}

export type ReturnedRecord = AttemptRecord & { readonly state: Extract<AttemptRecord["state"], { phase: "returned" }> };

const isReturned = (record: AttemptRecord): record is ReturnedRecord => record.state.phase === "returned";

const latestReturned = (records: readonly AttemptRecord[]): ReturnedRecord | undefined =>
  newest(records.filter(isReturned), ({ state }) => state.at);

export interface UnreadOutcome {
  /** Whose outcome it is: the asking attempt's. */
  readonly attemptId: string;
  readonly holder: ReturnedRecord;
}

/** How long a returned window waits for the page that opened it, before it goes on by itself (`callback.js`). */
export const openerAnswersMs = 2000;

/**
 * The outcome that `attemptId` may read, or the latest without one. The window that asks knows which attempt it is, and
 * the callback had to guess: so an attempt that was a rival at the time may take what was guessed to be another's.
 */
export function findUnreadOutcome(
  records: readonly AttemptRecord[],
  attemptId: string | undefined,
  now: number,
): UnreadOutcome | undefined {
  if (attemptId === undefined) {
    const holder = latestReturned(records);
    return holder && { attemptId: holder.attemptId, holder };
  }
  const own = records.find((record) => record.attemptId === attemptId);
  if (!own) return undefined;
  if (isReturned(own)) return { attemptId, holder: own };
  if (!isPending(own)) return undefined;
  const holder = latestReturned(records.filter((record) => isReturned(record) && mayBeOf(own, record, now)));
  return holder && { attemptId, holder };
}

function mayBeOf(own: AttemptRecord, { mode, state }: ReturnedRecord, now: number): boolean {
  if (!state.rivals.includes(own.nonce)) return false;
  // A popup's page asks because its window told it to. A redirect's asks whenever it loads, also after the user has given
  // the redirect up: what may be a popup's is left to the popup for as long as a tab that did return is still waiting there.
  // (Half of that: the clocks of two servers differ.)
  return own.mode !== "redirect" || mode === "redirect" || now - state.at >= openerAnswersMs / 2;
}
