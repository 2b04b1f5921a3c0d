/**
 * The closed list of error codes, and the one error class that carries them. What each code means to a developer is in
 * `error-guide.ts`, kept apart so that a page does not load the prose with the button.
 */

// Trying again can help without anybody changing code, configuration or account.
const passing = [
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

/** Every code that an event, a `ConnectResult` or a host route can carry. A new failure gets one of these, never a new word. */
export const errorCodes = [
  ...passing,
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

export type ErrorCode = (typeof errorCodes)[number];

/** The codes with which an open attempt can stall: it goes on, and the user is shown another way. */
export type StallCode = Extract<ErrorCode, "frame_timeout" | "csp_blocked" | "popup_blocked">;

/** Whether the same action may succeed when the user simply tries again. */
export const isRetryable = (code: ErrorCode): boolean => (passing as readonly string[]).includes(code);

export const isErrorCode = (value: unknown): value is ErrorCode => (errorCodes as readonly unknown[]).includes(value);

// OFAuth's own failures that have a code of ours. The list on OFAuth's side is open-ended (callback parameter `error_code`).
const linkFailures: ReadonlySet<string> = new Set<ErrorCode>([
  "session_expired",
  "invalid_credentials",
  "account_locked",
  "2fa_failed",
]);

/** The code for one of OFAuth's own error strings: its namesake where there is one, else `link_error`. */
export const codeForLinkFailure = (reason: string | undefined): ErrorCode =>
  reason !== undefined && linkFailures.has(reason) ? (reason as ErrorCode) : "link_error";

export interface ConnectErrorOptions {
  /** OFAuth's own string, already cut to at most 200 characters. */
  reason?: string | undefined;
  cause?: unknown;
}

/** A failure with a code from the closed list. Its message is ours: it never holds a URL, an id or upstream text. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly code: ErrorCode;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string = code, options: ConnectErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = options.reason;
  }

  get retryable(): boolean {
    return isRetryable(this.code);
  }
}

/** Recognises a `ConnectError` of any copy of this package, in any realm. */
export const isConnectError = (value: unknown): value is ConnectError =>
  typeof value === "object" &&
  value !== null &&
  (value as { name?: unknown }).name === "ConnectError" &&
  isErrorCode((value as { code?: unknown }).code);
