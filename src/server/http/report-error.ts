/** Reports errors to the host's `onError`. */
import type { ErrorCode } from "../../protocol/error-codes.js";
import { asHttpError } from "./http-error.js";

/** What `onError` receives. */
export interface HandlerError {
  /** Error code, as in the JSON response. */
  readonly code: ErrorCode;
  /**
   * Path of the route below `basePath`, such as `/link/init`, without a query and with `{id}` for an id. `/` for an
   * unknown path.
   */
  readonly route: string;
  /** HTTP status of the response. */
  readonly status: number;
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
    const { code, status, cause } = asHttpError(error);
    try {
      onError?.({ code, status, route, attemptId, cause });
    } catch {
      // A failing log must not fail the user's request.
    }
  };
