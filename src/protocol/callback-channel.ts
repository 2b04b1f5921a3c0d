/**
 * Messages between the callback window and the page that started the attempt. They use a BroadcastChannel, because
 * Cross-Origin-Opener-Policy severs `window.opener`. When the host's server took the callback, the message has no
 * result, and the page reads `link/result`.
 */
import { isString, asRecord, asRecordOrEmpty } from "./record.js";

/**
 * Returns the name of an attempt's channel. The attempt id is random: no other page of the origin listens by accident.
 */
export const callbackChannelName = (attemptId: string): string => `ofauth-link:${attemptId}`;

/** Callback window → page. */
export interface CallbackMessage {
  readonly type: "ofauth-link-returned";
  /** OFAuth's callback query when a page of the host took the callback; null when the server did. */
  readonly query: string | null;
}

/** Any page → the page that waits: is there one? Without an answer, the one that asks reads the attempt's result itself. */
export const callbackQuestion = { type: "ofauth-link-question" } as const;

/** The answer to `callbackQuestion`. */
export const callbackAwaited = { type: "ofauth-link-awaited" } as const;

/** Page → callback window: the message arrived, the window may close. */
interface CallbackReceipt {
  readonly type: "ofauth-link-received";
}

/** The receipt that a page posts. */
export const callbackReceipt: CallbackReceipt = { type: "ofauth-link-received" };

/** Parses a message of the channel. Returns undefined for anything but a callback message. */
export function parseCallbackMessage(data: unknown): CallbackMessage | undefined {
  const { type, query } = asRecordOrEmpty(data);
  if (type !== "ofauth-link-returned" || !(query === null || (isString(query) && query.length <= 4096)))
    return undefined;
  return { type, query };
}

/** Whether a message of the channel has the type of `message`. */
export const isSameMessage = (data: unknown, message: { readonly type: string }): boolean =>
  asRecord(data)?.type === message.type;
