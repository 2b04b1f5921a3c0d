import type { UnconfirmedAttempt } from "../../connect/attempt.js";
import type { LateOutcome } from "../../connect/late-confirmation.js";
import type { Connection } from "../../protocol/connection.js";
import { OFAuthVerifiedEvent } from "../events/connect-events.lazy.js";
import type { ConnectHost } from "./host.js";
import type { EagerHalf } from "./lazy-interface.js";

/** What has become of an account whose attempt ended as connected, without a confirmation. */
type LateStatus = "confirming" | "refused" | undefined;

/** Tells a page and its user about accounts that are confirmed after the end of their attempts. */
export class LateNews {
  readonly #eager: EagerHalf;
  readonly #host: ConnectHost;
  readonly #announceConnected: () => void;
  #attemptId: string | undefined;
  #status: LateStatus;

  constructor(eager: EagerHalf, host: ConnectHost, announceConnected: () => void) {
    this.#eager = eager;
    this.#host = host;
    this.#announceConnected = announceConnected;
  }

  /** The attempt has ended, and its account is going to be confirmed. */
  begun({ attemptId, after }: UnconfirmedAttempt): void {
    if (after === "success") this.#set(attemptId, "confirming");
  }

  statusOf(attemptId: string): LateStatus {
    return attemptId === this.#attemptId ? this.#status : undefined;
  }

  /** What the user reads about: the last attempt, or before any that of an earlier page. */
  get status(): LateStatus {
    const { attempt, state, result } = this.#eager;
    if (attempt) return undefined;
    if (state === "idle" && !result) return this.#status;
    return result?.outcome === "connected" ? this.statusOf(result.attemptId) : undefined;
  }

  receive(attempt: UnconfirmedAttempt, outcome: LateOutcome): void {
    const { attemptId, after } = attempt;
    if (typeof outcome === "object") return this.#confirmed(attempt, outcome);
    if (outcome === "confirming") {
      if (after === "success" && !this.#attemptId) this.#set(attemptId, outcome);
    } else if (attemptId === this.#attemptId) {
      // After a reload there is nothing on the page that a refusal takes back.
      this.#status = outcome === "refused" && this.#eager.state !== "idle" ? outcome : undefined;
    }
    this.#host.connectChanged();
  }

  #set(attemptId: string, status: LateStatus): void {
    this.#attemptId = attemptId;
    this.#status = status;
  }

  #confirmed({ attemptId, after }: UnconfirmedAttempt, connection: Connection): void {
    const eager = this.#eager;
    const host = this.#host;
    if (attemptId === this.#attemptId) this.#status = undefined;
    const { result } = eager;
    const isLast = result ? result.attemptId === attemptId : eager.state === "idle";
    if (isLast && !eager.attempt) {
      eager.result = {
        reconnected: false,
        source: "redirect",
        ...(result?.outcome === "connected" && result),
        outcome: "connected",
        attemptId,
        connectionId: connection.id,
        connection,
        verified: true,
      };
      eager.setState("connected");
      this.#announceConnected();
    }
    host.connectChanged(connection);
    const target = host.isConnected ? host : host.ownerDocument;
    target.dispatchEvent(new OFAuthVerifiedEvent({ connectionId: connection.id, connection, attemptId, after }));
  }
}
