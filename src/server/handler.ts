/** The handler: the host's options are read once, the routes are mounted, and every answer leaves through one door. */
import { Hono } from "hono";
import { routes } from "../protocol/backend-contract.js";
import { refusalAnswer, withSafeHeaders } from "./answers.js";
import { callbackScript, refusalPage } from "./callback-page.js";
import { linkCallback } from "./callback-route.js";
import { startTimer, type StartTimer } from "./deadline.js";
import { createLinkContext, type LinkRoute, type RouteNote } from "./link-context.js";
import { linkComplete, linkInit } from "./link-routes.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { asRefusal, Refusal } from "./refusal.js";
import { linkResult } from "./result-route.js";
import { refuseInPage } from "./server-only.js";
import { readOptions, type Settings } from "./settings.js";

/** Answers a request for one of the host's routes. Never rejects, and needs nothing but the Web's own interfaces. */
export type OFAuthHandler = (request: Request) => Promise<Response>;

interface Route {
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly run: LinkRoute;
  /** People see its refusals: they are pages. */
  readonly isPage?: boolean;
}

const linkRoutes: readonly Route[] = [
  { path: routes.linkInit, method: "POST", run: linkInit },
  { path: routes.linkComplete, method: "POST", run: linkComplete },
  { path: routes.linkCallback, method: "GET", run: linkCallback, isPage: true },
  { path: `${routes.linkCallback}.js`, method: "GET", run: async () => callbackScript() },
  { path: routes.linkResult, method: "GET", run: linkResult },
];

export interface Seams {
  /** For tests: what waits. */
  readonly timer: StartTimer;
}

/** `createOFAuthHandler` with its seams open. */
export function createHandler(options: OFAuthHandlerOptions, seams: Seams = { timer: startTimer }): OFAuthHandler {
  refuseInPage();
  const settings = readOptions(options);
  const link = createLinkContext(settings, seams.timer);
  const app = new Hono();
  for (const { path, method, run, isPage = false } of linkRoutes) {
    app.all(`${settings.basePath}${path}`, async ({ req: { raw: request } }) => {
      const note: RouteNote = { report: (error) => report(settings, error, path, note) };
      try {
        // The request's own word: Hono answers HEAD as GET, and a HEAD must not use a return up.
        if (request.method !== method) {
          throw new Refusal(405, "forbidden", "This route has another method.", { allow: method });
        }
        return await run(request, link, note);
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
  report(settings, error, "/", {});
  return refusalAnswer(asRefusal(error));
}

function report(settings: Settings, error: unknown, route: string, { attemptId }: Pick<RouteNote, "attemptId">): void {
  const { code, status, cause } = asRefusal(error);
  try {
    settings.onError?.({ code, status, route, attemptId, cause });
  } catch {
    // A log that fails is not a reason to refuse the user.
  }
}
