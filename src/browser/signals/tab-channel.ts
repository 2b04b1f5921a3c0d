import type { TabChannel } from "../../connections/ports.js";

const channelName = "ofauth-connections";

/** A window that may lack `BroadcastChannel`. */
export type ChannelWindow = Window & { BroadcastChannel?: typeof BroadcastChannel };

/** Opens the channel of this name; undefined where the browser has none or does not allow it. */
export function openChannel(window: ChannelWindow, name: string): BroadcastChannel | undefined {
  try {
    return window.BroadcastChannel && new window.BroadcastChannel(name);
  } catch {
    // Firefox throws where the user blocks cookies.
    return undefined;
  }
}

/**
 * Channel to the other tabs of the origin, over `BroadcastChannel`. A message says which connection changed and its
 * status, nothing else: any script of the origin can read it. Without `BroadcastChannel`, does nothing.
 */
export function tabChannel(window: ChannelWindow): TabChannel {
  let subscribed: BroadcastChannel | undefined;
  return {
    post({ connectionId, status }) {
      // A channel does not receive its own messages, so the subscribed one is used when there is one.
      const channel = subscribed ?? openChannel(window, channelName);
      channel?.postMessage({ connectionId, status });
      if (channel !== subscribed) channel?.close();
    },
    subscribe(onMessage) {
      const channel = openChannel(window, channelName);
      channel?.addEventListener("message", ({ data }) => onMessage(data));
      subscribed = channel;
      return () => {
        channel?.close();
        subscribed = undefined;
      };
    },
  };
}
