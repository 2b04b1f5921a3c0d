/** Has the host save a connection (`onConnected`). */
import { DeadlineError, withDeadline, type StartTimer } from "../http/timeout.js";
import type { ConnectedEvent, OFAuthHandlerOptions } from "../options.js";
import { Refusal } from "../http/http-error.js";

const deadlineMs = 10_000;

/** Throws a 500 when the host does. */
export async function saveAtHost(
  onConnected: OFAuthHandlerOptions["onConnected"],
  event: ConnectedEvent,
): Promise<void> {
  try {
    await onConnected?.(event);
  } catch (error) {
    throw new Refusal(500, "server_error", "The host could not save the connection.", { cause: error });
  }
}

/** What `saving` resolves to. Throws a 504 when it takes too long; the saving itself goes on then. */
export async function waitForHost<T>(saving: Promise<T>, timer: StartTimer, client: AbortSignal): Promise<T> {
  try {
    return await withDeadline(() => saving, { ms: deadlineMs, timer, client });
  } catch (error) {
    if (error instanceof DeadlineError) {
      throw new Refusal(504, "timeout", "The host did not save the connection in time.");
    }
    throw error;
  }
}
