/** What the hosted page posts to its parent, and what the parent posts to it (Link embed guide). */
import * as z from "zod/mini";
import { isConnectionId, parseUserData, type UserData } from "./connection.js";
import { foreignWord, plainText } from "./text.js";

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

const envelopeSchema = z.object({
  type: z.literal("OFAUTH_LINK"),
  event: z.string(),
  metadata: z.optional(z.unknown()),
});
const successSchema = z.object({
  connection: z.object({ id: z.string(), userData: z.optional(z.unknown()) }),
  user: z.optional(z.unknown()),
});
const exitSchema = z.object({
  type: z.string(),
  step: z.optional(z.nullable(z.string())),
  error: z.optional(z.nullable(z.object({ error_type: z.string() }))),
});
const scenarioSchema = z.object({
  id: z.string(),
  accountType: z.string(),
  loginType: z.string(),
  password: z.string(),
  otpCode: z.optional(z.nullable(z.string())),
});
const sandboxSchema = z.object({
  scenarios: z.array(scenarioSchema).check(z.maxLength(50)),
  activeScenarioId: z.optional(z.nullable(z.string())),
  currentScreen: z.optional(z.nullable(z.string())),
});

/**
 * The message in `data`, copied field by field, or undefined when it is not one of OFAuth's or is malformed. `successUrl`
 * and `redirect` are left behind on purpose: nothing that a message says is ever navigated to.
 */
export function parsePageMessage(data: unknown): PageMessage | undefined {
  const envelope = envelopeSchema.safeParse(data);
  if (!envelope.success) return undefined;
  const { event, metadata } = envelope.data;
  switch (event) {
    case "loaded":
    case "invalid_session":
      return { event };
    case "success":
      return parseSuccess(metadata);
    case "exit":
      return parseExit(metadata);
    case "sandbox_info":
      return parseSandboxInfo(metadata);
    default:
      return undefined;
  }
}

function parseSuccess(metadata: unknown): PageMessage {
  const parsed = successSchema.safeParse(metadata);
  if (!parsed.success || !isConnectionId(parsed.data.connection.id)) return { event: "bad_success" };
  const { connection, user } = parsed.data;
  return {
    event: "success",
    connectionId: connection.id,
    // `user` is the deprecated twin that older pages send alone.
    userData: parseUserData(connection.userData) ?? parseUserData(user),
  };
}

function parseExit(metadata: unknown): PageMessage | undefined {
  const parsed = exitSchema.safeParse(metadata);
  if (!parsed.success) return undefined;
  const { type, step, error } = parsed.data;
  return {
    event: "exit",
    type: plainText(type, 64),
    step: foreignWord(step),
    errorType: foreignWord(error?.error_type),
  };
}

function parseSandboxInfo(metadata: unknown): PageMessage | undefined {
  const parsed = sandboxSchema.safeParse(metadata);
  if (!parsed.success) return undefined;
  const { scenarios, activeScenarioId, currentScreen } = parsed.data;
  return {
    event: "sandbox_info",
    info: {
      scenarios: scenarios.map((scenario) => ({
        id: plainText(scenario.id, 64),
        accountType: plainText(scenario.accountType, 64),
        loginType: plainText(scenario.loginType, 64),
        password: plainText(scenario.password, 200),
        otpCode: foreignWord(scenario.otpCode),
      })),
      activeScenarioId: foreignWord(activeScenarioId),
      currentScreen: foreignWord(currentScreen),
    },
  };
}

/** Asks the hosted page to leave; it answers with `exit`. Holds no secret, and is posted to the page's exact origin only. */
export const exitRequest = (force: boolean) => ({ type: "OFAUTH_LINK", event: "exit_requested", force }) as const;
