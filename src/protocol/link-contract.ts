/**
 * The host's Link routes: paths, bodies and answers. The elements call them; `ofauth-elements/server` implements them.
 */
import { isConnectionId, parseConnection, type Connection } from "./connection.js";
import { isErrorCode, type ErrorCode } from "./error-codes.js";
import { isString, asRecordOrEmpty } from "./record.js";
import { untrustedText, plainText } from "./untrusted-text.js";

/** Where the hosted page is shown. */
export type ConnectMode = "embed" | "popup" | "redirect";

/** Paths below the endpoint. */
export const linkRoutes = {
  linkInit: "/link/init",
  linkComplete: "/link/complete",
  linkCallback: "/link/callback",
  linkResult: "/link/result",
} as const;

/** Form of an attempt id: random, names one attempt in events, cookies, channels and logs. It is not a secret. */
export const attemptIdPattern = /^[A-Za-z0-9_-]{8,64}$/;
/** Whether `value` has the form of an attempt id. */
export const isAttemptId = (value: unknown): value is string => isString(value) && attemptIdPattern.test(value);

/** Body of `POST link/init`. */
export interface InitRequest {
  /** The connection to reconnect. */
  readonly connectionId?: string | undefined;
  /** Where the hosted page will be shown. */
  readonly mode: ConnectMode;
  /** Random id of the attempt. */
  readonly attemptId: string;
  /** Path on the host's own origin to which a redirect comes back. The server ignores anything else. */
  readonly returnTo?: string | undefined;
}

/** Body of `POST link/complete`. */
export interface CompleteRequest {
  /** The connection that the hosted page reported. */
  readonly connectionId: string;
  /** Id of the attempt, as sent to `link/init`. */
  readonly attemptId: string;
}

/** Answer of `GET link/result`: how a popup or redirect ended. */
export type LinkResult =
  | {
      readonly outcome: "connected";
      readonly attemptId: string;
      readonly connection: Connection;
      /** The connection to reconnect. A page that is loaded again after a redirect no longer knows it. */
      readonly requestedConnectionId?: string | undefined;
    }
  | { readonly outcome: "cancelled"; readonly attemptId: string; readonly step?: string | undefined }
  | ConfirmingResult
  | {
      readonly outcome: "failed";
      readonly attemptId: string;
      readonly code: ErrorCode;
      readonly reason?: string | undefined;
    };

/** Parses a link result; undefined when it is malformed. */
export function parseLinkResult(value: unknown): LinkResult | undefined {
  const { outcome, attemptId, connection, requestedConnectionId, step, code, reason } = asRecordOrEmpty(value);
  if (!isAttemptId(attemptId)) return undefined;
  switch (outcome) {
    case "connected": {
      const confirmed = parseConnection(connection);
      const requested = isConnectionId(requestedConnectionId) && { requestedConnectionId };
      return confirmed && { outcome, attemptId, connection: confirmed, ...requested };
    }
    case "cancelled":
      return { outcome, attemptId, step: untrustedText(step) };
    case "confirming":
      return { outcome, attemptId };
    case "failed":
      return { outcome, attemptId, code: isErrorCode(code) ? code : "unknown", reason: untrustedText(reason) };
    default:
      return undefined;
  }
}

/**
 * Answer of `GET link/result` with status 202: the browser reported a connection, and OFAuth has not confirmed it yet.
 * Ask again.
 */
export interface ConfirmingResult {
  readonly outcome: "confirming";
  readonly attemptId: string;
}

/** Error answer of every route. */
export interface ErrorResponse {
  /** What went wrong. */
  readonly code: ErrorCode;
  /** For developers; at most 200 characters. */
  readonly message: string;
}

/** The 404 of `GET link/result`: it also says whether the attempt's cookie came back. */
export interface NoResultResponse extends ErrorResponse {
  /** `missing`: the browser did not send the cookie that `link/init` set, so that no result can ever be read. */
  readonly cookie: "present" | "missing";
}

/** Parses an error answer; undefined without a code of the closed list. */
export function parseErrorResponse(value: unknown): ErrorResponse | undefined {
  const { code, message } = asRecordOrEmpty(value);
  return isErrorCode(code) ? { code, message: plainText(message, 200) } : undefined;
}
