/** Responses of the fake backend. */
import type { ErrorCode } from "../protocol/error-codes.js";

/**
 * How a route fails: an error code, where `network` means that there is no response; or a status, by default without a code,
 * like the response of a framework or a proxy.
 */
export type FakeFailure = ErrorCode | { readonly status: number; readonly code?: ErrorCode };

const statuses: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  import_conflict: 409,
  import_invalid: 422,
  rate_limited: 429,
  server_error: 500,
};

/** Builds a JSON response. */
export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** Builds the response of a failure. Throws a `TypeError`, like `fetch`, for `network`. */
export function failureResponse(failure: FakeFailure): Response {
  if (failure === "network") throw new TypeError("Failed to fetch");
  const { status, code } = typeof failure === "string" ? { status: statuses[failure] ?? 400, code: failure } : failure;
  return code ? json({ code, message: "Error requested by the test." }, status) : new Response("", { status });
}
