/** Where a person goes after the flow: never off the host's origin because of something that a page or a URL said. */
import { withoutRedirectResult } from "../protocol/redirect-result.js";

/** It travels in a cookie. */
const maxLength = 512;

/** `value` if it is a path on the host's own origin, cleaned of OFAuth's parameters; undefined for anything else. */
export function readOwnPath(value: string): string | undefined {
  // `//host` and `/\host` name another origin; the URL parser drops tabs and line breaks, which would hide one.
  if (typeof value !== "string" || !/^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(value)) return undefined;
  const url = new URL(withoutRedirectResult(new URL(value, "http://localhost").href));
  const path = url.pathname + url.search + url.hash;
  // Dot segments are gone only now: `/x/..//host` has become `//host`.
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
