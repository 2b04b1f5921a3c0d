/** What a host gives to `createOFAuthHandler`. Checked and filled in once, by `settings.ts`. */
import type { Connection } from "../protocol/connection.js";
import type { HandlerError } from "./http/report-error.js";
import type { Geolocation } from "./ofauth/geolocation.js";
import type { Store } from "./store/store.js";

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

/** A webhook has told that a connection is another now. */
export interface ChangedEvent {
  /** As it is now, as far as the handler knows. */
  readonly connection: Connection;
  readonly clientReferenceId: string;
  /** OFAuth's word for it, such as `connection.expired`. */
  readonly type: string;
  /** When it happened, as OFAuth says (RFC 3339). */
  readonly timestamp: string;
}

/** A webhook has told that a connection is gone for good. */
export interface DisconnectedEvent {
  readonly connectionId: string;
  /** As it was last known; null when it is not known, or no longer, because it was disconnected through this handler. */
  readonly connection: Connection | null;
  readonly clientReferenceId: string;
  readonly timestamp: string;
}

/** A verified webhook, of whatever type. */
export interface WebhookEvent {
  /** Open-ended. */
  readonly type: string;
  readonly timestamp: string;
  /** False for sandbox data; undefined where OFAuth does not say. Of the other kind than the API key, it changes nothing. */
  readonly live: boolean | undefined;
  /** As OFAuth sent it: not checked, and of a shape that is not ours. */
  readonly data: unknown;
}

/** A connection that OFAuth has made for a user, and that the browser of that user has never confirmed. */
export interface UnconfirmedEvent {
  readonly connection: Connection;
  readonly clientReferenceId: string;
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
  /**
   * Sessions that one caller may ask for in a minute, in one process; as many imports, and three times as many confirmations,
   * and invalidations and disconnections together. Default 20.
   */
  readonly initLimit?: number | undefined;
  /**
   * A connection is confirmed, or was imported or updated through this handler: save it. Awaited before the answer. A throw
   * is a 500 `server_error` and the attempt stays open for a retry; no end within 10 seconds is a 504 `timeout`, and a retry
   * waits for the call that is still running. Once per attempt as far as the store remembers it: let it be harmless twice.
   */
  readonly onConnected?: ((event: ConnectedEvent) => unknown) | undefined;
  /**
   * What the handler remembers. Default: in memory, for one process, forgotten with it. Several processes need one that
   * they share (`ofauth-elements/server/redis`).
   */
  readonly store?: Store | undefined;
  /**
   * OFAuth's signing secret, or several while one takes the place of another. Left out: there is no webhook route, and a
   * connection is at most 10 seconds old when it is shown, instead of 300. Empty or weak: throws.
   */
  readonly webhookSecret?: string | readonly string[] | undefined;
  /**
   * Whether the routes exist by which a page imports the session of an account that is logged in elsewhere. Default false:
   * what they carry opens that account.
   */
  readonly allowImport?: boolean | undefined;
  /**
   * Webhooks only: OFAuth sends one for each change, also for one that was made here, and so the host hears of each once.
   * A throw lets OFAuth deliver again.
   */
  readonly onChanged?: ((event: ChangedEvent) => unknown) | undefined;
  /** Like `onChanged`, for a connection that is gone for good. */
  readonly onDisconnected?: ((event: DisconnectedEvent) => unknown) | undefined;
  /** Every verified webhook, before the handler makes anything of it: also of a type that it does not know. */
  readonly onEvent?: ((event: WebhookEvent) => unknown) | undefined;
  /**
   * What becomes of a connection that no browser has confirmed (somebody may have been sent another person's session URL).
   * Imported ones, and those that are older than the store, need no confirmation: with the store in memory, a restart shows
   * what was unconfirmed before it.
   * `hide`, the default: no route shows it. `show`: for hosts that also connect in other ways than through this handler, or
   * run several processes without a shared store.
   */
  readonly unconfirmed?: "hide" | "show" | undefined;
  /**
   * A connection has been unconfirmed for 10 minutes: the host may look into it, or invalidate it. Once for each, and never
   * with `unconfirmed: "show"`. A throw tells it again later.
   */
  readonly onUnconfirmed?: ((event: UnconfirmedEvent) => unknown) | undefined;
  /** Told of each coded refusal, for a log, and of what fails while nobody waits for an answer. What it throws is ignored. */
  readonly onError?: ((error: HandlerError) => void) | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}
