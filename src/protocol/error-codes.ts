/**
 * The closed list of error codes, and the error class that has one of them. What each code means to a developer is in
 * `error-guide.ts`, a file of its own so that pages do not load the texts.
 */

// The same action may succeed on a second try, without a change to code, configuration or account.
const retryableCodes = [
  "network",
  "timeout",
  "rate_limited",
  "server_error",
  "frame_timeout",
  "popup_blocked",
  "session_expired",
  "invalid_credentials",
  "2fa_failed",
  "link_error",
  "busy",
  "unknown",
] as const;

/**
 * Every code that an event, a `ConnectResult` or a host route can have. A new failure gets one of these, not a new
 * code.
 */
export const errorCodes = [
  ...retryableCodes,
  "unauthorized",
  "bad_response",
  "misconfigured",
  "unsupported_mode",
  "untrusted_url",
  "csp_blocked",
  "account_locked",
  "unsolicited_callback",
  "verify_failed",
  "mismatch",
  "not_found",
  "forbidden",
  "not_connected",
  "import_invalid",
  "import_conflict",
] as const;

/** A code of the closed list {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** Codes on which an open attempt can stall: it stays open, and the user is offered alternatives. */
export type StallCode = Extract<ErrorCode, "frame_timeout" | "csp_blocked" | "popup_blocked">;

/** Whether the same action may succeed when the user tries again. */
export const isRetryable = (code: ErrorCode): boolean => (retryableCodes as readonly string[]).includes(code);

/** Whether `value` is a code of the closed list. */
export const isErrorCode = (value: unknown): value is ErrorCode => (errorCodes as readonly unknown[]).includes(value);

// OFAuth's errors that have a code of the same name here. OFAuth's list is open-ended (callback parameter
// `error_code`).
const linkFailures: ReadonlySet<string> = new Set<ErrorCode>([
  "session_expired",
  "invalid_credentials",
  "account_locked",
  "2fa_failed",
]);

/** Returns the code for one of OFAuth's error strings: the code of the same name if there is one, else `link_error`. */
export const codeForLinkFailure = (reason: string | undefined): ErrorCode =>
  reason !== undefined && linkFailures.has(reason) ? (reason as ErrorCode) : "link_error";

interface ConnectErrorOptions {
  /** OFAuth's own string, already cut to at most 200 characters. */
  reason?: string | undefined;
  cause?: unknown;
}

/**
 * A failure with a code of the closed list. Its message is written here and never contains a URL, an id or upstream
 * text.
 */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly code: ErrorCode;
  /** OFAuth's own string, if there is one. */
  readonly reason: string | undefined;
  /** Value of the answer's `Retry-After` header, not parsed. */
  declare retryAfter?: string | null | undefined;

  constructor(code: ErrorCode, message: string = code, options: ConnectErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = options.reason;
  }

  /** Whether the same action may succeed when the user tries again. */
  get retryable(): boolean {
    return isRetryable(this.code);
  }
}

/** Whether `value` is a `ConnectError`, of any copy of this package and any realm. */
export const isConnectError = (value: unknown): value is ConnectError =>
  typeof value === "object" &&
  value !== null &&
  (value as { name?: unknown }).name === "ConnectError" &&
  isErrorCode((value as { code?: unknown }).code);

/** Returns `error` itself if it is a `ConnectError`, else one with the code `unknown`. */
export const asConnectError = (error: unknown): ConnectError =>
  isConnectError(error) ? error : new ConnectError("unknown", undefined, { cause: error });
