/** Tells the other tabs of this origin that something has become of a connection: which one and its status, nothing else. */
import type { TabChannel } from "../../connections/ports.js";

const channelName = "ofauth-connections";

export function tabChannel(window: Window & { BroadcastChannel?: typeof BroadcastChannel }): TabChannel {
  let open: BroadcastChannel | undefined;
  const create = () => window.BroadcastChannel && new window.BroadcastChannel(channelName);
  return {
    tell({ connectionId, status }) {
      // By the channel that listens, where there is one: from another one we would hear ourselves.
      const channel = open ?? create();
      channel?.postMessage({ connectionId, status });
      if (channel !== open) channel?.close();
    },
    listen(heard) {
      const channel = create();
      channel?.addEventListener("message", ({ data }) => heard(data));
      open = channel;
      return () => {
        channel?.close();
        open = undefined;
      };
    },
  };
}
