/** Notices that a user may have gone on with an attempt that nothing on this page shows any more. */
import { awaitCallback } from "./transports/callback-waiting.js";

/**
 * Calls `onReturn` whenever the user comes back to this page or the browser online, and when the attempt's window comes back
 * from OFAuth: then with the callback's query, or null when the host's server took it. Other pages learn that this one
 * waits for the attempt. Ends when `signal` aborts.
 */
export function watchAttempt(
  window: Window,
  attemptId: string,
  onReturn: (query?: string | null) => void,
  signal: AbortSignal,
): void {
  let channel = awaitCallback(window, attemptId, onReturn);
  const close = () => {
    channel?.close();
    channel = undefined;
  };
  const returned = () => window.document.visibilityState === "hidden" || onReturn();
  for (const type of ["focus", "visibilitychange", "online"]) window.addEventListener(type, returned, { signal });
  // An open channel would keep the page out of the back-forward cache.
  window.addEventListener("pagehide", close, { signal });
  window.addEventListener(
    "pageshow",
    ({ persisted }) => {
      if (!persisted) return;
      channel ??= awaitCallback(window, attemptId, onReturn);
      onReturn();
    },
    { signal },
  );
  signal.addEventListener("abort", close);
}
