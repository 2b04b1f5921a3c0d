/** OFAuth's callback URL and its parameters: `status`, `connection_id`, `client_reference_id`, `step`, `error_code`. */
import { isConnectionId } from "./connection.js";
import { asConnectError, ConnectError } from "./error-codes.js";
import { untrustedText } from "./untrusted-text.js";

/** Result that the callback URL reports. It is not confirmed: anyone can write a URL. */
export type CallbackResult =
  | { readonly outcome: "success"; readonly connectionId: string; readonly clientReferenceId: string | undefined }
  | { readonly outcome: "cancelled"; readonly step: string | undefined }
  | { readonly outcome: "error"; readonly reason: string | undefined };

const callbackParams: ReadonlySet<string> = new Set([
  "status",
  "connection_id",
  "client_reference_id",
  "step",
  "error_code",
]);
/** Whether a parameter is one of OFAuth's. */
export const isCallbackParam = (name: string): boolean => callbackParams.has(name);
const statuses: ReadonlySet<string> = new Set(["success", "cancelled", "error"]);

/** Whether the query has OFAuth's parameters. A page's own `?status=open` or `?step=2` does not count. */
const hasCallbackParams = (query: URLSearchParams): boolean =>
  query.has("connection_id") ||
  query.has("error_code") ||
  query.getAll("status").some((status) => statuses.has(status));

function parseUrl(url: string): URL {
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

/**
 * Whether `result` was parsed from OFAuth's full form, and not only from a `status` that any page may have: `success` with
 * `connection_id`, `cancelled` with `step` or `client_reference_id`, `error` with `error_code`.
 */
export const isFullCallback = (result: CallbackResult, url: string): boolean =>
  result.outcome === "success" ||
  (result.outcome === "error" ? /[?&]error_code=[^&#]/ : /[?&](step|client_reference_id)=[^&#]/).test(url);

/**
 * Whether `url` has parameters that a return of OFAuth's can have: a `status` of its own, with a connection id where it
 * reports success. Other libraries have `?status=success&session_id=…`, `?error_code=…` or a `connection_id` of their own.
 */
export function mayBeCallback(url: string): boolean {
  const query = parseUrl(url).searchParams;
  return query.has("status") && (query.has("connection_id") || /^(cancelled|error)$/.test(query.get("status")!));
}

/** Whether `url` has a status, and a connection id of the right form. */
export function hasConnectionId(url: string): boolean {
  const query = parseUrl(url).searchParams;
  return query.has("status") && isConnectionId(query.get("connection_id"));
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

/** Returns `url` without OFAuth's parameters. Everything else keeps its spelling and order, the hash included. */
export function stripCallbackParams(url: string): string {
  const parsed = parseUrl(url);
  if (!hasCallbackParams(parsed.searchParams)) return url;
  const rest = parsed.search
    .slice(1)
    .split("&")
    .filter((pair) => {
      // The parser drops one leading "?", which may be part of another parameter's name.
      const [name] = [...new URLSearchParams(`?${pair}`)][0] ?? [];
      return name === undefined || !callbackParams.has(name);
    })
    .join("&");
  parsed.search = rest && `?${rest}`;
  return parsed.href;
}
