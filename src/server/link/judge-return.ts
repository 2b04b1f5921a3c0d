/** What a return from OFAuth says, and what of it OFAuth confirms. */
import { codeForLinkFailure } from "../../protocol/error-codes.js";
import type { CallbackResult } from "../../protocol/callback-url.js";
import { HttpError } from "../http/http-error.js";
import type { RequestLog } from "../http/route.js";
import { neverAborted } from "../http/timeout.js";
import { createNonce, type AttemptOutcome, type AttemptRecord } from "./attempt-record.js";
import type { Confirm } from "./confirm.js";
import { intentOf, type Intents } from "./intents.js";
import type { CallbackMatch } from "./match-attempt.js";

/** How long the browser waits on the callback for OFAuth to list the connection, in milliseconds. */
const CONFIRM_MS = 4000;

/** What the callback's address says. */
export type Return = CallbackResult | { readonly outcome: "malformed" };

/** Returns the record of the matched attempt after a return. */
export type JudgeReturn = (
  callback: Return,
  match: CallbackMatch,
  owner: string,
  log: RequestLog,
) => Promise<AttemptRecord>;

interface JudgeReturnDeps {
  readonly intents: Intents;
  readonly confirm: Confirm;
  readonly now: () => number;
}

export function createJudgeReturn({ intents, confirm, now }: JudgeReturnDeps): JudgeReturn {
  async function judgeSuccess(
    reported: AttemptRecord,
    connectionId: string,
    owner: string,
    log: RequestLog,
  ): Promise<{ readonly record: AttemptRecord; readonly outcome: AttemptOutcome }> {
    const deny = async (code: "verify_failed" | "mismatch") => ({
      record: await intents.drop(reported, connectionId, owner, log),
      outcome: { outcome: "failed", code } as const,
    });
    try {
      // The account is connected: the host must save it even if the client disconnects now.
      const wait = { ms: CONFIRM_MS, client: neverAborted() };
      const connection = await confirm.confirm(intentOf(reported, connectionId, owner), wait);
      return connection
        ? { record: reported, outcome: { outcome: "connected", connectionId, told: true } }
        : await deny("verify_failed");
    } catch (error) {
      log.report(error);
      if (error instanceof HttpError && error.code === "mismatch") return deny("mismatch");
      // OFAuth or the host failed just now. The account is connected: the next request tries again.
      return { record: reported, outcome: { outcome: "connected", connectionId, told: false } };
    }
  }

  return async (callback, match, owner, log) => {
    const at = now();
    const { record } = match;
    switch (callback.outcome) {
      case "malformed":
        return withReturn(match, { outcome: "failed", code: "bad_response" }, at);
      case "cancelled":
        return withReturn(match, { outcome: "cancelled", step: callback.step }, at);
      case "error":
        return withReturn(
          match,
          { outcome: "failed", code: codeForLinkFailure(callback.reason), reason: callback.reason },
          at,
        );
      case "success": {
        const { connectionId, clientReferenceId } = callback;
        if (clientReferenceId !== undefined && clientReferenceId !== owner) {
          return withReturn(match, { outcome: "failed", code: "verify_failed" }, at);
        }
        const reported = await intents.add(record, connectionId, owner, log);
        const judged = await judgeSuccess(reported, connectionId, owner, log);
        return withReturn({ ...match, record: judged.record }, judged.outcome, at);
      }
    }
  };
}

/** Returns the record of the matched attempt with the outcome of a return. */
export function withReturn({ record, rivals }: CallbackMatch, outcome: AttemptOutcome, at: number): AttemptRecord {
  const { state } = record;
  const isConfirming = state.phase === "returned" && state.outcome.outcome === "connected";
  // Only proof ends the attempt: what says nothing about the connection that is being confirmed leaves it as it is.
  if (isConfirming && outcome.outcome !== "connected") return record;
  const rivalNonces = rivals.map(({ nonce }) => nonce);
  return { ...record, state: { phase: "returned", at, id: createNonce(), outcome, rivals: rivalNonces } };
}
