/** Messages between the hosted page and its parent (Link embed guide). */
import { isConnectionId, parseUserData, type UserData } from "./connection.js";
import { isMissing, isString, asRecord, asRecordOrEmpty, type UntrustedRecord } from "./record.js";
import { untrustedText, plainText } from "./untrusted-text.js";

/** A test account of OFAuth's sandbox, with the values to type. */
export interface SandboxScenario {
  /** Name of the scenario. */
  readonly id: string;
  /** Type of account, such as `creator`. */
  readonly accountType: string;
  /** How the account signs in, such as `password`. */
  readonly loginType: string;
  /** Password to type. */
  readonly password: string;
  /** One-time code to type, if the scenario asks for one. */
  readonly otpCode: string | undefined;
}

/** State of the hosted page in OFAuth's sandbox. */
export interface SandboxInfo {
  /** The available test accounts; at most 50. */
  readonly scenarios: readonly SandboxScenario[];
  /** Id of the scenario that is in use. */
  readonly activeScenarioId: string | undefined;
  /** The page's own name of the screen that it shows. */
  readonly currentScreen: string | undefined;
}

/** A message of the hosted page. */
export type PageMessage =
  | { readonly event: "loaded" }
  | { readonly event: "invalid_session" }
  | { readonly event: "success"; readonly connectionId: string; readonly userData: UserData | null }
  /** A success without a valid connection id: the flow is over, and the attempt must fail visibly. */
  | { readonly event: "bad_success" }
  | {
      readonly event: "exit";
      readonly type: string;
      readonly step: string | undefined;
      readonly errorType: string | undefined;
    }
  | { readonly event: "sandbox_info"; readonly info: SandboxInfo };

/**
 * Parses a message, copying it field by field. `successUrl` and `redirect` are dropped on purpose: the page never
 * navigates to a URL from a message.
 *
 * @returns Undefined when the message is malformed or not OFAuth's.
 */
export function parsePageMessage(data: unknown): PageMessage | undefined {
  const { type, event, metadata } = asRecordOrEmpty(data);
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
    // `user` is the deprecated form; older pages send only that.
    userData: parseUserData(connection.userData) ?? parseUserData(metadata?.user),
  };
}

function parseExit(metadata: UntrustedRecord | undefined): PageMessage | undefined {
  if (!metadata || !isString(metadata.type) || !isOptionalText(metadata.step)) return undefined;
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
  if (!metadata || !isOptionalText(metadata.activeScenarioId) || !isOptionalText(metadata.currentScreen))
    return undefined;
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
  const { id, accountType, loginType, password, otpCode } = asRecordOrEmpty(value);
  if (![id, accountType, loginType, password].every(isString) || !isOptionalText(otpCode)) return undefined;
  return {
    id: plainText(id, 64),
    accountType: plainText(accountType, 64),
    loginType: plainText(loginType, 64),
    password: plainText(password, 200),
    otpCode: untrustedText(otpCode),
  };
}

const isOptionalText = (value: unknown): boolean => isMissing(value) || isString(value);

/**
 * Creates the message that asks the hosted page to exit; it answers with `exit`. Posted only to the page's exact
 * origin.
 */
export const exitRequest = (force: boolean) => ({ type: "OFAUTH_LINK", event: "exit_requested", force }) as const;
