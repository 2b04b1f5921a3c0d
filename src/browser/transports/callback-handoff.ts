/** Both sides of an attempt's channel: the window that comes back from OFAuth, and the page that waits for it. */
import type { Clock } from "../../connect/ports.js";
import { AWAITED_REPLY_TIMEOUT_MS, CALLBACK_HANDOFF_TIMEOUT_MS } from "../../connect/timeouts.js";
import {
  callbackAwaited,
  callbackChannelName,
  callbackQuestion,
  callbackReceipt,
  isSameMessage,
  parseCallbackMessage,
  type CallbackMessage,
} from "../../protocol/callback-channel.js";
import { openChannel } from "../signals/tab-channel.js";

/**
 * Posts the callback query to the page that started `attemptId`. Resolves with whether that page answered in time.
 *
 * @param query null when the host's server took the callback
 */
export const handOffCallback = (
  window: Window,
  attemptId: string,
  query: string | null,
  clock: Clock,
): Promise<boolean> => {
  const message: CallbackMessage = { type: "ofauth-link-returned", query };
  return isAnswered(
    openAttemptChannel(window, attemptId),
    message,
    callbackReceipt,
    CALLBACK_HANDOFF_TIMEOUT_MS,
    clock,
  );
};

/** Resolves with whether a page waits for `attemptId`. */
export const isAwaited = (window: Window, attemptId: string, clock: Clock): Promise<boolean> =>
  isAnswered(openAttemptChannel(window, attemptId), callbackQuestion, callbackAwaited, AWAITED_REPLY_TIMEOUT_MS, clock);

/** Resolves with false at once where there is no channel: no page can answer. */
function isAnswered(
  channel: BroadcastChannel | undefined,
  message: object,
  answer: { readonly type: string },
  timeoutMs: number,
  clock: Clock,
): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    if (!channel) return resolve(false);
    const settle = (isYes: boolean) => {
      stop();
      channel.close();
      resolve(isYes);
    };
    const stop = clock.after(timeoutMs, () => settle(false));
    channel.onmessage = ({ data }) => isSameMessage(data, answer) && settle(true);
    channel.postMessage(message);
  });
}

/**
 * Waits for the window of `attemptId` on this page: answers that it does, and calls `onReturned` with the query of each callback.
 * Returns undefined where the browser denies channels.
 */
export function awaitCallback(
  window: Window,
  attemptId: string,
  onReturned: (query: string | null) => void,
): BroadcastChannel | undefined {
  const channel = openAttemptChannel(window, attemptId);
  channel?.addEventListener("message", ({ data }) => {
    if (isSameMessage(data, callbackQuestion)) channel.postMessage(callbackAwaited);
    const message = parseCallbackMessage(data);
    if (!message) return;
    channel.postMessage(callbackReceipt);
    onReturned(message.query);
  });
  return channel;
}

const openAttemptChannel = (window: Window, attemptId: string) => openChannel(window, callbackChannelName(attemptId));
