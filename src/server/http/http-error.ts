/** A refused request, thrown where the reason is found and turned into an answer in one place (`answers.ts`). */
import type { ErrorCode } from "../../protocol/error-codes.js";
import { ClientGoneError } from "./timeout.js";

export interface RefusalDetail {
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** The methods that the route has, sent as `Allow`. */
  readonly allow?: string | undefined;
  /** The connection that is in the way. The caller's own: it goes to the client. */
  readonly connectionId?: string | undefined;
  /** What the host's own `authorize` or `onConnected` threw. Reaches `onError`, never the client. */
  readonly cause?: unknown;
}

/** Its message goes to the client and into logs: our own words only, never an id, a URL or what OFAuth said. */
export class HttpError extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  readonly allow: string | undefined;
  readonly connectionId: string | undefined;

  constructor(status: number, code: ErrorCode, message: string, detail: RefusalDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.status = status;
    this.code = code;
    this.retryAfter = detail.retryAfter;
    this.allow = detail.allow;
    this.connectionId = detail.connectionId;
  }
}

/** `error` as a refusal: what nobody expected is a `server_error` that says nothing about itself. */
export function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  // Nobody reads this answer; the status is nginx's word for it and keeps it apart in a log.
  if (error instanceof ClientGoneError) return new HttpError(499, "network", "The client went away.");
  return new HttpError(500, "server_error", "The handler failed.", { cause: error });
}
