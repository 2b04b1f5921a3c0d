/** What a window that has come back from OFAuth does: it tells the page that waits, and closes when that page has heard it. */
import type { Clock } from "../../connect/ports.js";
import { isCallbackReceipt, callbackChannelName, type CallbackMessage } from "../../protocol/callback-channel.js";

/** Milliseconds until nobody is assumed to be waiting. */
const answerWithin = 1_000;

/** Posts the return query (null: the server has it) to the page that began `attemptId`. Resolves to whether it answered. */
export function handOffCallback(attemptId: string, query: string | null, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(callbackChannelName(attemptId));
    const settle = (heard: boolean) => {
      stop();
      channel.close();
      resolve(heard);
    };
    const stop = clock.after(answerWithin, () => settle(false));
    channel.onmessage = (event) => {
      if (isCallbackReceipt(event.data)) settle(true);
    };
    channel.postMessage({ type: "ofauth-link-returned", query } satisfies CallbackMessage);
  });
}
