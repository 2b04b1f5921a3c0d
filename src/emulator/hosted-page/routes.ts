/**
 * Routes of the hosted Link page: `/cs_…` and `/s/cs_…`, the steps that its script posts to `…/step`, and its assets.
 */
import { readFile } from "node:fs/promises";
import { Hono, type Context } from "hono";
import { badRequest } from "../api/error.js";
import type { ClientApps } from "../client-apps.js";
import type { ConnectionStore } from "../connection-store.js";
import { applyToSession } from "../control/routes.js";
import { pageShell } from "./shell.js";
import { stylesheet } from "./stylesheet.js";
import { userFor } from "../accounts.js";
import { advance, stateOnOpen, type LinkInput, type Login } from "./link-steps.js";
import { invalidSessionView, hostedPageView, type HostedPageView } from "./view.js";
import type { ScenarioSwitches } from "../scenario-switches.js";
import { scenariosInQuery, type Scenarios } from "../scenarios.js";
import type { LinkSessionRecord, SessionStore } from "../session-store.js";

interface HostedPageRouteDeps {
  readonly clientApps: ClientApps;
  readonly connections: ConnectionStore;
  readonly sessions: SessionStore;
  readonly scenarios: Scenarios;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** The page's scripts, by the path that they are served at. `page.js` imports `./screens.js`. */
const scripts = { "/assets/link-page.js": "page.js", "/assets/screens.js": "screens.js" };

/** Creates the routes, to be mounted at the root. */
export function createHostedPageRoutes({
  clientApps,
  connections,
  sessions,
  scenarios,
  wait,
}: HostedPageRouteDeps): Hono {
  const pages = new Hono();
  const switchesFor = (session: LinkSessionRecord | undefined): ScenarioSwitches => ({
    ...scenarios.current,
    ...session?.scenarios,
  });

  const openPage = async (c: Context) => {
    const session = sessions.get(c.req.param("session") ?? "");
    const query = new URL(c.req.url).searchParams;
    try {
      const patch = scenariosInQuery(query);
      if (session) applyToSession(session, patch, sessions);
    } catch (error) {
      return c.text((error as Error).message, 400);
    }
    const switches = switchesFor(session);
    if (switches.slow > 0) await wait(switches.slow);
    const view = openSession(session, switches);
    const clientApp = session && clientApps.get(session.clientAppId);
    // An unknown session belongs to no app, but its page must be able to report that to any allowed embedder.
    const ancestors = clientApp ? clientApp.allowedOrigins : clientApps.list().flatMap((app) => app.allowedOrigins);
    c.header("content-security-policy", contentSecurityPolicy(switches.refusedFrame ? "none" : ancestors));
    // The URL contains the session's secret.
    c.header("referrer-policy", "no-referrer");
    if (switches.coop !== null) c.header("cross-origin-opener-policy", switches.coop);
    return c.html(pageShell(view, query.get("theme")));
  };

  /**
   * Returns the first view of a page load. A finished flow is not shown again, because its outcome was reported before.
   */
  const openSession = (session: LinkSessionRecord | undefined, switches: ScenarioSwitches): HostedPageView => {
    if (switches.invalidSession === "once") {
      if (session?.scenarios.invalidSession === "once") session.scenarios.invalidSession = null;
      else scenarios.set({ invalidSession: null });
    }
    if (!session) return invalidSessionView(undefined, switches);
    const clientApp = clientApps.get(session.clientAppId);
    if (!clientApp || switches.invalidSession !== null || sessions.isExpired(session)) {
      return invalidSessionView(session, switches);
    }
    session.state = stateOnOpen(session.state);
    if (session.state.screen === "success" || session.state.screen === "error") {
      return invalidSessionView(undefined, switches);
    }
    return hostedPageView({ session, clientApp, switches, opening: true });
  };

  const takeStep = async (c: Context) => {
    if (!/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
      return badRequest("The content type must be application/json.");
    }
    const input = parseInput(await c.req.json<unknown>().catch(() => undefined));
    if (!input) return badRequest("The step is unknown.");
    const session = sessions.get(c.req.param("session") ?? "");
    const switches = switchesFor(session);
    if (switches.slow > 0) await wait(switches.slow);
    const clientApp = session && clientApps.get(session.clientAppId);
    if (!session || !clientApp || sessions.isExpired(session)) return c.json(invalidSessionView(session, switches));
    const { connectionId, clientReferenceId, live } = session;
    const signedInUser = ({ identifier }: Login) => ({ connectionId, live, userData: userFor(identifier) });
    session.state = advance(session.state, input, {
      forcedError: switches.error,
      requestedPermissions: (login) => connections.asks(signedInUser(login), clientApp.permissions),
      connect: (login, permissions) => connections.link({ ...signedInUser(login), clientReferenceId, permissions }),
    });
    return c.json(hostedPageView({ session, clientApp, switches, opening: false }));
  };

  for (const path of ["/:session{cs_[^/]+}", "/s/:session{cs_[^/]+}"]) {
    pages.get(path, openPage);
    pages.post(`${path}/step`, takeStep);
  }
  for (const [path, file] of Object.entries(scripts)) {
    pages.get(path, async (c) => {
      c.header("content-type", "text/javascript; charset=utf-8");
      return c.body(await readFile(new URL(file, import.meta.url), "utf8"));
    });
  }
  pages.get("/assets/link-page.css", (c) => {
    c.header("content-type", "text/css; charset=utf-8");
    return c.body(stylesheet);
  });
  return pages;
}

const contentSecurityPolicy = (ancestors: readonly string[] | "none"): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `frame-ancestors ${ancestors === "none" ? "'none'" : ["'self'", ...ancestors].join(" ")}`,
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");

function parseInput(body: unknown): LinkInput | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { action, identifier, password, code } = body as Record<string, unknown>;
  const text = (value: unknown): string => (typeof value === "string" ? value.slice(0, 1000) : "");
  switch (action) {
    case "continue":
    case "allow":
    case "cancel":
      return { action };
    case "login":
      return { action, identifier: text(identifier), password: text(password) };
    case "2fa":
      return { action, code: text(code) };
    default:
      return undefined;
  }
}
