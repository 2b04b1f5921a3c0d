/** Where a person goes after the flow: never off the host's origin because of something that a page or a URL said. */
import { stripCallbackParams } from "../../protocol/callback-url.js";

/** It travels in a cookie. */
const maxLength = 512;

/** `value` if it is a path on the host's own origin, cleaned of OFAuth's parameters; undefined for anything else. */
export function readOwnPath(value: string): string | undefined {
  // The URL parser reads a backslash as a slash and drops tabs and line breaks: none of them has a place in a path.
  if (typeof value !== "string" || !/^\/[^\\\s\p{Cc}]*$/u.test(value)) return undefined;
  const url = new URL(stripCallbackParams(new URL(value, "http://localhost").href));
  const path = url.pathname + url.search + url.hash;
  // `//host` is another origin, and `/x/..//host` has become a path that would be one.
  return url.origin === "http://localhost" && !path.startsWith("//") ? path : undefined;
}

/** The page's `returnTo`, if a person can land there: not a long one, and not one of the handler's own routes. */
export function readReturnTo(returnTo: string | undefined, basePath: string): string | undefined {
  if (returnTo === undefined || returnTo.length > maxLength) return undefined;
  const path = readOwnPath(returnTo);
  if (path === undefined || path.length > maxLength) return undefined;
  const [pathname] = path.split(/[?#]/, 1);
  return basePath !== "" && (pathname === basePath || pathname?.startsWith(`${basePath}/`)) ? undefined : path;
}
