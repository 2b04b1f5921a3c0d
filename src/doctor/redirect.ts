/** Reads the redirect of a response. */
import type { SiteResponse } from "./site-client.js";

interface Redirect {
  readonly to: URL | undefined;
  /** The address to print: without its query, which may hold secrets. */
  readonly shown: string;
  /** `same-path`: only the scheme, `www.` or a trailing slash differ. */
  readonly kind: "same-path" | "elsewhere";
}

/** Returns undefined for a response that does not redirect. */
export function readRedirect({ status, headers }: SiteResponse, from: URL): Redirect | undefined {
  if (status < 300 || status > 399 || status === 304) return undefined;
  const location = headers.get("location") ?? "";
  if (!location || !URL.canParse(location, from.href)) {
    return { to: undefined, shown: "nowhere (no valid Location)", kind: "elsewhere" };
  }
  const to = new URL(location, from);
  // The rest of a data: or javascript: URL is not printed.
  const isHttp = to.protocol === "https:" || to.protocol === "http:";
  const shown = isHttp ? `${to.origin}${to.pathname}` : to.protocol;
  return { to, shown, kind: comparable(to) === comparable(from) ? "same-path" : "elsewhere" };
}

const comparable = ({ hostname, pathname }: URL) => hostname.replace(/^www\./, "") + pathname.replace(/\/+$/, "");
