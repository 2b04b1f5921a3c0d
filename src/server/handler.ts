/**
 * The request handler: reads the options once, mounts the routes and sends every response with the security headers.
 */
import { Hono } from "hono";
import { endsWithAnswer } from "./ends-with-answer.js";
import { closedError, createActivity } from "./http/activity.js";
import { asHttpError, HttpError } from "./http/http-error.js";
import { refuseSymbol, type RefuseRequest } from "./http/refuse-request.js";
import { createErrorReporter } from "./http/report-error.js";
import { createRequestReporter } from "./http/report-request.js";
import { errorResponse, withSecurityHeaders } from "./http/responses.js";
import type { RequestLog, RouteDefinition } from "./http/route.js";
import { startBackgroundTimer, startTimer } from "./http/timeout.js";
import { createProxyWarning } from "./http/warnings.js";
import { hasAttemptCookie } from "./link/attempt-cookie.js";
import { errorPage } from "./link/callback-page.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { refuseInBrowser } from "./refuse-in-browser.js";
import { createRoutes, type Timers } from "./routes.js";
import { readOptions } from "./settings.js";

/** What the host's runtime offers for one request. */
export interface RequestContext {
  /** Keeps the code running until the work is done, such as `waitUntil` of a Worker's context. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/** Answers requests for the host's routes. Needs only Web APIs. */
export interface OFAuthHandler {
  /**
   * Answers a request. Never rejects. Pass `waitUntil` where your code ends with the answer: OFAuth is then read behind
   * it. Ignores what else a host passes to its routes, such as Next's `params`.
   */
  (request: Request, context?: RequestContext | object): Promise<Response>;
  /**
   * Does one bounded step of what a long-lived process does by itself: reads OFAuth's newest connections, and goes on
   * with the walk through its whole list if that is due. For a cron job where your code ends with the answer. Never
   * rejects.
   */
  maintain(): Promise<void>;
  /**
   * Ends what a server that stops would wait for: event streams end, and their pages reconnect, to another process where
   * there is one; new requests get a 503. Resolves when the requests in progress and your own functions have ended, after
   * 15 seconds at the latest. Never rejects. Close the store after it.
   */
  close(): Promise<void>;
}

/** `createOFAuthHandler` with timers that tests can replace. */
export function createHandler(options: OFAuthHandlerOptions, timers: Partial<Timers> = {}): OFAuthHandler {
  refuseInBrowser();
  const settings = readOptions(options);
  const defaults = { timer: startTimer, backgroundTimer: startBackgroundTimer, endsWithAnswer: endsWithAnswer() };
  const allTimers = { ...defaults, ...timers };
  const reportError = createErrorReporter(settings.onError);
  const reportRequest = createRequestReporter(settings.onRequest, settings.now);
  const warnAboutProxy = createProxyWarning(settings.redirectUrl);
  const activity = createActivity(allTimers.timer);
  const refusals = new WeakMap<Request, HttpError>();
  const contexts = new WeakMap<Request, RequestContext>();

  async function answer(route: RouteDefinition, request: Request, id: string): Promise<Response> {
    const log: RequestLog = {
      report: (error) => reportError(error, route.path, log.attemptId),
      waitUntil: waitUntilOf(contexts.get(request)),
    };
    try {
      const refusal = refusals.get(request) ?? (activity.closing.aborted ? closedError() : undefined);
      if (refusal) throw refusal;
      warnAboutProxy(request);
      return await handlerFor(route, request)(request, log, id);
    } catch (error) {
      log.report(error);
      const httpError = asHttpError(error);
      return route.isPage
        ? await errorPage(httpError, settings.returnUrl ?? "/", hasAttemptCookie(request))
        : errorResponse(httpError);
    }
  }

  // Not strict: a path with one slash at its end is the same route.
  const app = new Hono({ strict: false });
  const { routes, maintain } = createRoutes(settings, reportError, activity, allTimers);
  const mounted = mountPaths(settings.basePath).flatMap((path) => routes.map((route) => ({ path, route })));
  for (const { path, route } of mounted) {
    app.all(path + route.path.replace("{id}", ":id"), ({ req }) =>
      reportRequest(route.path, () => answer(route, req.raw, req.param("id") ?? "")),
    );
  }
  const outsideRoutes = (error: unknown) =>
    reportRequest("/", async () => {
      reportError(error, "/");
      return errorResponse(asHttpError(error));
    });
  app.notFound(() => outsideRoutes(new HttpError(404, "not_found", "This route does not exist.")));
  // Without it Hono would print the error.
  app.onError(outsideRoutes);

  const handle = (request: Request, context?: RequestContext) => {
    if (context) contexts.set(request, context);
    return activity.track((async () => withSecurityHeaders(await app.fetch(request)))());
  };
  const refuse: RefuseRequest = (request, error) => {
    refusals.set(request, error);
    return handle(request);
  };
  return Object.assign(handle, { maintain, close: () => activity.close(), [refuseSymbol]: refuse });
}

/**
 * Returns the context's `waitUntil` as a function of its own: that of a Worker's context is a method. Other runtimes pass
 * something else beside the request.
 */
const waitUntilOf = (context: RequestContext | undefined): RequestContext["waitUntil"] =>
  typeof context?.waitUntil === "function" ? (work) => context.waitUntil?.(work) : undefined;

/**
 * Returns the paths under which the routes are: `basePath` first, then what is left of it when a mount or a proxy has
 * removed its first segments (`/api/ofauth`, `/ofauth`, nothing). The browser's path is `basePath` all the same.
 */
function mountPaths(basePath: string): readonly string[] {
  const segments = basePath.split("/").slice(1);
  return [...segments.map((_, removed) => `/${segments.slice(removed).join("/")}`), ""];
}

/** Returns the route's handler for the request's method. Throws a 405. */
function handlerFor({ methods }: RouteDefinition, request: Request) {
  // Read from the request itself: Hono treats HEAD as GET, and a HEAD must not consume a callback.
  const handler = Object.entries(methods).find(([method]) => method === request.method)?.[1];
  if (handler) return handler;
  const allow = Object.keys(methods).join(", ");
  throw new HttpError(405, "forbidden", `This route allows only ${allow}.`, { allow });
}
