/** A route that only the demo has: the page reads the state of the backend from it, and simulates events at OFAuth. */
import type { CallbackCall } from "./callback-log.js";

export const backendStatePath = "/demo/state";

export interface BackendState {
  /** The newest connection of the signed-in user, on which the buttons act. */
  readonly newest: { readonly id: string; readonly name: string } | null;
  /** Calls of the host's callbacks since the last request of the page. */
  readonly calls: readonly CallbackCall[];
  /** Number of calls since the backend started. */
  readonly totalCalls: number;
  /** After a simulated event: types of the delivered webhooks; null when the event was not possible. */
  readonly webhooks?: readonly string[] | null;
}
