/** OFAuth's parameters in the address of the host's own page, where they stand beside those of the page. */
import { callbackParams, hasCallbackParams, parseUrl, type CallbackResult } from "./callback-url.js";
import { isConnectionId } from "./connection.js";

/** Whether a parameter is one of OFAuth's. */
export const isCallbackParam = (name: string): boolean => callbackParams.has(name);

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
