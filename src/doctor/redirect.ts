/** Where an answer sends its reader, told without queries: they may hold what is nobody else's business. */
import type { SiteResponse } from "./site-client.js";

export interface Redirect {
  readonly to: URL | undefined;
  /** The address as it may be printed. */
  readonly shown: string;
  /** `spelling`: the same path, but for the scheme, `www.` or a slash at the end. */
  readonly kind: "spelling" | "elsewhere";
}

/** Undefined for an answer that is no redirect. */
export function readRedirect({ status, headers }: SiteResponse, from: URL): Redirect | undefined {
  if (status < 300 || status > 399 || status === 304) return undefined;
  const location = headers.get("location") ?? "";
  if (!location || !URL.canParse(location, from.href)) return { to: undefined, shown: "nowhere", kind: "elsewhere" };
  const to = new URL(location, from);
  const shown = isShowable(to) ? `${to.origin}${to.pathname}` : to.protocol;
  return { to, shown, kind: plain(to) === plain(from) ? "spelling" : "elsewhere" };
}

const isShowable = ({ protocol }: URL) => protocol === "https:" || protocol === "http:";
const plain = ({ hostname, pathname }: URL) => hostname.replace(/^www\./, "") + pathname.replace(/\/+$/, "");
