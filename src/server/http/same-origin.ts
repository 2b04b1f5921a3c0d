/**
 * Where a request comes from, according to headers that only the browser sets: Fetch Metadata, or `Origin` without it.
 */
import { HttpError } from "./http-error.js";

/**
 * Throws a 403 unless a page of the handler's own origin sent the request. A request without either header is rejected:
 * browsers too old for `Sec-Fetch-Site` still send `Origin` with a POST.
 */
export function requireSameOrigin(request: Request, ownOrigin: string): void {
  const site = request.headers.get("sec-fetch-site");
  const same = site === null ? request.headers.get("origin") === ownOrigin : site === "same-origin";
  if (!same) throw new HttpError(403, "forbidden", "Only pages of the same origin can use this route.");
}

/**
 * Whether the browser prefetches or prerenders a page that the user may never visit (`Sec-Purpose: prefetch;prerender`,
 * and the older names of that header).
 */
export const isPrefetch = ({ headers }: Request): boolean =>
  ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|prerender|preview/i.test(headers.get(name) ?? ""),
  );

/** Whether the request is a top-level navigation. False for an image, a script's fetch or a frame. */
export const isNavigation = ({ headers }: Request): boolean =>
  (headers.get("sec-fetch-mode") ?? "navigate") === "navigate" &&
  (headers.get("sec-fetch-dest") ?? "document") === "document";
