/**
 * The error that routes throw. The handler turns it into a response (`responses.ts`) and reports it
 * (`report-error.ts`).
 */
import type { ErrorCode } from "../../protocol/error-codes.js";
import { ClientGoneError } from "./timeout.js";

/** What is known about a failed request to OFAuth. Contains none of OFAuth's text. */
export interface UpstreamFailure {
  /** HTTP status of OFAuth's response; undefined if there was none. */
  readonly status: number | undefined;
  /** OFAuth's id of the request (`req_…`), for its support; undefined if it did not send one. */
  readonly requestId: string | undefined;
  /**
   * Why it failed, in one word: the `type` of OFAuth's error, such as `RATE_LIMIT_EXCEEDED`, or one of the handler's
   * own in lower case, such as `timeout`, `unreachable` or `bad_answer`.
   */
  readonly reason: string | undefined;
}

interface HttpErrorOptions {
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** Methods of the route, sent as `Allow`. */
  readonly allow?: string | undefined;
  /** Id of the conflicting connection. It is sent to the client, so it must be the caller's own. */
  readonly connectionId?: string | undefined;
  /** How the request to OFAuth failed that caused the error. Passed to `onError`, never sent to the client. */
  readonly upstream?: UpstreamFailure | undefined;
  /**
   * One sentence for the log, if the host's set-up causes the error although its status is that of a faulty request.
   * Contains nothing from the request.
   */
  readonly setupFault?: string | undefined;
  /** What a function of the host or the store threw. Passed to `onError`, never sent to the client. */
  readonly cause?: unknown;
}

/**
 * HTTP error with a status and an error code. Its message is sent to the client and logged: it must not contain an id,
 * a URL or text from OFAuth.
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  readonly allow: string | undefined;
  readonly connectionId: string | undefined;
  readonly upstream: UpstreamFailure | undefined;
  readonly setupFault: string | undefined;

  constructor(status: number, code: ErrorCode, message: string, options: HttpErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.allow = options.allow;
    this.connectionId = options.connectionId;
    this.upstream = options.upstream;
    this.setupFault = options.setupFault;
  }
}

/**
 * Returns `error` as an HTTP error. An unexpected error becomes a `server_error` whose message reveals nothing about
 * it.
 */
export function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  // No client reads this response. 499 is nginx's status for it and makes it recognizable in a log.
  if (error instanceof ClientGoneError) return new HttpError(499, "network", "The client closed the request.");
  return new HttpError(500, "server_error", "The server failed to handle the request.", { cause: error });
}
