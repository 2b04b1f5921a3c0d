/** The settings that requests and Link sessions depend on. `elements/flow-settings.ts` adds those of the user interface. */
import type { CreateSession } from "./http/host-session.js";
import type { RequestInitSource } from "./http/request.js";

/** Settings of every request to your app's routes. */
export interface RequestSettings {
  /** Base URL of your app's routes: a path on this origin, or a full `https:` URL. */
  endpoint: string;
  /** Extra `RequestInit` for requests to your app's routes, such as a CSRF header, or a function that returns it. */
  requestInit: RequestInitSource | undefined;
}

/** Settings that determine how Link sessions are created and which session URLs are accepted. */
export interface SessionSettings extends RequestSettings {
  /** URL of the Link init route, for a backend that has only that one route. Default: `{endpoint}/link/init`. */
  linkEndpoint: string | undefined;
  /** Origins that a session URL may have, separated by spaces. A loopback origin is accepted only on a page that is on loopback itself. */
  linkOrigins: string;
  /** Function that gets a Link session from your backend. Takes precedence over `sessionUrl` and the endpoints. */
  createSession: CreateSession | undefined;
}

/** Settings of one attempt's session. */
export interface AttemptSettings extends SessionSettings {
  /** Session URL that your backend has already created. No session is requested then, and an expired one cannot be renewed. */
  sessionUrl?: string | undefined;
}
