/**
 * The request handler: reads the options once, mounts the routes and sends every response with the security headers.
 */
import { Hono } from "hono";
import { asHttpError, HttpError } from "./http/http-error.js";
import { createErrorReporter } from "./http/report-error.js";
import { errorResponse, withSecurityHeaders } from "./http/responses.js";
import type { RequestLog, RouteDefinition } from "./http/route.js";
import { startBackgroundTimer, startTimer } from "./http/timeout.js";
import { errorPage } from "./link/callback-page.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { refuseInBrowser } from "./refuse-in-browser.js";
import { createRoutes, type Timers } from "./routes.js";
import { readOptions } from "./settings.js";

/** Answers a request for one of the host's routes. Never rejects, and needs only Web APIs. */
export type OFAuthHandler = (request: Request) => Promise<Response>;

/** `createOFAuthHandler` with timers that tests can replace. */
export function createHandler(options: OFAuthHandlerOptions, timers: Partial<Timers> = {}): OFAuthHandler {
  refuseInBrowser();
  const settings = readOptions(options);
  const reportError = createErrorReporter(settings.onError);
  const app = new Hono();
  const routes = createRoutes(settings, reportError, {
    timer: startTimer,
    backgroundTimer: startBackgroundTimer,
    ...timers,
  });
  const mounted = mountPaths(settings.basePath).flatMap((path) => routes.map((route) => ({ path, route })));
  for (const { path, route } of mounted) {
    app.all(path + route.path.replace("{id}", ":id"), async ({ req }) => {
      const request = req.raw;
      const log: RequestLog = { report: (error) => reportError(error, route.path, log.attemptId) };
      try {
        return await handlerFor(route, request)(request, log, req.param("id") ?? "");
      } catch (error) {
        log.report(error);
        const httpError = asHttpError(error);
        return route.isPage ? await errorPage(httpError, settings.returnUrl ?? "/") : errorResponse(httpError);
      }
    });
  }
  const outsideRoutes = (error: unknown) => {
    reportError(error, "/");
    return errorResponse(asHttpError(error));
  };
  app.notFound(() => outsideRoutes(new HttpError(404, "not_found", "This route does not exist.")));
  // Without it Hono would print the error.
  app.onError(outsideRoutes);
  return async (request) => withSecurityHeaders(await app.fetch(request));
}

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
  const handler = new Map(Object.entries(methods)).get(request.method);
  if (handler) return handler;
  const allow = Object.keys(methods).join(", ");
  throw new HttpError(405, "forbidden", `This route allows only ${allow}.`, { allow });
}
