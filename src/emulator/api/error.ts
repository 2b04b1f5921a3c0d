/** Error answers in OFAuth's format (Error handling): `{error, type, requestId}`. */
import { prefixedRandomId } from "../random-id.js";

/** The documented type of each status. Other statuses get `UNDOCUMENTED`, which OFAuth does not use. */
const typeOfStatus: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "RESOURCE_NOT_FOUND",
  429: "RATE_LIMIT_EXCEEDED",
};

/** Optional fields of an error. */
interface ErrorDetails {
  /** Replaces the default type of the status. */
  readonly type?: string;
  readonly actionRequired?: "refresh_session";
  /** Id of the existing connection that conflicts with an import. */
  readonly connectionId?: string;
  /** `Retry-After` in seconds. */
  readonly retryAfter?: number | null;
}

/** Creates an error answer. `error` is a sentence for developers. */
export function apiError(status: number, error: string, { type, retryAfter, ...details }: ErrorDetails = {}): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  // OFAuth documents no rate limit for the Link and Account endpoints; a 429 comes from a proxy, with this header.
  const seconds = retryAfter ?? (status === 429 ? 1 : undefined);
  if (seconds !== undefined) headers.set("retry-after", String(seconds));
  const body = {
    error,
    type: type ?? typeOfStatus[status] ?? "UNDOCUMENTED",
    requestId: prefixedRandomId("req"),
    ...details,
  };
  return Response.json(body, { status, headers });
}

export const badRequest = (error: string): Response => apiError(400, error);
export const routeNotFound = (): Response => apiError(404, "This route does not exist.", { type: "ROUTE_NOT_FOUND" });
