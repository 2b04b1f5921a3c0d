/** Where a request comes from, by what only the browser can write: Fetch Metadata, and `Origin` where that is missing. */
import { HttpError } from "./http-error.js";

/**
 * Throws a 403 unless a page of our own origin sent the request. A request that does not say where it comes from is
 * refused: browsers too old for `Sec-Fetch-Site` still send `Origin` with a POST.
 */
export function requireSameOrigin(request: Request, ownOrigin: string): void {
  const site = request.headers.get("sec-fetch-site");
  const same = site === null ? request.headers.get("origin") === ownOrigin : site === "same-origin";
  if (!same) throw new HttpError(403, "forbidden", "This route is for pages of the same origin.");
}

/**
 * Whether a browser loads something ahead of a visit that may never happen (`Sec-Purpose: prefetch;prerender`, and what
 * was sent before that header had its name).
 */
export const isPrefetch = ({ headers }: Request): boolean =>
  ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|prerender|preview/i.test(headers.get(name) ?? ""),
  );

/** False for what the browser says is no visit of a page: an image, a script's fetch, a frame. */
export const isVisit = ({ headers }: Request): boolean =>
  (headers.get("sec-fetch-mode") ?? "navigate") === "navigate" &&
  (headers.get("sec-fetch-dest") ?? "document") === "document";
