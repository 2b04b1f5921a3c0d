import type { Clock } from "../connect/ports.js";
import { LEAVING_MS } from "../connect/timeouts.js";
import { isConnectError } from "../protocol/error-codes.js";

/**
 * Waits for a request. When the page is being left, WebKit ends its requests as if there were no network, shortly before
 * `pagehide`: then the promise stays pending, and what the page holds ends when it is restored.
 */
export async function unlessLeaving<T>(
  window: Window,
  clock: Clock,
  request: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (signal.aborted || !isConnectError(error) || error.code !== "network") throw error;
    return new Promise((_, reject) => {
      const stop = clock.after(LEAVING_MS, () => {
        window.removeEventListener("pagehide", stop);
        reject(error);
      });
      window.addEventListener("pagehide", stop, { once: true });
    });
  }
}
