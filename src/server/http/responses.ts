/** The responses that every route shares: JSON, coded refusals, and the headers that nothing leaves without. */
import type { HttpError } from "./http-error.js";

// Session URLs and connections are answers for one person: no cache may keep them, and no page may read their type anew.
const alwaysSent: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  Vary: "Cookie",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** `body` as JSON. `cookies` are whole `Set-Cookie` values. */
export function jsonResponse(body: unknown, cookies: readonly string[] = [], status = 200): Response {
  const headers = new Headers({ "Content-Type": "application/json" });
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return new Response(JSON.stringify(body), { status, headers });
}

/** Done, and there is nothing to say. */
export const noContentResponse = (): Response => new Response(null, { status: 204 });

/** `{code, message}` with the refusal's status; a conflict names the connection that is in the way. */
export function errorResponse(refusal: HttpError): Response {
  const { code, message, status, connectionId } = refusal;
  const answer = jsonResponse({ code, message, connectionId }, [], status);
  setErrorHeaders(answer.headers, refusal);
  return answer;
}

export function setErrorHeaders(headers: Headers, { retryAfter, allow }: HttpError): void {
  if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
  if (allow !== undefined) headers.set("Allow", allow);
}

/** `response` with the headers that every answer carries, errors too. */
export function withSafeHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(alwaysSent)) response.headers.set(name, value);
  return response;
}
