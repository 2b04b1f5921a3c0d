/** The handler: the host's options are read once, the routes are mounted, and every answer leaves through one door. */
import { Hono } from "hono";
import { errorResponse, withSafeHeaders } from "./http/responses.js";
import { errorPage } from "./link/callback-page.js";
import { startBackgroundTimer, startTimer, type StartTimer } from "./http/timeout.js";
import { routeTable } from "./routes.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { asHttpError, HttpError } from "./http/http-error.js";
import { reportError } from "./http/report-error.js";
import { createRouteContext, type RouteLog } from "./route-context.js";
import { refuseInBrowser } from "./refuse-in-browser.js";
import { readOptions, type Settings } from "./settings.js";

/** Answers a request for one of the host's routes. Never rejects, and needs nothing but the Web's own interfaces. */
export type OFAuthHandler = (request: Request) => Promise<Response>;

export interface Seams {
  /** For tests: what a request waits with. */
  readonly timer: StartTimer;
  /** For tests: what is done when nobody waits. */
  readonly alarm: StartTimer;
}

/** `createOFAuthHandler` with its seams open. */
export function createHandler(options: OFAuthHandlerOptions, seams: Partial<Seams> = {}): OFAuthHandler {
  refuseInBrowser();
  const settings = readOptions(options);
  const context = createRouteContext(settings, { timer: startTimer, alarm: startBackgroundTimer, ...seams });
  const app = new Hono();
  for (const { path, methods, isPage = false } of routeTable) {
    app.all(settings.basePath + path.replace("{id}", ":id"), async ({ req }) => {
      const request = req.raw;
      const note: RouteLog = { report: (error) => reportError(settings, error, path, note.attemptId) };
      try {
        // The request's own word: Hono answers HEAD as GET, and a HEAD must not use a return up.
        const run = new Map(Object.entries(methods)).get(request.method);
        if (!run) {
          const allow = Object.keys(methods).join(", ");
          throw new HttpError(405, "forbidden", "This route has another method.", { allow });
        }
        return await run(request, context, note, req.param("id") ?? "");
      } catch (error) {
        note.report(error);
        const refusal = asHttpError(error);
        return isPage ? await errorPage(refusal, settings.returnUrl ?? "/") : errorResponse(refusal);
      }
    });
  }
  app.notFound(() => refuse(settings, new HttpError(404, "not_found", "There is no such route.")));
  // Without it Hono would print the error.
  app.onError((error) => refuse(settings, error));
  return async (request) => withSafeHeaders(await app.fetch(request));
}

function refuse(settings: Settings, error: unknown): Response {
  reportError(settings, error, "/");
  return errorResponse(asHttpError(error));
}
