/** What a window that has come back from OFAuth does: it tells the page that waits, and closes when that page has heard it. */
import type { Clock } from "../../connect/ports.js";
import { CALLBACK_HANDOFF_TIMEOUT_MS } from "../../connect/timeouts.js";
import { isCallbackReceipt, callbackChannelName, type CallbackMessage } from "../../protocol/callback-channel.js";

/** Posts the return query (null: the server has it) to the page that began `attemptId`. Resolves to whether it answered. */
export function handOffCallback(attemptId: string, query: string | null, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(callbackChannelName(attemptId));
    const settle = (heard: boolean) => {
      stop();
      channel.close();
      resolve(heard);
    };
    const stop = clock.after(CALLBACK_HANDOFF_TIMEOUT_MS, () => settle(false));
    channel.onmessage = (event) => {
      if (isCallbackReceipt(event.data)) settle(true);
    };
    channel.postMessage({ type: "ofauth-link-returned", query } satisfies CallbackMessage);
  });
}
