/** The outcomes that a test can ask for, and the stage of the flow at which each error occurs. */
import type { Connection } from "../protocol/connection.js";
import type { ErrorCode } from "../protocol/error-codes.js";

/** `init`: the response of `link/init`. `page`: the hosted page. `complete`: the confirmation. `stall`: nothing can be shown. */
type FailureStage = "init" | "page" | "complete" | "stall";

const stages = {
  network: "init",
  timeout: "init",
  unauthorized: "init",
  forbidden: "init",
  rate_limited: "init",
  server_error: "init",
  bad_response: "init",
  misconfigured: "init",
  unsupported_mode: "init",
  untrusted_url: "init",
  not_found: "init",
  unknown: "init",
  session_expired: "page",
  invalid_credentials: "page",
  account_locked: "page",
  "2fa_failed": "page",
  link_error: "page",
  verify_failed: "complete",
  mismatch: "complete",
  frame_timeout: "stall",
  popup_blocked: "stall",
} as const satisfies Partial<Record<ErrorCode, FailureStage>>;

/**
 * Error codes that `driveFlow` can bring about. Excludes `csp_blocked`, which needs a policy that a page cannot remove again,
 * and the codes that end no attempt: `busy`, `not_connected`, `unsolicited_callback` and those of an import.
 */
export type DrivenCode = keyof typeof stages;

/** Error codes that `emitFlow` can emit. */
export type EmittedCode = DrivenCode | "csp_blocked";

/** An outcome of a flow, with its details. */
export type FlowOutcome<Code extends ErrorCode = DrivenCode> =
  | {
      readonly outcome: "connected";
      /** Fields of the connection. Default: those of `fakeConnection()`, with the id that was to be reconnected. */
      readonly connection?: Partial<Connection>;
      /** False: as if the host had no route to confirm the connection. Default: true. */
      readonly verified?: boolean;
    }
  | { readonly outcome: "cancelled"; /** OFAuth's name of the step at which the user left. */ readonly step?: string }
  | { readonly outcome: "failed"; readonly code: Code; /** OFAuth's own error string. */ readonly reason?: string };

/** An outcome of `driveFlow`: its name, an error code, or the outcome with its details. */
export type DrivenOutcome = "connected" | "cancelled" | DrivenCode | FlowOutcome;
/** An outcome of `emitFlow`: its name, an error code, or the outcome with its details. */
export type EmittedOutcome = "connected" | "cancelled" | EmittedCode | FlowOutcome<EmittedCode>;

/** The stage of the flow at which `code` occurs. */
export function failureStage(code: EmittedCode): FailureStage {
  return code === "csp_blocked" ? "stall" : stages[code];
}

/** Expands the short forms of an outcome. */
export function toFlowOutcome<Code extends ErrorCode>(
  outcome: "connected" | "cancelled" | Code | FlowOutcome<Code>,
): FlowOutcome<Code> {
  if (typeof outcome === "object") return outcome;
  if (outcome === "connected" || outcome === "cancelled") return { outcome };
  return { outcome: "failed", code: outcome };
}
