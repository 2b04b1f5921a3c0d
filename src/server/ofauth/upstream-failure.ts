/** What is passed on about a failed request to OFAuth: its status, and two fields of its body that have a closed form. */
import { asRecordOrEmpty, isString } from "../../protocol/record.js";
import type { UpstreamFailure } from "../http/http-error.js";

/** The longest `Retry-After` that is passed on, in seconds. */
const MAX_RETRY_AFTER_SECONDS = 60;
/** Numbers from here on are points in time: in seconds, or beyond the second limit in milliseconds since the epoch. */
const MIN_EPOCH_SECONDS = 1_000_000_000;
const MIN_EPOCH_MS = 1_000_000_000_000;

/** Why a request failed, if OFAuth did not state it. */
export type FailureReason = "unreachable" | "timeout" | "bad_answer" | "too_large";

/** Describes a response. `body`: its parsed JSON, as OFAuth sent it. */
export function upstreamFailure(status: number | undefined, body: unknown, reason?: FailureReason): UpstreamFailure {
  const { type, requestId } = asRecordOrEmpty(body);
  return {
    status,
    requestId: isString(requestId) && /^req_[A-Za-z0-9_-]{1,64}$/.test(requestId) ? requestId : undefined,
    reason: reason ?? (isString(type) && /^[A-Z][A-Z0-9_]{0,49}$/.test(type) ? type : undefined),
  };
}

/**
 * Returns how long OFAuth, or a proxy before it, asks to wait, in seconds: `Retry-After` in seconds or as a date, else
 * `X-RateLimit-Reset` in seconds or as a point in time. Undefined if neither can be read.
 */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const seconds = ["retry-after", "x-ratelimit-reset"]
    .map((name) => parseWait(headers.get(name)?.trim() ?? "", now))
    .find((value) => value !== undefined && value > 0);
  return seconds === undefined ? undefined : Math.min(Math.ceil(seconds), MAX_RETRY_AFTER_SECONDS);
}

function parseWait(text: string, now: number): number | undefined {
  if (/^\d{1,15}(?:\.\d{1,9})?$/.test(text)) {
    const value = Number(text);
    if (value >= MIN_EPOCH_MS) return (value - now) / 1000;
    return value >= MIN_EPOCH_SECONDS ? value - now / 1000 : value;
  }
  // A date has letters: `Date.parse` also reads numbers, such as "-5" as a month.
  const time = /[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : (time - now) / 1000;
}
