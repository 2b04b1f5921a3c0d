import type { TabChannel } from "../../connections/ports.js";

const channelName = "ofauth-connections";

/**
 * Channel to the other tabs of the origin, over `BroadcastChannel`. A message says which connection changed and its
 * status, nothing else: any script of the origin can read it. Without `BroadcastChannel`, does nothing.
 */
export function tabChannel(window: Window & { BroadcastChannel?: typeof BroadcastChannel }): TabChannel {
  let subscribed: BroadcastChannel | undefined;
  const open = () => window.BroadcastChannel && new window.BroadcastChannel(channelName);
  return {
    post({ connectionId, status }) {
      // A channel does not receive its own messages, so the subscribed one is used when there is one.
      const channel = subscribed ?? open();
      channel?.postMessage({ connectionId, status });
      if (channel !== subscribed) channel?.close();
    },
    subscribe(onMessage) {
      const channel = open();
      channel?.addEventListener("message", ({ data }) => onMessage(data));
      subscribed = channel;
      return () => {
        channel?.close();
        subscribed = undefined;
      };
    },
  };
}
