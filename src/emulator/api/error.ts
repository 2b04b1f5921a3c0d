/** Refusals in OFAuth's shape (Error handling): `{error, type, requestId}`. */
import { prefixedRandomId } from "../random-id.js";

/** The documented types that fit a status. The guide names none for the others: `UNDOCUMENTED` is no word of OFAuth's. */
const typeOfStatus: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "RESOURCE_NOT_FOUND",
  429: "RATE_LIMIT_EXCEEDED",
};

/** What some refusals say besides. */
export interface ErrorDetails {
  /** Only where it is not the one that goes with the status. */
  readonly type?: string;
  readonly actionRequired?: "refresh_session";
  /** The connection that stands in the way. */
  readonly connectionId?: string;
}

/** A refusal. */
export function apiError(status: number, error: string, { type, ...details }: ErrorDetails = {}): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  // Link and Account endpoints have no limit of their own; a proxy's 429 comes with this header.
  if (status === 429) headers.set("retry-after", "1");
  const body = {
    error,
    type: type ?? typeOfStatus[status] ?? "UNDOCUMENTED",
    requestId: prefixedRandomId("req"),
    ...details,
  };
  return Response.json(body, { status, headers });
}

export const badRequest = (error: string): Response => apiError(400, error);
export const routeNotFound = (): Response => apiError(404, "There is no such route.", { type: "ROUTE_NOT_FOUND" });
