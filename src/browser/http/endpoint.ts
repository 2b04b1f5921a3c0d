/** Where requests go. A relative address stays on the page's own origin whatever `<base>` says; leaving it takes a full URL. */
import { ConnectError } from "../../protocol/error-codes.js";
import { isLoopback } from "../../protocol/link-session.js";

/**
 * Resolves an `endpoint` against the page's address. Throws `misconfigured` for everything that is
 * neither a path on the page's origin nor a full `https:` URL (`http:` only from loopback to loopback).
 */
export function resolveEndpoint(endpoint: string, pageUrl: string): URL {
  const refuse = () =>
    new ConnectError("misconfigured", "endpoint must be a path on this origin or a full https: URL.");
  const page = new URL(pageUrl);
  if (!endpoint.trim()) throw refuse();
  let url: URL;
  try {
    url = new URL(endpoint, page);
  } catch {
    throw refuse();
  }
  if (url.username || url.password) throw refuse();
  // `blob:` has the page's origin too, and Chromium gives `file:` one.
  if (url.origin !== page.origin || !url.protocol.startsWith("http")) {
    // "//elsewhere.example/api" and "\\elsewhere" also resolve: only a URL that names its scheme says so on purpose.
    if (!/^https?:\/\//i.test(endpoint)) throw refuse();
    const local = isLoopback(url.hostname) && isLoopback(page.hostname);
    if (url.protocol !== "https:" && !local) throw refuse();
  }
  url.hash = "";
  return url;
}

/** `path` below the endpoint, whose own query is kept beside `query`. */
export function routeUrl(endpoint: URL, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(endpoint);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
