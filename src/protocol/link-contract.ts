/** The host's routes: paths, bodies and answers. The elements speak it; `ofauth-elements/server` implements it. */
import { isConnectionId, parseConnection, type Connection } from "./connection.js";
import { isErrorCode, type ErrorCode } from "./error-codes.js";
import { isString, asRecord } from "./record.js";
import { untrustedText, plainText } from "./untrusted-text.js";

/** Where the hosted page is shown. */
export type ConnectMode = "embed" | "popup" | "redirect";

export const linkRoutes = {
  linkInit: "/link/init",
  linkComplete: "/link/complete",
  linkCallback: "/link/callback",
  linkResult: "/link/result",
} as const;

/** A random id that names one attempt in events, cookies, channels and logs. It is no secret and opens nothing. */
export const attemptIdPattern = /^[A-Za-z0-9_-]{8,64}$/;
export const isAttemptId = (value: unknown): value is string => isString(value) && attemptIdPattern.test(value);

/** `POST link/init`. `returnTo` is a path on the host's own origin; the server ignores anything else. */
export interface InitRequest {
  readonly connectionId?: string | undefined;
  readonly mode: ConnectMode;
  readonly attemptId: string;
  readonly returnTo?: string | undefined;
}

/** `POST link/complete`. */
export interface CompleteRequest {
  readonly connectionId: string;
  readonly attemptId: string;
}

/** `GET link/result`: how a popup or redirect ended. */
export type LinkResult =
  | {
      readonly outcome: "connected";
      readonly attemptId: string;
      readonly connection: Connection;
      /** The connection that was to be reconnected: a page that has been left does not know it any more. */
      readonly requestedConnectionId?: string | undefined;
    }
  | { readonly outcome: "cancelled"; readonly attemptId: string; readonly step?: string | undefined }
  | {
      readonly outcome: "failed";
      readonly attemptId: string;
      readonly code: ErrorCode;
      readonly reason?: string | undefined;
    };

/** The result in `value`, or undefined when it is not one. */
export function parseLinkResult(value: unknown): LinkResult | undefined {
  const { outcome, attemptId, connection, requestedConnectionId: asked, step, code, reason } = asRecord(value) ?? {};
  if (!isAttemptId(attemptId)) return undefined;
  switch (outcome) {
    case "connected": {
      const verified = parseConnection(connection);
      const requested = isConnectionId(asked) && { requestedConnectionId: asked };
      return verified && { outcome, attemptId, connection: verified, ...requested };
    }
    case "cancelled":
      return { outcome, attemptId, step: untrustedText(step) };
    case "failed":
      return { outcome, attemptId, code: isErrorCode(code) ? code : "unknown", reason: untrustedText(reason) };
    default:
      return undefined;
  }
}

/** What every route answers when it refuses. */
export interface ErrorResponse {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The coded refusal in `value`, or undefined when there is none of ours in it. */
export function parseErrorResponse(value: unknown): ErrorResponse | undefined {
  const { code, message } = asRecord(value) ?? {};
  return isErrorCode(code) ? { code, message: plainText(message, 200) } : undefined;
}
