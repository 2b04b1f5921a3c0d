/**
 * What the handler remembers of its reads of OFAuth's list: when, how far, and how they ended. Kept in the store, so that
 * all processes read the list together once.
 */
import { asRecord } from "../../protocol/record.js";
import { isErrorCode, type ErrorCode } from "../../protocol/error-codes.js";
import { HttpError } from "../http/http-error.js";
import { rateLimitedError } from "../ofauth/call.js";
import type { Store } from "../store/store.js";

/** Store names of the two records. Persisted: do not change them. */
const RECORDS = ["head", "walk"] as const;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** The last failed read. Until `retryAt` OFAuth is not asked: repeated requests would make it worse for all users. */
interface ReadFailure {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  /** How many reads have failed one after another. */
  readonly count: number;
  readonly retryAt: number;
}

/** Why a request waits for a head read: an id that the index does not know, or a confirmation. */
export type UrgentReason = "unknown" | "confirmation";

/** Times in milliseconds since the epoch. */
export interface HeadState {
  /** When the last successful head read began. */
  readonly at?: number | undefined;
  /** When the last one began that a request waited for. */
  readonly urgentAt?: Readonly<Partial<Record<UrgentReason, number>>> | undefined;
  /** When the last one began that was the whole list. */
  readonly wholeAt?: number | undefined;
  /** False if OFAuth's list turned out not to have the newest connections first: then head reads find nothing. */
  readonly isNewestFirst?: boolean | undefined;
  /** When a head read last could not find everything: the next walk must not wait for its interval. */
  readonly walkRequestedAt?: number | undefined;
  readonly failure?: ReadFailure | undefined;
}

/** One run through OFAuth's whole list, page by page. */
export interface WalkRun {
  /** Name under which the store remembers what the run has seen. */
  readonly id: string;
  readonly startedAt: number;
  /** Where the next page begins. */
  readonly offset: number;
  /** The ids of the last page: the next page has to overlap it, and to go beyond it. */
  readonly lastIds: readonly string[];
  /** Whether it has just gone back a page. */
  readonly isStepBack: boolean;
  readonly stepsBack: number;
  /** Whether every entry so far had an id. Otherwise the run removes nothing. */
  readonly isReadable: boolean;
  /** Whether it was started at once, to look for what the run before has not seen. */
  readonly isSecondLook: boolean;
}

/** Times in milliseconds since the epoch. */
export interface WalkState {
  readonly run?: WalkRun | undefined;
  /** A finished run that has not seen some stored connections. The next one decides about them. */
  readonly previous?: { readonly id: string; readonly startedAt: number } | undefined;
  /** When the last run began that reached the end of the list. */
  readonly completedAt?: number | undefined;
  /** When the last run began. */
  readonly startedAt?: number | undefined;
  readonly failure?: ReadFailure | undefined;
}

export interface IndexState {
  readonly head: HeadState;
  readonly walk: WalkState;
}

export interface IndexStateStore {
  /** One trip to the store. */
  read(): Promise<IndexState>;
  writeHead(head: HeadState): Promise<void>;
  writeWalk(walk: WalkState): Promise<void>;
}

export function createIndexState(store: Pick<Store, "readRecords" | "writeRecord">): IndexStateStore {
  // Every request reads the records, and they seldom change.
  const parseHead = parseOnce();
  const parseWalk = parseOnce();
  return {
    async read() {
      const [head, walk] = await store.readRecords(RECORDS);
      return { head: parseHead(head), walk: parseWalk(walk) };
    },
    writeHead: (head) => store.writeRecord("head", JSON.stringify(head)),
    writeWalk: (walk) => store.writeRecord("walk", JSON.stringify(walk)),
  };
}

/** Parses a text again only when it has changed. */
function parseOnce(): (text: string | undefined) => object {
  let last: { readonly text: string | undefined; readonly value: object } = { text: undefined, value: {} };
  return (text) => {
    if (text !== last.text) last = { text, value: parse(text) };
    return last.value;
  };
}

/** The records are the handler's own; one that cannot be read is as if it had never been written. */
function parse(text: string | undefined): object {
  try {
    return asRecord(JSON.parse(text ?? "{}")) ?? {};
  } catch {
    return {};
  }
}

export const newRun = (startedAt: number): WalkRun => ({
  id: crypto.randomUUID(),
  startedAt,
  offset: 0,
  lastIds: [],
  isStepBack: false,
  stepsBack: 0,
  isReadable: true,
  isSecondLook: false,
});

/** Whether the index has every connection that OFAuth lists. Before the first walk has ended it may lack some. */
export const isComplete = ({ head, walk }: IndexState): boolean =>
  head.wholeAt !== undefined || walk.completedAt !== undefined;

/** Whether the last head read was the whole list: OFAuth lists a page at most, and no walk is needed. */
export const isWhole = ({ at, wholeAt }: HeadState): boolean => at !== undefined && at === wholeAt;

/** Since when everything in the index is at least as new as OFAuth's list then; undefined before the first time. */
export function completeSince({ head, walk }: IndexState): number | undefined {
  const times = [head.wholeAt, walk.completedAt].filter((time) => time !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** Records that a read failed with `error`; each failure after another doubles the pause, up to a minute. */
export function failureOf(error: unknown, before: ReadFailure | undefined, now: number): ReadFailure {
  const count = (before?.count ?? 0) + 1;
  const http = error instanceof HttpError ? error : undefined;
  const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(count - 1, 6));
  return {
    status: http?.status ?? 500,
    code: http?.code ?? "server_error",
    message: http?.message ?? "OFAuth's list could not be read.",
    count,
    retryAt: now + Math.max(pause, (http?.retryAfter ?? 0) * 1000),
  };
}

/** The error of a read that must not be repeated yet; undefined once it may. */
export function errorWhilePausing(failure: ReadFailure | undefined, now: number): HttpError | undefined {
  const wait = failure === undefined ? 0 : failure.retryAt - now;
  // A longer wait than any that is recorded: the clock was set back.
  if (!failure || wait <= 0 || wait > LONGEST_PAUSE_MS) return undefined;
  const retryAfter = Math.ceil(wait / 1000);
  if (failure.status === 429) return rateLimitedError(retryAfter);
  const code = isErrorCode(failure.code) ? failure.code : "server_error";
  return new HttpError(failure.status, code, failure.message, { retryAfter });
}
