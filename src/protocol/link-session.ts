/**
 * The Link session that `link/init` answers, and the only place where a session URL is accepted and prepared for
 * opening. The URL contains the session's secret: `SessionUrl` keeps it in a private field, which neither JSON nor a
 * log prints.
 */
import { parseTimestamp } from "./connection.js";
import { ConnectError } from "./error-codes.js";
import { isString, asRecordOrEmpty } from "./record.js";

/** The known origins of OFAuth's hosted page. */
export const defaultLinkOrigins: readonly string[] = ["https://link.ofauth.com", "https://link-next.ofauth.com"];

/** Color scheme; `auto` follows the page. */
export type Theme = "auto" | "light" | "dark";

/** A session URL that has passed `parseSessionUrl`. */
export class SessionUrl {
  readonly #url: URL;

  /** Use `parseSessionUrl`. */
  constructor(url: URL) {
    this.#url = url;
  }

  /** Origin of the hosted page. */
  get origin(): string {
    return this.#url.origin;
  }

  /** Returns the URL for a frame in a page of `parentOrigin` (Link embed guide: `embed`, `embed_origin`, `theme`). */
  inFrame(parentOrigin: string, theme: Theme): string {
    const url = new URL(this.#url.href);
    url.searchParams.set("embed", "true");
    url.searchParams.set("embed_origin", parentOrigin);
    url.searchParams.set("theme", theme);
    return url.href;
  }

  /** Returns the URL for a popup or a redirect. */
  inWindow(): string {
    return this.#url.href;
  }
}

/** A Link session that may be opened. */
export interface OpenableSession {
  readonly url: SessionUrl;
  /** Milliseconds since the epoch by OFAuth's clock; undefined when the host did not send it. */
  readonly expiresAt: number | undefined;
}

/** Answer of `POST link/init`, and what `createSession` returns: OFAuth's own JSON. */
export interface LinkSession {
  /** Only hosted sessions can be opened. */
  readonly mode?: "hosted" | undefined;
  /** Session URL on one of the Link origins. It contains a secret: do not log or store it. */
  readonly url: string;
  /** When the session expires; RFC 3339. */
  readonly expiresAt?: string | undefined;
}

/** What a session URL is checked against. */
export interface SessionUrlPolicy {
  /** Exact origins that a session URL may have. */
  readonly origins: readonly string[];
  /** URL of the page that will open it. */
  readonly pageUrl: string;
}

/**
 * Parses the answer of `link/init`.
 *
 * @throws ConnectError `unsupported_mode`, `untrusted_url` or `bad_response`.
 */
export function parseLinkSession(value: unknown, policy: SessionUrlPolicy): OpenableSession {
  const { mode, url, expiresAt } = asRecordOrEmpty(value);
  if (mode !== undefined && mode !== "hosted") {
    if (!isString(mode)) throw new ConnectError("bad_response", "Expected JSON with a Link session.");
    const received = mode === "whitelabel" ? mode : "another mode";
    throw new ConnectError("unsupported_mode", `Expected hosted Link session, received ${received}`);
  }
  if (!isString(url)) throw new ConnectError("bad_response", "Expected JSON with a Link session.");
  const expiry = expiresAt === undefined ? undefined : parseTimestamp(expiresAt);
  if (expiry === null) throw new ConnectError("bad_response", "expiresAt is not an RFC 3339 timestamp.");
  return { url: parseSessionUrl(url, policy), expiresAt: expiry === undefined ? undefined : Date.parse(expiry) };
}

/**
 * Parses a session URL: `https:` on a listed origin, without user info. `http:` is accepted only on loopback, and
 * loopback only when it is listed and the page is on loopback, too. Embed parameters are dropped; they are set when the
 * URL is opened.
 *
 * @throws ConnectError `untrusted_url`.
 */
export function parseSessionUrl(value: unknown, policy: SessionUrlPolicy): SessionUrl {
  const untrusted = (why: string) => new ConnectError("untrusted_url", `The session URL is not trusted: ${why}.`);
  if (typeof value !== "string" || value.length > 2048)
    throw untrusted("it is not a string of at most 2048 characters");
  // Reject what the URL parser would silently repair: white space, control characters, backslashes.
  if (!/^https?:\/\/[^\s\\\u0000-\u0020\u007f]+$/i.test(value)) throw untrusted("it is not a plain https: URL");
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw untrusted("it is not a URL");
  }
  if (url.username || url.password) throw untrusted("it has user info");
  const page = new URL(policy.pageUrl);
  if (url.origin === page.origin) throw untrusted("it is on this page's own origin");
  if (!policy.origins.includes(url.origin)) throw untrusted("its origin is not in link-origins");
  if (isLoopback(url.hostname)) {
    if (!isLoopback(page.hostname)) throw untrusted("it is on loopback and this page is not");
  } else if (url.protocol !== "https:") {
    throw untrusted("it is not https:");
  }
  for (const name of ["embed", "embed_origin", "theme"]) {
    // Deleting a missing parameter would still serialize the whole query again.
    if (url.searchParams.has(name)) url.searchParams.delete(name);
  }
  return new SessionUrl(url);
}

/**
 * Whether a parsed hostname is one of the loopback names that are accepted. URL parsers normalize other spellings to
 * these.
 */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";

/**
 * Parses a space-separated list of exact origins.
 *
 * @throws ConnectError `misconfigured` for an empty list or an entry that is not an origin, `*` included.
 */
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

// The URL parser accepts `*`, `,` and `;` in a hostname: the origin would never match, where a wildcard or a list was
// meant.
const plainOrigin = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

/** Whether `entry` is an exact origin that a session URL can have: `https:`, or `http:` on loopback. */
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
