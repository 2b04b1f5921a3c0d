import type { UnconfirmedAttempt } from "../../connect/attempt.js";
import type { LateOutcome } from "../../connect/late-confirmation.js";
import { OFAuthVerifiedEvent } from "../events/connect-events.lazy.js";
import type { ConnectHost } from "./host.js";
import type { EagerHalf } from "./lazy-interface.js";

/** What has become of an account whose attempt ended as connected, without a confirmation. */
type LateStatus = "confirming" | "refused" | undefined;

/** Reports to a page and its user the accounts that are confirmed after the end of their attempts. */
export interface LateNews {
  /** What the user reads about: the last attempt, or before any that of an earlier page. */
  readonly status: LateStatus;
  /** The attempt has ended, and its account is going to be confirmed. */
  begin(attempt: UnconfirmedAttempt): void;
  receive(attempt: UnconfirmedAttempt, outcome: LateOutcome): void;
}

/** Creates the reporter of one element. */
export function createLateNews(eager: EagerHalf, host: ConnectHost, announceConnected: () => void): LateNews {
  let shownId: string | undefined;
  let shown: LateStatus;

  return {
    get status() {
      const { attempt, state, result } = eager;
      if (attempt) return undefined;
      if (result) return result.attemptId === shownId && state === "connected" ? shown : undefined;
      return state === "idle" ? shown : undefined;
    },

    begin({ attemptId, after }) {
      if (after !== "success") return;
      shownId = attemptId;
      shown = "confirming";
    },

    receive(attempt, outcome) {
      const { attemptId, after } = attempt;
      const { result, state } = eager;
      if (outcome === "confirming") {
        if (!shownId) this.begin(attempt);
        return host.connectChanged();
      }
      // After a reload there is nothing on the page that a refusal takes back.
      if (attemptId === shownId) shown = outcome === "refused" && state !== "idle" ? outcome : undefined;
      if (typeof outcome === "string") return host.connectChanged();

      // A result without an id is of no attempt.
      if (!eager.attempt && (result?.attemptId ?? attemptId) === attemptId) {
        eager.result = {
          reconnected: false,
          source: "redirect",
          ...(result?.outcome === "connected" && result),
          outcome: "connected",
          attemptId,
          connectionId: outcome.id,
          connection: outcome,
          verified: true,
        };
        eager.setState("connected");
        announceConnected();
      }
      host.connectChanged(outcome);
      const target = host.isConnected ? host : host.ownerDocument;
      const detail = { connectionId: outcome.id, connection: outcome, attemptId, after };
      target.dispatchEvent(new OFAuthVerifiedEvent(detail));
    },
  };
}
