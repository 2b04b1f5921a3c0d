/** The handles that the client returns for its observers. */
import type { ConnectError } from "../protocol/error-codes.js";
import type { Observer, Query } from "./query.js";
import type { ConnectionView, Observation, PageView } from "./types.js";

interface ObservationActions {
  /** Makes the query due now. */
  readonly refetch: () => void;
  /** Called once, after the observer was removed from the query. */
  readonly onStop: () => void;
}

/** Creates the handle of an `observer` that was added to `query`. */
export function createObservation<View extends ConnectionView | PageView>(
  query: Query,
  observer: Observer,
  { refetch, onStop }: ObservationActions,
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
