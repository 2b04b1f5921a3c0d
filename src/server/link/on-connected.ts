/** Calls the host's `onConnected`, which saves a connection. */
import { HttpError } from "../http/http-error.js";
import { TimeoutError, waitAtMost, type StartTimer } from "../http/timeout.js";
import type { ConnectedEvent } from "../host-events.js";
import type { OFAuthHandlerOptions } from "../options.js";

/** How long a request waits for `onConnected`. The call itself is not cancelled: a retry waits for it again. */
const ON_CONNECTED_TIMEOUT_MS = 10_000;

export interface OnConnected {
  /** Calls `onConnected`. Throws a 500 when it throws. */
  call(event: ConnectedEvent): Promise<void>;
  /** Waits for a call on behalf of a request. Throws a 504 after 10 seconds; the call goes on. */
  wait<T>(call: Promise<T>, client: AbortSignal): Promise<T>;
}

export function createOnConnected(onConnected: OFAuthHandlerOptions["onConnected"], timer: StartTimer): OnConnected {
  return {
    async call(event) {
      try {
        await onConnected?.(event);
      } catch (error) {
        throw new HttpError(500, "server_error", "The site could not save the connection.", { cause: error });
      }
    },
    async wait(call, client) {
      try {
        return await waitAtMost(() => call, { ms: ON_CONNECTED_TIMEOUT_MS, timer, client });
      } catch (error) {
        if (error instanceof TimeoutError) {
          throw new HttpError(504, "timeout", "The site did not save the connection in time.");
        }
        throw error;
      }
    },
  };
}
