/** Exports `createLink()`: the connect flow for a button of your own, or opened from code. */
import { HeadlessLink } from "./elements/link/headless-link.js";
import type { Link, LinkOptions } from "./elements/link/options.js";

export type { Link, LinkOptions };
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/connect-events.lazy.js";
export type * from "./elements/events/event-map.js";
export type { ConnectStateName } from "./connect/attempt.js";
export type { ConnectResult, FailedResult } from "./connect/result.js";
export type { Connection } from "./protocol/connection.js";

/** Creates a connect flow without a button. Does nothing to the page until it is used, and can be called on a server. */
export function createLink(options: LinkOptions = {}): Link {
  return new HeadlessLink(options);
}
