/** The waiting side of an attempt's channel: the page that began the attempt. */
import {
  callbackAwaited,
  callbackChannelName,
  callbackQuestion,
  callbackReceipt,
  isSameMessage,
  parseCallbackMessage,
} from "../../protocol/callback-channel.js";
import { openChannel } from "../signals/tab-channel.js";

/** Opens the channel of an attempt. Returns undefined where the browser denies channels. */
export const openAttemptChannel = (window: Window, attemptId: string): BroadcastChannel | undefined =>
  openChannel(window, callbackChannelName(attemptId));

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
