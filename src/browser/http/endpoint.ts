/** Resolves the host's endpoint and builds the URLs of its routes. */
import { ConnectError } from "../../protocol/error-codes.js";
import { isLoopback } from "../../protocol/link-session.js";

/**
 * Resolves an `endpoint` against the page's URL, not its `<base>`, so that a relative one stays on its origin.
 *
 * @throws {ConnectError} `misconfigured`, unless the endpoint is a path on the page's origin or a full `https:` URL
 * (`http:` only from loopback to loopback)
 */
export function resolveEndpoint(endpoint: string, pageUrl: string): URL {
  const invalid = () =>
    new ConnectError("misconfigured", "endpoint must be a path on this origin or a full https: URL.");
  const page = new URL(pageUrl);
  if (!endpoint.trim()) throw invalid();
  let url: URL;
  try {
    url = new URL(endpoint, page);
  } catch {
    throw invalid();
  }
  if (url.username || url.password) throw invalid();
  // A `blob:` URL has the page's origin too, and in Chromium a `file:` URL has one.
  if (url.origin !== page.origin || !url.protocol.startsWith("http")) {
    // "//elsewhere.example/api" and "\\elsewhere" also resolve to another origin. Only a scheme shows intent.
    if (!/^https?:\/\//i.test(endpoint)) throw invalid();
    const isLocal = isLoopback(url.hostname) && isLoopback(page.hostname);
    if (url.protocol !== "https:" && !isLocal) throw invalid();
  }
  url.hash = "";
  return url;
}

/** Returns the URL of the route at `path` below the endpoint. Keeps the endpoint's own query and adds `query` to it. */
export function routeUrl(endpoint: URL, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(endpoint);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
