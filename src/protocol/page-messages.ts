/** What the hosted page posts to its parent, and what the parent posts to it (Link embed guide). */
import { isConnectionId, parseUserData, type UserData } from "./connection.js";
import { isMissing, isString, asRecord, type UntrustedRecord } from "./record.js";
import { untrustedText, plainText } from "./untrusted-text.js";

export interface SandboxScenario {
  readonly id: string;
  readonly accountType: string;
  readonly loginType: string;
  readonly password: string;
  readonly otpCode: string | undefined;
}

export interface SandboxInfo {
  readonly scenarios: readonly SandboxScenario[];
  readonly activeScenarioId: string | undefined;
  readonly currentScreen: string | undefined;
}

export type PageMessage =
  | { readonly event: "loaded" }
  | { readonly event: "invalid_session" }
  | { readonly event: "success"; readonly connectionId: string; readonly userData: UserData | null }
  /** A success without a usable connection id: the flow is over, and the host has to be told that something is wrong. */
  | { readonly event: "bad_success" }
  | {
      readonly event: "exit";
      readonly type: string;
      readonly step: string | undefined;
      readonly errorType: string | undefined;
    }
  | { readonly event: "sandbox_info"; readonly info: SandboxInfo };

/**
 * The message in `data`, copied field by field, or undefined when it is not one of OFAuth's or is malformed. `successUrl`
 * and `redirect` are left behind on purpose: nothing that a message says is ever navigated to.
 */
export function parsePageMessage(data: unknown): PageMessage | undefined {
  const { type, event, metadata } = asRecord(data) ?? {};
  if (type !== "OFAUTH_LINK") return undefined;
  switch (event) {
    case "loaded":
    case "invalid_session":
      return { event };
    case "success":
      return parseSuccess(asRecord(metadata));
    case "exit":
      return parseExit(asRecord(metadata));
    case "sandbox_info":
      return parseSandboxInfo(asRecord(metadata));
    default:
      return undefined;
  }
}

function parseSuccess(metadata: UntrustedRecord | undefined): PageMessage {
  const connection = asRecord(metadata?.connection);
  if (!isConnectionId(connection?.id)) return { event: "bad_success" };
  return {
    event: "success",
    connectionId: connection.id,
    // `user` is the deprecated twin that older pages send alone.
    userData: parseUserData(connection.userData) ?? parseUserData(metadata?.user),
  };
}

function parseExit(metadata: UntrustedRecord | undefined): PageMessage | undefined {
  if (!metadata || !isString(metadata.type) || !isWord(metadata.step)) return undefined;
  const error = asRecord(metadata.error);
  if (!isMissing(metadata.error) && !isString(error?.error_type)) return undefined;
  return {
    event: "exit",
    type: plainText(metadata.type, 64),
    step: untrustedText(metadata.step),
    errorType: untrustedText(error?.error_type),
  };
}

function parseSandboxInfo(metadata: UntrustedRecord | undefined): PageMessage | undefined {
  if (!metadata || !isWord(metadata.activeScenarioId) || !isWord(metadata.currentScreen)) return undefined;
  const { scenarios } = metadata;
  if (!Array.isArray(scenarios) || scenarios.length > 50) return undefined;
  const parsed = scenarios.map(parseScenario);
  if (!parsed.every((scenario) => scenario !== undefined)) return undefined;
  return {
    event: "sandbox_info",
    info: {
      scenarios: parsed,
      activeScenarioId: untrustedText(metadata.activeScenarioId),
      currentScreen: untrustedText(metadata.currentScreen),
    },
  };
}

function parseScenario(value: unknown): SandboxScenario | undefined {
  const { id, accountType, loginType, password, otpCode } = asRecord(value) ?? {};
  if (![id, accountType, loginType, password].every(isString) || !isWord(otpCode)) return undefined;
  return {
    id: plainText(id, 64),
    accountType: plainText(accountType, 64),
    loginType: plainText(loginType, 64),
    password: plainText(password, 200),
    otpCode: untrustedText(otpCode),
  };
}

const isWord = (value: unknown): boolean => isMissing(value) || isString(value);

/** Asks the hosted page to leave; it answers with `exit`. Holds no secret, and is posted to the page's exact origin only. */
export const exitRequest = (force: boolean) => ({ type: "OFAUTH_LINK", event: "exit_requested", force }) as const;
