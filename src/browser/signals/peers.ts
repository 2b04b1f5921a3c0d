/** The other visible pages of the browser, over Web Locks and `BroadcastChannel`. */
import type { Peers } from "../../connections/ports.js";
import { openChannel, type ChannelWindow } from "./tab-channel.js";

/**
 * Connects the page to those that use the same `name`. Returns undefined for a page in a frame, whose storage may be
 * another's, and where the browser lacks locks or channels.
 */
export function connectPeers(
  window: ChannelWindow,
  name: string,
  onMessage: (message: unknown) => void,
): Peers | undefined {
  const locks = window.navigator.locks as LockManager | undefined;
  if (!locks || window.top !== window) return undefined;
  const channel = openChannel(window, name);
  if (!channel) return undefined;
  channel.addEventListener("message", ({ data }) => onMessage(data));
  return {
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
    lock(steal, onGranted, onLost) {
      const controller = new AbortController();
      const { signal } = controller;
      const whenReleased = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      const release = () => controller.abort();
      let isGranted = false;
      const hold = () => {
        if (signal.aborted) return undefined;
        isGranted = true;
        onGranted();
        return whenReleased;
      };
      // The two options exclude each other. What is stolen is granted at once.
      locks.request(name, steal ? { steal } : { signal }, hold).catch(() => {
        if (signal.aborted) return;
        // A browser that refuses the lock itself has no leader: every page then has its own stream.
        if (!isGranted) return onGranted();
        release();
        onLost();
      });
      // Before the browser looks whether the page may stay in its back/forward cache: one with a lock may not. Not every
      // browser has the first event, and after the second it may be too late.
      for (const type of ["beforeunload", "pagehide"]) {
        window.addEventListener(type, () => (release(), onLost()), { signal });
      }
      return release;
    },
  };
}
