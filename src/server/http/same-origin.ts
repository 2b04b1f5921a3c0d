/**
 * Where a request comes from, according to headers that only the browser sets: Fetch Metadata, or `Origin` without it.
 */
import { HttpError } from "./http-error.js";

/**
 * Throws a 403 unless a page of the handler's own origin sent the request. A request without either header is rejected:
 * browsers too old for `Sec-Fetch-Site` still send `Origin` with a POST.
 *
 * An `Origin` must be the handler's own, whatever `Sec-Fetch-Site` says: a host name that resolves to this server is an
 * origin of its own, whose pages are someone else's. Without `trustedOrigin` the `Host` header decides: it has what the
 * browser asked for, while frameworks replace the scheme, and some also the host, of a request's URL.
 *
 * @param trustedOrigin The origin of `redirectUrl`; undefined without that option.
 */
export function requireSameOrigin(request: Request, trustedOrigin: string | undefined): void {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site === null ? origin === null : site !== "same-origin") {
    throw new HttpError(403, "forbidden", "Only pages of the same origin can use this route.");
  }
  if (origin === null) return;
  if (trustedOrigin !== undefined) {
    if (origin === trustedOrigin) return;
    throw foreignOriginError(origin, `the origin of redirectUrl is ${trustedOrigin}.`, site);
  }
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (hasHost(origin, host)) return;
  throw foreignOriginError(origin, `the Host header is ${shorten(host)}. Behind a proxy, set redirectUrl.`, site);
}

// The browser says that the page is the server's own: a proxy or an option is then more likely than an attack.
const foreignOriginError = (origin: string, expected: string, site: string | null) =>
  new HttpError(403, "forbidden", `The page's Origin is ${shorten(origin)}, but ${expected}`, {
    setupFault: site === null ? undefined : "The page's Origin is not the handler's own: set redirectUrl.",
  });

/** Cuts what a client sent, so that a message stays short. */
const shorten = (text: string) => text.slice(0, 60);

/** Whether `origin` is `host` over `http:` or `https:`. A default port may be left out. */
function hasHost(origin: string, host: string): boolean {
  try {
    const { protocol, host: ownHost, origin: parsed } = new URL(origin);
    return /^https?:$/.test(protocol) && parsed === origin && new URL(`${protocol}//${host}`).host === ownHost;
  } catch {
    return false;
  }
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
