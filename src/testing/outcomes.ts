/** How a flow can be made to end, and where on the way each failure comes from. */
import type { Connection } from "../protocol/connection.js";
import type { ErrorCode } from "../protocol/error-codes.js";

// Where a code comes from in life: the answer to Link init, the hosted page, the confirmation, or something in the way.
const places = {
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
} as const satisfies Partial<Record<ErrorCode, string>>;

export type Place = "init" | "page" | "complete" | "stall";

/**
 * The codes that a driven flow can fail with. Not among them: `csp_blocked`, which takes a policy that a page cannot take
 * back; and what is no end of an attempt: `busy`, `not_connected`, `unsolicited_callback`, those of an import.
 */
export type DrivenCode = keyof typeof places;

/** What a flow that only says its events can fail with. */
export type EmittedCode = DrivenCode | "csp_blocked";

export type FlowOutcome<Code extends ErrorCode = DrivenCode> =
  | {
      readonly outcome: "connected";
      /** What is known of the connection. Default: `fakeConnection()`, with the id that was to be reconnected. */
      readonly connection?: Partial<Connection>;
      /** False: as if the host had no route to confirm it. */
      readonly verified?: boolean;
    }
  | { readonly outcome: "cancelled"; /** OFAuth's word for where the user left. */ readonly step?: string }
  | { readonly outcome: "failed"; readonly code: Code; /** OFAuth's own string. */ readonly reason?: string };

export type DrivenOutcome = "connected" | "cancelled" | DrivenCode | FlowOutcome;
export type EmittedOutcome = "connected" | "cancelled" | EmittedCode | FlowOutcome<EmittedCode>;

export function placeOf(code: EmittedCode): Place {
  return code === "csp_blocked" ? "stall" : places[code];
}

/** The outcome in full. */
export function outcomeOf<Code extends ErrorCode>(
  given: "connected" | "cancelled" | Code | FlowOutcome<Code>,
): FlowOutcome<Code> {
  if (typeof given === "object") return given;
  if (given === "connected" || given === "cancelled") return { outcome: given };
  return { outcome: "failed", code: given };
}
