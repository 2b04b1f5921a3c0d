/** What a host gives to `createOFAuthHandler`. Checked and filled in once, by `settings.ts`. */
import type { Connection } from "../protocol/connection.js";
import type { ErrorCode } from "../protocol/error-codes.js";

/** Where OFAuth's proxy for the new connection is to be (Link init: `country` is required, such as `"US"`). */
export interface Geolocation {
  readonly country: string;
  /** Such as `"CA"`. */
  readonly state?: string | undefined;
  readonly city?: string | undefined;
}

/** The signed-in user, as the host knows him. */
export interface Authorized {
  /**
   * The host's own id for this user: 1 to 255 characters, unique, and the same for ever. OFAuth stores it with each
   * connection, and it decides whose connection is whose.
   */
  readonly clientReferenceId: string;
  /** Wins over the option `geolocation`. */
  readonly geolocation?: Geolocation | undefined;
}

export interface ConnectedEvent {
  /** Confirmed with the API key: it exists and its `clientReferenceId` is the user's. */
  readonly connection: Connection;
  readonly clientReferenceId: string;
}

export interface HandlerError {
  readonly code: ErrorCode;
  /** The path below `basePath`, such as `/link/init`, without a query. `/` for a path that is no route. */
  readonly route: string;
  readonly status: number;
  readonly attemptId?: string | undefined;
  /** What `authorize` or `onConnected` threw. Never anything of OFAuth's, never the API key. */
  readonly cause?: unknown;
}

export interface OFAuthHandlerOptions {
  /** OFAuth's API key, live or sandbox. Required; missing or empty throws. It never leaves the server. */
  readonly apiKey: string | undefined;
  /**
   * Who is asking. Required. Null (or undefined) is a 401; a throw is a 500 `server_error`; a result without a usable
   * `clientReferenceId` is a 500 `misconfigured`; no answer within 10 seconds is a 504 `timeout`. It is called once for
   * each request, with the request itself: read the body only from a `clone()`.
   */
  readonly authorize: (request: Request) => Authorized | null | undefined | Promise<Authorized | null | undefined>;
  /** The path under which the handler is mounted. Default `/api/ofauth`; a slash at the end is ignored. */
  readonly basePath?: string | undefined;
  /** OFAuth's API. Default `https://api.ofauth.com`; `http:` only on loopback. */
  readonly apiUrl?: string | undefined;
  /** `app_…`. Default: OFAuth takes the first client app that matches. */
  readonly clientAppId?: string | undefined;
  /**
   * Where OFAuth sends the browser back to; must be one of the client app's Allowed Redirect URIs. Default: this
   * handler's `link/callback` on the origin of the request.
   *
   * **Set it behind a proxy that ends TLS.** There a request arrives as `http:`, and forwarded headers are not believed,
   * because anybody can send them. The origin of `redirectUrl` is then what this handler takes for its own: for the
   * `Origin` check, for the kind of cookie, and for the rule about loopback.
   */
  readonly redirectUrl?: string | undefined;
  /**
   * The page to which a redirect returns in the end: a path, or a full `https:` URL. Default: the `returnTo` of the page
   * that started the flow, else `/`.
   */
  readonly returnUrl?: string | undefined;
  /** Default: none. `authorize` may give one for each user. */
  readonly geolocation?: Geolocation | undefined;
  /**
   * The exact origins that a session URL may have, space-separated or as a list. Default: OFAuth's two. Loopback counts
   * only when this handler itself is on loopback.
   */
  readonly linkOrigins?: string | readonly string[] | undefined;
  /** Signs the flow cookies; at least 16 bytes. Default: a key derived from the API key. */
  readonly cookieSecret?: string | undefined;
  /** Sessions that one caller may ask for in a minute, in one process. Default 20. */
  readonly initLimit?: number | undefined;
  /**
   * A connection is confirmed: save it. Awaited before the answer. A throw is a 500 `server_error` and the attempt stays
   * open for a retry; no end within 10 seconds is a 504 `timeout`, and a retry waits for the call that is still running.
   * Once per attempt, except after a restart or on another process, when a lost answer is asked for again: let it be
   * harmless twice.
   */
  readonly onConnected?: ((event: ConnectedEvent) => unknown) | undefined;
  /** Told of each coded refusal, for a log. What it throws is ignored. */
  readonly onError?: ((error: HandlerError) => void) | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}
