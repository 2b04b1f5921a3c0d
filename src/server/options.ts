/**
 * The options of `createOFAuthHandler`. `settings.ts` validates them and has the defaults; `host-events.ts` has what the
 * callbacks receive.
 */
import type {
  ChangedEvent,
  ConnectedEvent,
  DisconnectedEvent,
  KnownQuery,
  UnconfirmedEvent,
  WebhookEvent,
} from "./host-events.js";
import type { HandlerError } from "./http/report-error.js";
import type { HandledRequest } from "./http/report-request.js";
import type { Geolocation } from "./ofauth/geolocation.js";
import type { Store } from "./store/store.js";

/** The signed-in user, as `authorize` returns them. */
export interface Authorized {
  /**
   * Your own id for the user: 1 to 255 characters, unique and permanent. OFAuth stores it with each connection, and it
   * decides whose connection it is.
   */
  readonly clientReferenceId: string;
  /** Location of OFAuth's proxy for this user. Takes precedence over the option `geolocation`. */
  readonly geolocation?: Geolocation | undefined;
}

/** Options of `createOFAuthHandler`. */
export interface OFAuthHandlerOptions {
  /** OFAuth's API key, live or sandbox. Required: a missing or empty key throws. It never leaves the server. */
  readonly apiKey: string | undefined;
  /**
   * Identifies the signed-in user. Required. Called once for each request, with the request itself; read its body only
   * from `request.clone()`.
   *
   * - null or undefined: the response is a 401 `unauthorized`.
   * - a throw: a 500 `server_error`.
   * - a result without a valid `clientReferenceId`: a 500 `misconfigured`.
   * - no result within 10 seconds: a 504 `timeout`.
   *
   * @example
   * authorize: async (request) => {
   *   const user = await currentUser(request);
   *   return user && { clientReferenceId: user.id };
   * }
   */
  readonly authorize: (request: Request) => Authorized | null | undefined | Promise<Authorized | null | undefined>;
  /**
   * Path under which browsers reach the handler. Default `/api/ofauth`; a trailing slash is ignored. Where a mount or a
   * proxy removes it from the request's path, or its first segments, the routes are found all the same.
   */
  readonly basePath?: string | undefined;
  /** URL of OFAuth's API. Default `https://api.ofauth.com`; `http:` only on loopback. */
  readonly apiUrl?: string | undefined;
  /** Id of the client app, `app_…`. Default: the first client app that matches, chosen by OFAuth. */
  readonly clientAppId?: string | undefined;
  /**
   * URL to which OFAuth sends the browser back. It must be one of the client app's Allowed Redirect URIs. Default: this
   * handler's `link/callback` on the origin of the request.
   *
   * **Set it behind a proxy that terminates TLS.** There a request arrives as `http:`, and forwarded headers are
   * ignored, because any client can send them. The handler then takes the origin of `redirectUrl` for its own: in the
   * `Origin` check, for the kind of cookie, and for the loopback rule.
   */
  readonly redirectUrl?: string | undefined;
  /**
   * The page where a redirect ends: a path, or a full `https:` URL. Default: the `returnTo` of the page that started
   * the flow, otherwise `/`.
   */
  readonly returnUrl?: string | undefined;
  /**
   * Location of OFAuth's proxy for new connections. Default: none. `authorize` may return one for each user.
   *
   * @example
   * geolocation: { country: "US", state: "CA" }
   */
  readonly geolocation?: Geolocation | undefined;
  /**
   * The exact origins that a session URL may have, as a list or separated by spaces. Default: OFAuth's two. A loopback
   * origin is accepted only if this handler itself runs on loopback.
   */
  readonly linkOrigins?: string | readonly string[] | undefined;
  /** Signs the attempt cookies; at least 16 bytes. Default: a key derived from the API key. */
  readonly cookieSecret?: string | undefined;
  /**
   * How browsers keep the attempt cookies.
   *
   * - `"lax"`, the default: `SameSite=Lax`. In a frame of another site no browser keeps such a cookie, and the elements
   *   refuse to begin there (`misconfigured`).
   * - `"partitioned"`: `SameSite=None; Secure; Partitioned`, for pages that other sites show in a frame. It needs `https:`,
   *   and your own session cookie has to be of this kind, too. Plain `http:` on loopback keeps `SameSite=Lax`.
   */
  readonly cookies?: "lax" | "partitioned" | undefined;
  /**
   * Sessions that one user may start per minute, in one process. Imports have the same limit; confirmations, and
   * invalidations and disconnections together, three times as much. Default 20; at least 1.
   */
  readonly initLimit?: number | undefined;
  /**
   * Saves a connection that was confirmed, or imported or updated through this handler. Awaited before the response.
   *
   * A throw is a 500 `server_error` and leaves the attempt open for a retry. After 10 seconds the response is a 504
   * `timeout`, and a retry waits for the call that is still running. What a request could not finish is finished later,
   * also without the user: by a read of OFAuth's list or a webhook. Called at least once for each attempt that connects
   * an account, and exactly once if the process that calls it lives: calling it twice must be safe.
   */
  readonly onConnected?: ((event: ConnectedEvent) => unknown) | undefined;
  /**
   * What the handler remembers between requests. Default: in memory, for one process, lost when it ends. Several
   * processes need a shared store (`ofauth-elements/server/redis`).
   */
  readonly store?: Store | undefined;
  /**
   * OFAuth's signing secret, or several while you rotate them. An empty or weak secret throws. Default: none; then
   * there is no webhook route, and changes are found by reading OFAuth's list: at most every 10 seconds up to 100
   * connections, beyond that every 10 minutes.
   */
  readonly webhookSecret?: string | readonly string[] | undefined;
  /**
   * Whether a page may import the session of an account that is logged in elsewhere. Default false: such a session
   * gives access to the account.
   */
  readonly allowImport?: boolean | undefined;
  /**
   * The permissions that a page may ask for when it imports a session, such as `profile:read`; a page that names none
   * gets all of these. Default: any, at most 50. Updates keep the connection's permissions.
   */
  readonly importPermissions?: readonly string[] | undefined;
  /**
   * Called when a webhook reports that a connection changed, including changes made through this handler. A throw makes
   * OFAuth deliver the webhook again. Needs `webhookSecret`.
   */
  readonly onChanged?: ((event: ChangedEvent) => unknown) | undefined;
  /** Like `onChanged`, for a connection that is permanently gone. */
  readonly onDisconnected?: ((event: DisconnectedEvent) => unknown) | undefined;
  /** Called for every verified webhook before the handler applies it, including types that it does not know. */
  readonly onEvent?: ((event: WebhookEvent) => unknown) | undefined;
  /**
   * What happens to a connection that no browser has confirmed: its user may have been sent another person's session
   * URL. Imported connections and those older than the store need no confirmation. With the store in memory, a restart
   * therefore shows what was unconfirmed before it.
   *
   * - `"hide"`, the default: no route shows it.
   * - `"show"`: for a host that also connects accounts without this handler, or runs several processes without a shared
   *   store.
   */
  readonly unconfirmed?: "hide" | "show" | undefined;
  /**
   * Called once for each connection that is still unconfirmed after 10 minutes, so that you can check or invalidate it.
   * Never called with `unconfirmed: "show"`. After a throw it is called again later.
   */
  readonly onUnconfirmed?: ((event: UnconfirmedEvent) => unknown) | undefined;
  /**
   * Whether open pages receive changes at once, through `GET events`. Default true. Set it to false where a response is
   * sent only once it is complete: the route is then a 404, and pages read again on their own (`refresh`, focus).
   */
  readonly events?: boolean | undefined;
  /**
   * Whether you have saved this connection for this user. It then counts as confirmed: a connection from before you used
   * this handler, or one whose confirmation was lost with the store in memory.
   *
   * Asked only for connections that would be hidden. What you know is remembered; another answer holds for a minute.
   * After a throw the connection stays hidden for now.
   */
  readonly isKnown?: ((query: KnownQuery) => boolean | Promise<boolean>) | undefined;
  /**
   * Receives every error response, and errors of background work, for your log. What it throws is ignored. Without it
   * the handler writes one line to `console.error` for each failure of the server (5xx) or of the set-up.
   */
  readonly onError?: ((error: HandlerError) => void) | undefined;
  /** Receives every answered request, for your metrics. What it throws is ignored. */
  readonly onRequest?: ((request: HandledRequest) => void) | undefined;
  /** Replaces the global `fetch` for requests to OFAuth. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Returns the current time in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}
