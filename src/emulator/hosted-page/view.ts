/**
 * What the hosted page shows and says in each state of a session. All of it is decided here, so that the page's script
 * only draws, posts and navigates, and so that every message can be tested without a browser.
 */
import type { UserData } from "../../protocol/connection.js";
import { sandboxAccounts, userFor } from "../accounts.js";
import { callbackUrl } from "./callback-url.js";
import type { ClientApp } from "../client-apps.js";
import type { AskedPermission, LinkState, FormMessage } from "./link-steps.js";
import type { ScenarioSwitches } from "../scenarios.js";
import type { LinkSessionRecord } from "../session-store.js";

/** A message of the page to its parent, without the `type` that they all share (Link embed guide). */
export interface PageEvent {
  readonly event: "loaded" | "success" | "exit" | "invalid_session" | "sandbox_info";
  readonly metadata?: unknown;
}

/** All that the page's script knows. It is JSON in the page and in the answers of `/step`. */
export interface HostedPageView {
  readonly screen: LinkState["screen"] | "invalid-session";
  /** What `exit` names as the step; null where there is none to name. */
  readonly step: string | null;
  readonly appName: string;
  readonly reconnecting: boolean;
  readonly identifier: string;
  readonly notice: FormMessage | null;
  readonly account: UserData | null;
  readonly permissions: readonly (AskedPermission & { readonly label: string })[];
  readonly message: string;
  /** Posted in this order when the page is embedded. */
  readonly events: readonly PageEvent[];
  /** Where the browser goes when the page is not embedded. */
  readonly returnUrl: string | null;
  readonly answersExit: boolean;
  readonly sandboxAccounts: readonly { readonly id: string; readonly identifier: string; readonly password: string }[];
}

export interface ViewContext {
  readonly session: LinkSessionRecord;
  readonly clientApp: Required<ClientApp>;
  readonly switches: ScenarioSwitches;
  /** The page is being opened: it will be ready with this view. */
  readonly opening: boolean;
}

const errorMessages: Readonly<Record<string, string>> = {
  session_expired: "The session has expired.",
  invalid_credentials: "The e-mail or the password was wrong too often.",
  account_locked: "This account is locked.",
  "2fa_failed": "The one-time code was wrong too often.",
};
const permissionLabels: Readonly<Record<string, string>> = {
  "profile:read": "See your profile: name, username and picture",
};

const blank = {
  step: null,
  appName: "",
  reconnecting: false,
  identifier: "",
  notice: null,
  account: null,
  permissions: [],
  message: "",
  events: [],
  returnUrl: null,
  answersExit: true,
  sandboxAccounts: sandboxAccounts.map(({ id, domain, password }) => ({ id, identifier: `test@${domain}`, password })),
} as const;

/** The view of a live session. */
export function hostedPageView({ session, clientApp, switches, opening }: ViewContext): HostedPageView {
  const { state } = session;
  const events: PageEvent[] = [];
  if (opening && !switches.noLoaded) events.push({ event: "loaded" });
  // "cancelled" is no screen of OFAuth's: its page is gone by then.
  if (!session.live && state.screen !== "cancelled")
    events.push({ event: "sandbox_info", metadata: sandboxInfo(state) });
  const view: HostedPageView = {
    ...blank,
    ...detailsOf(state, session),
    screen: state.screen,
    appName: clientApp.name,
    reconnecting: session.connectionId !== undefined,
    answersExit: !switches.silent && !switches.refuseExit,
  };
  return { ...view, events: switches.silent ? [] : [...events, ...view.events] };
}

/** The view of a session that is unknown (`session` undefined), over, or has expired. Only an expired one has a way back. */
export function invalidSessionView(session: LinkSessionRecord | undefined, switches: ScenarioSwitches): HostedPageView {
  return {
    ...blank,
    screen: "invalid-session",
    message: "This link has expired or was already used. Go back and start again.",
    events: switches.silent ? [] : [{ event: "invalid_session" }],
    returnUrl: session ? callbackUrl(session, { status: "error", errorCode: "session_expired" }) : null,
    answersExit: !switches.silent && !switches.refuseExit,
  };
}

function detailsOf(state: LinkState, session: LinkSessionRecord): Partial<HostedPageView> {
  switch (state.screen) {
    case "pre-login":
      return { step: state.screen };
    case "login":
      return { step: state.screen, identifier: state.identifier, notice: state.notice ?? null };
    case "2fa":
      return { step: state.screen, identifier: state.login.identifier, notice: state.notice ?? null };
    case "authorization":
      return {
        step: state.screen,
        account: userFor(state.login.identifier),
        permissions: state.permissions.map(({ id, isNew }) => ({ id, isNew, label: permissionLabels[id] ?? id })),
      };
    case "success": {
      const { id, userData } = state.connection;
      const successUrl = callbackUrl(session, { status: "success", connectionId: id });
      const metadata = { connection: { id, userData }, successUrl, redirect: false, user: userData };
      return { step: state.screen, account: userData, events: [{ event: "success", metadata }], returnUrl: successUrl };
    }
    case "cancelled": {
      const { step } = state;
      const metadata = { type: "user_exit", step, error: null };
      return {
        step,
        events: [{ event: "exit", metadata }],
        returnUrl: callbackUrl(session, { status: "cancelled", step }),
      };
    }
    case "error": {
      const message = errorMessages[state.errorType] ?? `OFAuth answered: ${state.errorType}.`;
      const error = { error_type: state.errorType, error_message: message };
      const returnUrl = callbackUrl(session, { status: "error", errorCode: state.errorType });
      const metadata = { type: "error", step: state.screen, error };
      return { step: state.screen, message, events: [{ event: "exit", metadata }], returnUrl };
    }
    default:
      return state satisfies never;
  }
}

/** `sandbox_info`: its word for the screen that asks for the code is "otp". */
function sandboxInfo(state: LinkState) {
  return {
    scenarios: sandboxAccounts.map(({ domain: _domain, ...scenario }) => scenario),
    activeScenarioId: "login" in state ? state.login.account.id : null,
    currentScreen: state.screen === "2fa" ? "otp" : state.screen,
  };
}
