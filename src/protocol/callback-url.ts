/** OFAuth's callback URL and its parameters: `status`, `connection_id`, `client_reference_id`, `step`, `error_code`. */
import { isConnectionId } from "./connection.js";
import { asConnectError, ConnectError } from "./error-codes.js";
import { untrustedText } from "./untrusted-text.js";

/** Result that the callback URL reports. It is not confirmed: anyone can write a URL. */
export type CallbackResult =
  | { readonly outcome: "success"; readonly connectionId: string; readonly clientReferenceId: string | undefined }
  | { readonly outcome: "cancelled"; readonly step: string | undefined }
  | { readonly outcome: "error"; readonly reason: string | undefined };

/** The names of OFAuth's parameters. */
export const callbackParams: ReadonlySet<string> = new Set([
  "status",
  "connection_id",
  "client_reference_id",
  "step",
  "error_code",
]);
const statuses: ReadonlySet<string> = new Set(["success", "cancelled", "error"]);

/** Whether the query has OFAuth's parameters. A page's own `?status=open` or `?step=2` does not count. */
export const hasCallbackParams = (query: URLSearchParams): boolean =>
  query.has("connection_id") ||
  query.has("error_code") ||
  query.getAll("status").some((status) => statuses.has(status));

/**
 * Parses the URL of a callback.
 *
 * @throws ConnectError `bad_response` when it is malformed.
 */
export function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new ConnectError("bad_response", "The callback URL is malformed.");
  }
}

/**
 * Parses a callback URL.
 *
 * @returns Undefined when the URL has none of OFAuth's parameters.
 * @throws ConnectError `bad_response` for a parameter that occurs twice, an unknown status, a malformed connection id,
 *   or a connection id with a status other than `success`.
 */
export function parseCallbackUrl(url: string): CallbackResult | undefined {
  const query = parseUrl(url).searchParams;
  if (!hasCallbackParams(query)) return undefined;
  for (const name of callbackParams) {
    if (query.getAll(name).length > 1) throw new ConnectError("bad_response", `The callback URL has ${name} twice.`);
  }
  const connectionId = query.get("connection_id");
  switch (query.get("status")) {
    case "success": {
      if (!isConnectionId(connectionId))
        throw new ConnectError("bad_response", "The callback URL has no connection id.");
      return { outcome: "success", connectionId, clientReferenceId: query.get("client_reference_id")?.slice(0, 500) };
    }
    case "cancelled":
      if (connectionId !== null) break;
      return { outcome: "cancelled", step: untrustedText(query.get("step")) };
    case "error":
      if (connectionId !== null) break;
      return { outcome: "error", reason: untrustedText(query.get("error_code")) };
  }
  throw new ConnectError("bad_response", "The callback URL is malformed.");
}

/** Parses the query that a callback window hands over. */
export function parseCallbackQuery(query: string): CallbackResult | ConnectError {
  try {
    const result = parseCallbackUrl(`https://return.invalid/?${query.replace(/^\?/, "")}`);
    return result ?? new ConnectError("bad_response", "The callback has no parameters of OFAuth.");
  } catch (error) {
    return asConnectError(error);
  }
}
