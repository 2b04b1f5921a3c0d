/** Responses that all routes share: JSON, errors, and the headers that every response has. */
import type { HttpError } from "./http-error.js";

// Session URLs and connections are for one user: no cache may store them, and no browser may guess another content
// type.
const SECURITY_HEADERS = Object.entries({
  "Cache-Control": "no-store",
  Vary: "Cookie",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
});

/** Creates a JSON response. `cookies` are complete `Set-Cookie` values. */
export function jsonResponse(body: unknown, cookies: readonly string[] = [], status = 200): Response {
  const response = new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}

export const noContentResponse = (): Response => new Response(null, { status: 204 });

/** Creates the JSON response for an error: `{code, message}`, and for a conflict the caller's `connectionId`. */
export function errorResponse(error: HttpError): Response {
  const { code, message, status, connectionId } = error;
  const response = jsonResponse({ code, message, connectionId }, [], status);
  setErrorHeaders(response.headers, error);
  return response;
}

/** Sets `Retry-After` and `Allow` where the error has them. */
export function setErrorHeaders(headers: Headers, { retryAfter, allow }: HttpError): void {
  if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
  if (allow !== undefined) headers.set("Allow", allow);
}

/** Sets the headers that every response has, including errors, unless the route set its own. Returns the response. */
export function withSecurityHeaders(response: Response): Response {
  for (const [name, value] of SECURITY_HEADERS) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}
