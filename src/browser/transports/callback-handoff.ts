/** Hands the callback in a popup to the page that opened it. */
import type { Clock } from "../../connect/ports.js";
import { CALLBACK_HANDOFF_TIMEOUT_MS } from "../../connect/timeouts.js";
import { isCallbackReceipt, callbackChannelName, type CallbackMessage } from "../../protocol/callback-channel.js";

/**
 * Posts the callback query to the page that started `attemptId`. Resolves with whether that page answered in time.
 *
 * @param query null when the host's server took the callback
 */
export function handOffCallback(attemptId: string, query: string | null, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(callbackChannelName(attemptId));
    const settle = (isAnswered: boolean) => {
      stop();
      channel.close();
      resolve(isAnswered);
    };
    const stop = clock.after(CALLBACK_HANDOFF_TIMEOUT_MS, () => settle(false));
    channel.onmessage = (event) => {
      if (isCallbackReceipt(event.data)) settle(true);
    };
    channel.postMessage({ type: "ofauth-link-returned", query } satisfies CallbackMessage);
  });
}
