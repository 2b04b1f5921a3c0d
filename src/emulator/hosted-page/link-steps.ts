/**
 * The Link flow as one pure function: which screen follows which. Sessions hold its state, page routes feed it, and
 * `page-view.ts` says what the page shows and posts in each state.
 */
import type { Connection } from "../../protocol/connection.js";
import { findAccount, sandboxAccounts, type SandboxAccount } from "../accounts.js";

/** The steps at which a user can leave (Link guide: callback parameter `step`). */
export type CancelStep = "pre-login" | "login" | "2fa" | "authorization";

/** Why the last input was refused, and which field the user has to look at. */
export interface FormMessage {
  readonly text: string;
  readonly field: "identifier" | "password" | "code";
}

/** One line of what the user is asked to allow. */
export interface AskedPermission {
  readonly id: string;
  /** The connection that is being reconnected does not have it yet. */
  readonly isNew: boolean;
}

/** Who has given the right password. */
export interface Login {
  readonly identifier: string;
  readonly account: SandboxAccount;
}

export type LinkState =
  | { readonly screen: "pre-login" }
  | { readonly screen: "login"; readonly failures: number; readonly identifier: string; readonly notice?: FormMessage }
  | { readonly screen: "2fa"; readonly failures: number; readonly login: Login; readonly notice?: FormMessage }
  | { readonly screen: "authorization"; readonly login: Login; readonly permissions: readonly AskedPermission[] }
  | { readonly screen: "success"; readonly login: Login; readonly connection: Connection }
  | { readonly screen: "cancelled"; readonly step: CancelStep }
  | { readonly screen: "error"; readonly errorType: string };

/** What the user did. `action` is in the body of `POST /cs_…/step`. */
export type LinkInput =
  | { readonly action: "continue" }
  | { readonly action: "login"; readonly identifier: string; readonly password: string }
  | { readonly action: "2fa"; readonly code: string }
  | { readonly action: "allow" }
  | { readonly action: "cancel" };

export interface LinkPorts {
  /** The error that ends the flow once the password was right (scenario `error`). */
  readonly forcedError: string | null;
  /** What whoever signed in is asked to allow. */
  asks(login: Login): readonly AskedPermission[];
  /** Makes the connection, with the permissions that were asked for. */
  connect(login: Login, permissions: readonly string[]): Connection;
}

/** Wrong passwords, or wrong codes, until the flow ends. */
export const maxFailures = 3;

/**
 * The state after `input`. An input that does not belong to the screen (a double click, the same session in a second
 * window) changes nothing: whoever sent it gets the state as it is.
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

/** The state of a session whose page is opened (again). The docs end a session by time only, so a cancelled one restarts. */
export const reopened = (state: LinkState): LinkState =>
  state.screen === "cancelled" ? { screen: "pre-login" } : state;

function logIn(failures: number, input: { identifier: string; password: string }, ports: LinkPorts): LinkState {
  const identifier = input.identifier.trim();
  const refuse = (failed: number, text: string, field: FormMessage["field"]): LinkState => ({
    screen: "login",
    failures: failed,
    identifier,
    notice: { text, field },
  });
  if (!identifier) return refuse(failures, "Enter your e-mail address.", "identifier");
  const account = findAccount(identifier);
  if (!account) {
    const domains = sandboxAccounts.map(({ domain }) => domain).join(", ");
    return refuse(failures, `This is a sandbox. Use any name at one of these domains: ${domains}.`, "identifier");
  }
  if (!input.password) return refuse(failures, "Enter your password.", "password");
  if (input.password !== account.password) {
    const failed = failures + 1;
    if (failed >= maxFailures) return { screen: "error", errorType: "invalid_credentials" };
    return refuse(failed, `The password is wrong. ${triesLeft(failed)}`, "password");
  }
  if (ports.forcedError !== null) return { screen: "error", errorType: ports.forcedError };
  const login = { identifier, account };
  return account.otpCode === undefined ? authorize(login, ports) : { screen: "2fa", failures: 0, login };
}

/** What is asked here is what is allowed later, whatever the host changes meanwhile. */
const authorize = (login: Login, ports: LinkPorts): LinkState => ({
  screen: "authorization",
  login,
  permissions: ports.asks(login),
});

function checkCode({ failures, login }: { failures: number; login: Login }, code: string, ports: LinkPorts): LinkState {
  const given = code.replace(/\s/g, "");
  const refuse = (failed: number, text: string): LinkState => ({
    screen: "2fa",
    failures: failed,
    login,
    notice: { text, field: "code" },
  });
  if (!given) return refuse(failures, "Enter the code from your authenticator app.");
  if (given === login.account.otpCode) return authorize(login, ports);
  const failed = failures + 1;
  if (failed >= maxFailures) return { screen: "error", errorType: "2fa_failed" };
  return refuse(failed, `The code is wrong. ${triesLeft(failed)}`);
}

const triesLeft = (failures: number): string =>
  failures === maxFailures - 1 ? "One try left." : `${maxFailures - failures} tries left.`;
