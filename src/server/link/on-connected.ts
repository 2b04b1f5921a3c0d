/** Has the host save a connection (`onConnected`). */
import { TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import type { ConnectedEvent, OFAuthHandlerOptions } from "../options.js";
import { HttpError } from "../http/http-error.js";

const deadlineMs = 10_000;

/** Throws a 500 when the host does. */
export async function callOnConnected(
  onConnected: OFAuthHandlerOptions["onConnected"],
  event: ConnectedEvent,
): Promise<void> {
  try {
    await onConnected?.(event);
  } catch (error) {
    throw new HttpError(500, "server_error", "The host could not save the connection.", { cause: error });
  }
}

/** What `saving` resolves to. Throws a 504 when it takes too long; the saving itself goes on then. */
export async function waitForOnConnected<T>(saving: Promise<T>, timer: StartTimer, client: AbortSignal): Promise<T> {
  try {
    return await withTimeout(() => saving, { ms: deadlineMs, timer, client });
  } catch (error) {
    if (error instanceof TimeoutError) {
      throw new HttpError(504, "timeout", "The host did not save the connection in time.");
    }
    throw error;
  }
}
