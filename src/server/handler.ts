/** The handler: the host's options are read once, the routes are mounted, and every answer leaves through one door. */
import { Hono } from "hono";
import { refusalAnswer, withSafeHeaders } from "./http/responses.js";
import { refusalPage } from "./link/callback-page.js";
import { startAlarm, startTimer, type StartTimer } from "./http/timeout.js";
import { mountedRoutes } from "./routes.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { asRefusal, Refusal } from "./http/http-error.js";
import { reportRefusal } from "./http/report-error.js";
import { createRouteContext, type RouteNote } from "./route-context.js";
import { refuseInPage } from "./refuse-in-browser.js";
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
  refuseInPage();
  const settings = readOptions(options);
  const context = createRouteContext(settings, { timer: startTimer, alarm: startAlarm, ...seams });
  const app = new Hono();
  for (const { path, methods, isPage = false } of mountedRoutes) {
    app.all(settings.basePath + path.replace("{id}", ":id"), async ({ req }) => {
      const request = req.raw;
      const note: RouteNote = { report: (error) => reportRefusal(settings, error, path, note.attemptId) };
      try {
        // The request's own word: Hono answers HEAD as GET, and a HEAD must not use a return up.
        const run = new Map(Object.entries(methods)).get(request.method);
        if (!run) {
          const allow = Object.keys(methods).join(", ");
          throw new Refusal(405, "forbidden", "This route has another method.", { allow });
        }
        return await run(request, context, note, req.param("id") ?? "");
      } catch (error) {
        note.report(error);
        const refusal = asRefusal(error);
        return isPage ? await refusalPage(refusal, settings.returnUrl ?? "/") : refusalAnswer(refusal);
      }
    });
  }
  app.notFound(() => refuse(settings, new Refusal(404, "not_found", "There is no such route.")));
  // Without it Hono would print the error.
  app.onError((error) => refuse(settings, error));
  return async (request) => withSafeHeaders(await app.fetch(request));
}

function refuse(settings: Settings, error: unknown): Response {
  reportRefusal(settings, error, "/");
  return refusalAnswer(asRefusal(error));
}
