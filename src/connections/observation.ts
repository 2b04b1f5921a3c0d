/** The handles that the client returns for its observers. */
import type { ConnectError } from "../protocol/error-codes.js";
import type { Observer, Query } from "./query.js";
import type { ConnectionView, Observation, PageView } from "./types.js";

/**
 * Creates the handle of an `observer` that was added to `query`.
 *
 * @param refetch makes the query due now
 * @param onStop called once, after the observer was removed from the query
 */
export function createObservation<View extends ConnectionView | PageView>(
  query: Query,
  observer: Observer,
  refetch: () => void,
  onStop: () => void,
): Observation<View> {
  return {
    get view() {
      return query.view as View;
    },
    refetch: () =>
      new Promise((resolve) => {
        const settle = () => resolve(query.view as View);
        if (!query.observers.has(observer)) return settle();
        query.pendingRefetches.push(settle);
        refetch();
      }),
    stop() {
      if (query.observers.delete(observer)) onStop();
    },
  };
}

/** Creates the handle for a connection id that is malformed. Its view never changes, and nothing is fetched. */
export function failedObservation(error: ConnectError): Observation<ConnectionView> {
  const view: ConnectionView = { name: "failed", error };
  return { view, refetch: async () => view, stop() {} };
}
