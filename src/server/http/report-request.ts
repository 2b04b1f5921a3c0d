/** Reports answered requests to the host's `onRequest`. */

/** What `onRequest` receives. */
export interface HandledRequest {
  /** Path of the route below `basePath`, with `{id}` for an id; `/` for an unknown path. */
  readonly route: string;
  /** HTTP status of the response. */
  readonly status: number;
  /** How long the response took, in milliseconds. For `/events` the time until the stream began. */
  readonly ms: number;
}

/** Runs `answer`, then reports the request. `route`: the path of a `RouteDefinition`. */
type ReportRequest = (route: string, answer: () => Promise<Response>) => Promise<Response>;

export const createRequestReporter =
  (onRequest: ((request: HandledRequest) => void) | undefined, now: () => number): ReportRequest =>
  async (route, answer) => {
    const startedAt = now();
    const response = await answer();
    try {
      // A clock that is set back must not result in a negative time.
      onRequest?.({ route, status: response.status, ms: Math.max(0, now() - startedAt) });
    } catch {
      // A failing log must not fail the user's request.
    }
    return response;
  };
