/**
 * How a window that has come back from OFAuth tells the page that is waiting for it: over a BroadcastChannel, because a
 * page with Cross-Origin-Opener-Policy cuts `window.opener`, and a channel survives that. It carries no connection id when
 * the host's server took the callback: then the page asks `link/result`.
 */
import { isString, asRecord } from "./record.js";

/** The channel of one attempt. An attempt id is random, so that no other page on the origin listens by accident. */
export const callbackChannelName = (attemptId: string): string => `ofauth-link:${attemptId}`;

/** `sessionStorage` key under which the window that is sent to OFAuth remembers which attempt it belongs to. */
export const windowAttemptKey = "ofauth-link:attempt";

/** Returned window → page. `query` is OFAuth's return query if a page of the host's own took it, null if the server did. */
export interface CallbackMessage {
  readonly type: "ofauth-link-returned";
  readonly query: string | null;
}

/** Page → returned window: somebody was listening, it may close. */
export interface CallbackReceipt {
  readonly type: "ofauth-link-received";
}

export const callbackReceipt: CallbackReceipt = { type: "ofauth-link-received" };

export function parseCallbackMessage(data: unknown): CallbackMessage | undefined {
  const { type, query } = asRecord(data) ?? {};
  if (type !== "ofauth-link-returned" || !(query === null || (isString(query) && query.length <= 4096)))
    return undefined;
  return { type, query };
}

export const isCallbackReceipt = (data: unknown): boolean => asRecord(data)?.type === "ofauth-link-received";
