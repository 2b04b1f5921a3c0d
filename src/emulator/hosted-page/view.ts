/**
 * Determines what the hosted page shows and posts in each state of a session. The page's script only renders, posts and
 * navigates, so that every message can be tested without a browser.
 */
import type { UserData } from "../../protocol/connection.js";
import { sandboxAccounts, userFor } from "../accounts.js";
import { callbackUrl } from "./callback-url.js";
import type { ClientApp } from "../client-apps.js";
import type { RequestedPermission, LinkState, FormMessage } from "./link-steps.js";
import type { ScenarioSwitches } from "../scenario-switches.js";
import type { LinkSessionRecord } from "../session-store.js";

/** A message from the page to its parent, without the `type` that all messages share (Link embed guide). */
interface PageEvent {
  readonly event: "loaded" | "success" | "exit" | "invalid_session" | "sandbox_info";
  readonly metadata?: unknown;
}

/** All data of the page's script, as JSON in the page and in the answers of `/step`. */
export interface HostedPageView {
  readonly screen: LinkState["screen"] | "invalid-session";
  /** The `step` of the message `exit`; null if it has none. */
  readonly step: string | null;
  readonly appName: string;
  readonly reconnecting: boolean;
  readonly identifier: string;
  readonly notice: FormMessage | null;
  readonly account: UserData | null;
  readonly permissions: readonly (RequestedPermission & { readonly label: string })[];
  readonly message: string;
  /** Messages that the page posts, in this order, when it is embedded. */
  readonly events: readonly PageEvent[];
  /** Where the page navigates when the flow has ended and it is not embedded. */
  readonly callbackUrl: string | null;
  /** Whether the page answers `exit_requested`. */
  readonly answersExit: boolean;
  readonly sandboxAccounts: readonly { readonly id: string; readonly identifier: string; readonly password: string }[];
}

interface ViewContext {
  readonly session: LinkSessionRecord;
  readonly clientApp: Required<ClientApp>;
  readonly switches: ScenarioSwitches;
  /** Whether this is the first view of a page load, which posts `loaded`. */
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

const emptyView = {
  step: null,
  appName: "",
  reconnecting: false,
  identifier: "",
  notice: null,
  account: null,
  permissions: [],
  message: "",
  events: [],
  callbackUrl: null,
  answersExit: true,
  sandboxAccounts: sandboxAccounts.map(({ id, domain, password }) => ({ id, identifier: `test@${domain}`, password })),
} as const;

/** Returns the view of a valid session. */
export function hostedPageView({ session, clientApp, switches, opening }: ViewContext): HostedPageView {
  const { state } = session;
  const events: PageEvent[] = [];
  if (opening && !switches.noLoaded) events.push({ event: "loaded" });
  // OFAuth has no screen "cancelled": its page is closed by then.
  if (!session.live && state.screen !== "cancelled")
    events.push({ event: "sandbox_info", metadata: sandboxInfo(state) });
  const view: HostedPageView = {
    ...emptyView,
    ...screenDetails(state, session),
    screen: state.screen,
    appName: clientApp.name,
    reconnecting: session.connectionId !== undefined,
    answersExit: !switches.silent && !switches.refuseExit,
  };
  return { ...view, events: switches.silent ? [] : [...events, ...view.events] };
}

/**
 * Returns the view of a session that is unknown, finished or expired. `session`: the expired one, whose page links back
 * to the host; undefined otherwise.
 */
export function invalidSessionView(session: LinkSessionRecord | undefined, switches: ScenarioSwitches): HostedPageView {
  return {
    ...emptyView,
    screen: "invalid-session",
    message: "This link has expired or was already used. Go back and start again.",
    events: switches.silent ? [] : [{ event: "invalid_session" }],
    callbackUrl: session ? callbackUrl(session, { status: "error", errorCode: "session_expired" }) : null,
    answersExit: !switches.silent && !switches.refuseExit,
  };
}

function screenDetails(state: LinkState, session: LinkSessionRecord): Partial<HostedPageView> {
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
      return {
        step: state.screen,
        account: userData,
        events: [{ event: "success", metadata }],
        callbackUrl: successUrl,
      };
    }
    case "cancelled": {
      const { step } = state;
      const metadata = { type: "user_exit", step, error: null };
      return {
        step,
        events: [{ event: "exit", metadata }],
        callbackUrl: callbackUrl(session, { status: "cancelled", step }),
      };
    }
    case "error": {
      const message = errorMessages[state.errorType] ?? `OFAuth reported the error ${state.errorType}.`;
      const error = { error_type: state.errorType, error_message: message };
      const errorUrl = callbackUrl(session, { status: "error", errorCode: state.errorType });
      const metadata = { type: "error", step: state.screen, error };
      return { step: state.screen, message, events: [{ event: "exit", metadata }], callbackUrl: errorUrl };
    }
    default:
      return state satisfies never;
  }
}

/** Metadata of `sandbox_info`. It calls the screen "2fa" "otp". */
function sandboxInfo(state: LinkState) {
  return {
    scenarios: sandboxAccounts.map(({ domain: _domain, ...scenario }) => scenario),
    activeScenarioId: "login" in state ? state.login.account.id : null,
    currentScreen: state.screen === "2fa" ? "otp" : state.screen,
  };
}
