/** The outcome that OFAuth's return URL carries: `status`, `connection_id`, `client_reference_id`, `step`, `error_code`. */
import { isConnectionId } from "./connection.js";
import { ConnectError } from "./error-codes.js";
import { untrustedText } from "./untrusted-text.js";

export type CallbackResult =
  | { readonly outcome: "success"; readonly connectionId: string; readonly clientReferenceId: string | undefined }
  | { readonly outcome: "cancelled"; readonly step: string | undefined }
  | { readonly outcome: "error"; readonly reason: string | undefined };

const ownNames: ReadonlySet<string> = new Set(["status", "connection_id", "client_reference_id", "step", "error_code"]);
const outcomes: ReadonlySet<string> = new Set(["success", "cancelled", "error"]);

/** Whether the query speaks OFAuth's language at all. A page's own `?status=open` or `?step=2` does not. */
const isReturn = (query: URLSearchParams): boolean =>
  query.has("connection_id") ||
  query.has("error_code") ||
  query.getAll("status").some((status) => outcomes.has(status));

function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new ConnectError("bad_response", "The return URL is malformed.");
  }
}

/**
 * Reads a return URL. Undefined without OFAuth's parameters; throws `bad_response` for a doubled parameter, an unknown
 * status, an unusable connection id, or a connection id beside anything but success.
 */
export function parseCallbackUrl(url: string): CallbackResult | undefined {
  const query = parseUrl(url).searchParams;
  if (!isReturn(query)) return undefined;
  for (const name of ownNames) {
    if (query.getAll(name).length > 1) throw new ConnectError("bad_response", `The return URL has ${name} twice.`);
  }
  const connectionId = query.get("connection_id");
  switch (query.get("status")) {
    case "success": {
      if (!isConnectionId(connectionId)) throw new ConnectError("bad_response", "The return URL has no connection id.");
      return { outcome: "success", connectionId, clientReferenceId: query.get("client_reference_id")?.slice(0, 500) };
    }
    case "cancelled":
      if (connectionId !== null) break;
      return { outcome: "cancelled", step: untrustedText(query.get("step")) };
    case "error":
      if (connectionId !== null) break;
      return { outcome: "error", reason: untrustedText(query.get("error_code")) };
  }
  throw new ConnectError("bad_response", "The return URL is malformed.");
}

/** `url` without OFAuth's own parameters. Everything else stays to the letter and in order, the hash included. */
export function stripCallbackParams(url: string): string {
  const parsed = parseUrl(url);
  if (!isReturn(parsed.searchParams)) return url;
  const rest = parsed.search
    .slice(1)
    .split("&")
    .filter((pair) => {
      // The parser drops one leading "?", which may be the first letter of a foreign name.
      const [name] = [...new URLSearchParams(`?${pair}`)][0] ?? [];
      return name === undefined || !ownNames.has(name);
    })
    .join("&");
  parsed.search = rest && `?${rest}`;
  return parsed.href;
}
