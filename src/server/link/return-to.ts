/** Where the browser goes after the flow: never off the host's origin because of what a page or a URL contains. */
import { stripCallbackParams } from "../../protocol/callback-address.js";

/** It is stored in a cookie. */
const MAX_LENGTH = 512;

/** Returns `value` without OFAuth's parameters if it is a path on the host's own origin; otherwise undefined. */
export function parseOwnPath(value: string): string | undefined {
  // The URL parser reads a backslash as a slash and drops tabs and line breaks: none of them belongs in a path.
  if (typeof value !== "string" || !/^\/[^\\\s\p{Cc}]*$/u.test(value)) return undefined;
  // Such as `//`: the host is missing.
  if (!URL.canParse(value, "http://localhost")) return undefined;
  const url = new URL(stripCallbackParams(new URL(value, "http://localhost").href));
  const path = url.pathname + url.search + url.hash;
  // `//host` is another origin, and `/x/..//host` resolves to such a path.
  return url.origin === "http://localhost" && !path.startsWith("//") ? path : undefined;
}

/** Returns the page's `returnTo` if it is a path of the host, short enough, and not one of the handler's own routes. */
export function parseReturnTo(returnTo: string | undefined, basePath: string): string | undefined {
  if (returnTo === undefined || returnTo.length > MAX_LENGTH) return undefined;
  const path = parseOwnPath(returnTo);
  if (path === undefined || path.length > MAX_LENGTH) return undefined;
  const [pathname] = path.split(/[?#]/, 1);
  return basePath !== "" && (pathname === basePath || pathname?.startsWith(`${basePath}/`)) ? undefined : path;
}
