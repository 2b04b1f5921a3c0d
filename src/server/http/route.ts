/** Types that connect a feature's routes to the handler. */

/** Per-request object in which a route leaves what `onError` reports. */
export interface RequestLog {
  /** Id of the attempt that the request is about; a link route sets it as soon as it is known. */
  attemptId?: string | undefined;
  /** Reports an error that the response does not show. */
  report(error: unknown): void;
  /** Keeps the host's code running until the work is done. Undefined when the host gave no such function. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/**
 * Answers one request. `id` is the `{id}` segment of the path, decoded but not validated; empty for a path without one.
 */
export type RouteHandler = (request: Request, log: RequestLog, id: string) => Promise<Response>;

export interface RouteDefinition {
  /** Path below `basePath`. `{id}` stands for one segment. `onError` receives this path, never an id. */
  readonly path: string;
  /** Every other method is answered with a 405. */
  readonly methods: Readonly<Partial<Record<"GET" | "POST" | "PATCH" | "DELETE", RouteHandler>>>;
  /** Whether a person sees the errors of this route: they are sent as HTML pages instead of JSON. */
  readonly isPage?: boolean;
}
