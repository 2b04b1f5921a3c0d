/** Reports errors to the host's `onError`, or without it to the console. */
import type { ErrorCode } from "../../protocol/error-codes.js";
import { printError } from "./console.js";
import { asHttpError, type UpstreamFailure } from "./http-error.js";

/** What `onError` receives. */
export interface HandlerError {
  /** Error code, as in the JSON response. */
  readonly code: ErrorCode;
  /** What went wrong, as in the JSON response. Contains no secret, no id and no text from OFAuth. */
  readonly message: string;
  /**
   * Path of the route below `basePath`, such as `/link/init`, without a query and with `{id}` for an id. `/` for an
   * unknown path.
   */
  readonly route: string;
  /** HTTP status of the response. */
  readonly status: number;
  /** What OFAuth answered; undefined when OFAuth is not the cause. */
  readonly upstream?: UpstreamFailure | undefined;
  /** Id of the connect attempt that the request was about, if it is known. */
  readonly attemptId?: string | undefined;
  /** What one of your own functions or the store threw. Never anything from OFAuth, and never the API key. */
  readonly cause?: unknown;
}

/** Reports `error` for `route`, the path of a `RouteDefinition`. Never throws. */
export type ReportError = (error: unknown, route: string, attemptId?: string) => void;

export const createErrorReporter =
  (onError: ((error: HandlerError) => void) | undefined): ReportError =>
  (error, route, attemptId) => {
    const { code, message, status, upstream, cause, setupFault } = asHttpError(error);
    if (!onError) {
      // What a client alone caused is not the server's failure.
      if (status >= 500) printError(code, route, message);
      else if (setupFault !== undefined) printError(code, route, setupFault);
      return;
    }
    try {
      onError({ code, message, status, route, upstream, attemptId, cause });
    } catch {
      // A failing log must not fail the user's request.
    }
  };
