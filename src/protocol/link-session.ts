/**
 * The answer of Link init, and the only place where a session URL is accepted and turned into an address to open.
 * The URL holds the session's secret: it lives in `SessionUrl`, which neither JSON nor a log can print.
 */
import { parseTimestamp } from "./connection.js";
import { ConnectError } from "./error-codes.js";
import { isString, asRecord } from "./record.js";

/** The origins of OFAuth's hosted page that are known today. */
export const defaultLinkOrigins: readonly string[] = ["https://link.ofauth.com", "https://link-next.ofauth.com"];

export type Theme = "auto" | "light" | "dark";

/** A session URL that has passed `parseSessionUrl`. */
export class SessionUrl {
  readonly #url: URL;

  /** Use `parseSessionUrl`. */
  constructor(url: URL) {
    this.#url = url;
  }

  get origin(): string {
    return this.#url.origin;
  }

  /** The address for a frame of the page at `parentOrigin` (Link embed guide: `embed`, `embed_origin`, `theme`). */
  inFrame(parentOrigin: string, theme: Theme): string {
    const url = new URL(this.#url.href);
    url.searchParams.set("embed", "true");
    url.searchParams.set("embed_origin", parentOrigin);
    url.searchParams.set("theme", theme);
    return url.href;
  }

  /** The address for a window or tab of its own. */
  inWindow(): string {
    return this.#url.href;
  }
}

/** A Link session that may be opened. */
export interface OpenableSession {
  readonly url: SessionUrl;
  /** Milliseconds since the epoch by OFAuth's clock, or undefined when the host did not say. */
  readonly expiresAt: number | undefined;
}

/** What a host's backend (or `createSession`) answers: the JSON of Link init. */
export interface LinkSession {
  readonly mode?: "hosted" | undefined;
  readonly url: string;
  /** RFC 3339. */
  readonly expiresAt?: string | undefined;
}

export interface SessionUrlPolicy {
  /** Exact origins that a session URL may have. */
  readonly origins: readonly string[];
  /** The address of the page that is going to open it. */
  readonly pageUrl: string;
}

/** Reads the answer of Link init. Throws `unsupported_mode`, `untrusted_url` or `bad_response`. */
export function parseLinkSession(value: unknown, policy: SessionUrlPolicy): OpenableSession {
  const { mode, url, expiresAt } = asRecord(value) ?? {};
  if (mode !== undefined && mode !== "hosted") {
    if (!isString(mode)) throw new ConnectError("bad_response", "Link init did not answer with a session.");
    const received = mode === "whitelabel" ? mode : "another mode";
    throw new ConnectError("unsupported_mode", `Expected hosted Link session, received ${received}`);
  }
  if (!isString(url)) throw new ConnectError("bad_response", "Link init did not answer with a session.");
  const expiry = expiresAt === undefined ? undefined : parseTimestamp(expiresAt);
  if (expiry === null) throw new ConnectError("bad_response", "expiresAt is not a timestamp.");
  return { url: parseSessionUrl(url, policy), expiresAt: expiry === undefined ? undefined : Date.parse(expiry) };
}

/**
 * Accepts `https:` on an origin of the list, without user info, and nothing else; `http:` only on loopback, and loopback
 * only when it is listed and the page is on loopback too. Parameters that belong to the embed are dropped: ours are set
 * when the URL is opened. Throws `untrusted_url`.
 */
export function parseSessionUrl(value: unknown, policy: SessionUrlPolicy): SessionUrl {
  const refuse = (why: string) => new ConnectError("untrusted_url", `The session URL was refused: ${why}.`);
  if (typeof value !== "string" || value.length > 2048) throw refuse("not a short string");
  // What the URL parser would silently repair (white space, controls, backslashes) has no place in a URL from a server.
  if (!/^https?:\/\/[^\s\\\u0000-\u0020\u007f]+$/i.test(value)) throw refuse("not a plain https: URL");
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw refuse("not a URL");
  }
  if (url.username || url.password) throw refuse("it has user info");
  const page = new URL(policy.pageUrl);
  if (url.origin === page.origin) throw refuse("this page's own origin");
  if (!policy.origins.includes(url.origin)) throw refuse("its origin is not in link-origins");
  if (isLoopback(url.hostname)) {
    if (!isLoopback(page.hostname)) throw refuse("loopback is for pages on loopback");
  } else if (url.protocol !== "https:") {
    throw refuse("not https:");
  }
  for (const name of ["embed", "embed_origin", "theme"]) {
    // Deleting what is not there would still write the whole query anew.
    if (url.searchParams.has(name)) url.searchParams.delete(name);
  }
  return new SessionUrl(url);
}

/** `localhost`, `127.0.0.1` and `[::1]`: the names that a URL parser leaves of every spelling of this machine that we accept. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";

/** The exact origins in a space-separated list. Throws `misconfigured` for anything that is not an origin, `*` included. */
export function parseLinkOrigins(list: string): readonly string[] {
  const origins = list.split(/\s+/).filter(Boolean);
  if (origins.length === 0) throw new ConnectError("misconfigured", "link-origins is empty.");
  for (const entry of origins) {
    if (!isOpenableOrigin(entry)) {
      throw new ConnectError("misconfigured", "link-origins takes exact origins, such as https://link.ofauth.com.");
    }
  }
  return origins;
}

// The URL parser lets `*`, `,` and `;` stand in a host name: an origin that never matches, where a wildcard or a list was meant.
const plainOrigin = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

/** Whether `entry` is an exact origin that a session URL may have: `https:`, or `http:` on loopback. */
export function isOpenableOrigin(entry: string): boolean {
  if (!plainOrigin.test(entry)) return false;
  try {
    const url = new URL(entry);
    return (
      url.origin === entry && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)))
    );
  } catch {
    return false;
  }
}
