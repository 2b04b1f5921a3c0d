/** The asking side of an attempt's channel: a window that comes back from OFAuth, or a page that is loaded. */
import type { Clock } from "../../connect/ports.js";
import { AWAITED_REPLY_TIMEOUT_MS, CALLBACK_HANDOFF_TIMEOUT_MS } from "../../connect/timeouts.js";
import {
  callbackAwaited,
  callbackQuestion,
  callbackReceipt,
  isSameMessage,
  type CallbackMessage,
} from "../../protocol/callback-channel.js";
import { openAttemptChannel } from "./callback-waiting.js";

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
