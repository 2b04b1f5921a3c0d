/**
 * State machine of the Link flow: a pure function that returns which screen follows which. Sessions store its state,
 * `routes.ts` passes it the user's input, and `view.ts` determines what the page shows and posts in each state.
 */
import type { Connection } from "../../protocol/connection.js";
import { findAccount, sandboxAccounts, type SandboxAccount } from "../accounts.js";

/** The steps at which a user can cancel (Link guide: callback parameter `step`). */
export type CancelStep = "pre-login" | "login" | "2fa" | "authorization";

/** Why the last input was not accepted, and the form field it is about. */
export interface FormMessage {
  readonly text: string;
  readonly field: "identifier" | "password" | "code";
}

/** A permission that the user is asked to allow. */
export interface RequestedPermission {
  readonly id: string;
  /** Whether the connection to reconnect does not have it yet. */
  readonly isNew: boolean;
}

/** The user whose password was accepted. */
export interface Login {
  readonly identifier: string;
  readonly account: SandboxAccount;
}

/** The current screen of a session, with its data. */
export type LinkState =
  | { readonly screen: "pre-login" }
  | { readonly screen: "login"; readonly failures: number; readonly identifier: string; readonly notice?: FormMessage }
  | { readonly screen: "2fa"; readonly failures: number; readonly login: Login; readonly notice?: FormMessage }
  | { readonly screen: "authorization"; readonly login: Login; readonly permissions: readonly RequestedPermission[] }
  | { readonly screen: "success"; readonly login: Login; readonly connection: Connection }
  | { readonly screen: "cancelled"; readonly step: CancelStep }
  | { readonly screen: "error"; readonly errorType: string };

/** The user's input: the body of `POST /cs_…/step`. */
export type LinkInput =
  | { readonly action: "continue" }
  | { readonly action: "login"; readonly identifier: string; readonly password: string }
  | { readonly action: "2fa"; readonly code: string }
  | { readonly action: "allow" }
  | { readonly action: "cancel" };

/** What the state machine needs from the emulator. */
interface LinkPorts {
  /** Error code that ends the flow after the password was accepted (scenario `error`). */
  readonly forcedError: string | null;
  /** Returns the permissions that the user is asked to allow. */
  requestedPermissions(login: Login): readonly RequestedPermission[];
  /** Creates or reactivates the connection with the permissions that were requested. */
  connect(login: Login, permissions: readonly string[]): Connection;
}

/** After how many wrong passwords, or wrong codes, the flow ends with an error. */
const MAX_FAILURES = 3;

/**
 * Returns the state after `input`. An input that does not belong to the current screen, such as a double click or one
 * from a second window with the same session, changes nothing.
 */
export function advance(state: LinkState, input: LinkInput, ports: LinkPorts): LinkState {
  switch (state.screen) {
    case "pre-login":
      if (input.action === "cancel") return { screen: "cancelled", step: state.screen };
      return input.action === "continue" ? { screen: "login", failures: 0, identifier: "" } : state;
    case "login":
      if (input.action === "cancel") return { screen: "cancelled", step: state.screen };
      return input.action === "login" ? logIn(state.failures, input, ports) : state;
    case "2fa":
      if (input.action === "cancel") return { screen: "cancelled", step: state.screen };
      return input.action === "2fa" ? checkCode(state, input.code, ports) : state;
    case "authorization":
      if (input.action === "cancel") return { screen: "cancelled", step: state.screen };
      if (input.action !== "allow") return state;
      return {
        screen: "success",
        login: state.login,
        connection: ports.connect(
          state.login,
          state.permissions.map(({ id }) => id),
        ),
      };
    case "success":
    case "cancelled":
    case "error":
      return state;
    default:
      return state satisfies never;
  }
}

/**
 * Returns the state of a session when its page is opened again. A cancelled flow restarts, because OFAuth's docs end a
 * session only by time.
 */
export const stateOnOpen = (state: LinkState): LinkState =>
  state.screen === "cancelled" ? { screen: "pre-login" } : state;

function logIn(failures: number, input: { identifier: string; password: string }, ports: LinkPorts): LinkState {
  const identifier = input.identifier.trim();
  const retry = (failureCount: number, text: string, field: FormMessage["field"]): LinkState => ({
    screen: "login",
    failures: failureCount,
    identifier,
    notice: { text, field },
  });
  if (!identifier) return retry(failures, "Enter your e-mail address.", "identifier");
  const account = findAccount(identifier);
  if (!account) {
    const domains = sandboxAccounts.map(({ domain }) => domain).join(", ");
    return retry(failures, `This is a sandbox. Use any name at one of these domains: ${domains}.`, "identifier");
  }
  if (!input.password) return retry(failures, "Enter your password.", "password");
  if (input.password !== account.password) {
    const failureCount = failures + 1;
    if (failureCount >= MAX_FAILURES) return { screen: "error", errorType: "invalid_credentials" };
    return retry(failureCount, `The password is wrong. ${triesLeft(failureCount)}`, "password");
  }
  if (ports.forcedError !== null) return { screen: "error", errorType: ports.forcedError };
  const login = { identifier, account };
  return account.otpCode === undefined ? authorize(login, ports) : { screen: "2fa", failures: 0, login };
}

/** The permissions are fixed here: the connection gets what the user was shown, even if the host changes them later. */
const authorize = (login: Login, ports: LinkPorts): LinkState => ({
  screen: "authorization",
  login,
  permissions: ports.requestedPermissions(login),
});

function checkCode({ failures, login }: { failures: number; login: Login }, code: string, ports: LinkPorts): LinkState {
  const digits = code.replace(/\s/g, "");
  const retry = (failureCount: number, text: string): LinkState => ({
    screen: "2fa",
    failures: failureCount,
    login,
    notice: { text, field: "code" },
  });
  if (!digits) return retry(failures, "Enter the code from your authenticator app.");
  if (digits === login.account.otpCode) return authorize(login, ports);
  const failureCount = failures + 1;
  if (failureCount >= MAX_FAILURES) return { screen: "error", errorType: "2fa_failed" };
  return retry(failureCount, `The code is wrong. ${triesLeft(failureCount)}`);
}

const triesLeft = (failures: number): string =>
  failures === MAX_FAILURES - 1 ? "One try left." : `${MAX_FAILURES - failures} tries left.`;
