/**
 * Goes on confirming an account whose attempt has ended: quietly, for about a minute, then whenever the browser comes back
 * online, until the attempt's record ends.
 */
import type { Connection } from "../protocol/connection.js";
import { asConnectError } from "../protocol/error-codes.js";
import type { UnconfirmedAttempt } from "./attempt.js";
import { isInconclusive } from "./machine-end.js";
import type { Clock, LinkApi, EndedAttemptStore } from "./ports.js";
import { latePause, retryAfterMs } from "./late-pause.js";
import { HOST_RESPONSE_TIMEOUT_MS, LATE_RETRY_TOTAL_MS } from "./timeouts.js";

/**
 * News of a late confirmation. It ends with the confirmed connection; `refused` by the host's server; or `dropped`, because the
 * host cannot confirm or another page has done it. `confirming`: the host's server says so, and it goes on.
 */
export type LateOutcome = Connection | "refused" | "dropped" | "confirming";

interface LateConfirmationPorts {
  readonly linkApi: Pick<LinkApi, "complete" | "readResult">;
  readonly clock: Clock;
  readonly records: EndedAttemptStore;
}

/** One account that is being confirmed. */
export class LateConfirmation {
  readonly #attempt: UnconfirmedAttempt;
  readonly #ports: LateConfirmationPorts;
  readonly #tell: (outcome: LateOutcome) => void;
  #since: number;
  readonly #requests = new AbortController();
  #tries = 0;
  /** `Retry-After` asks for silence until then. */
  #notBefore = 0;
  #pending = 0;
  #stopTimer: (() => void) | undefined;

  constructor(attempt: UnconfirmedAttempt, ports: LateConfirmationPorts, tell: (outcome: LateOutcome) => void) {
    this.#attempt = attempt;
    this.#ports = ports;
    this.#tell = tell;
    this.#since = ports.clock.now();
  }

  /** Asks after `ms`, and no sooner than the host's server wants to be asked. */
  askIn(ms: number): void {
    if (this.#requests.signal.aborted || this.#pending) return;
    const { clock, records } = this.#ports;
    const pause = Math.max(ms, this.#notBefore - clock.now());
    this.#stopTimer?.();
    // Held for this page until the answer.
    const until = clock.now() + pause + HOST_RESPONSE_TIMEOUT_MS;
    if (!records.hold(this.#attempt.attemptId, until)) return this.#end("dropped");
    this.#stopTimer = clock.after(pause, () => this.#ask(false));
  }

  /** The page is being left: asks once more, with a request that goes on without it. */
  leave(): void {
    if (this.#requests.signal.aborted) return;
    this.#ports.records.release(this.#attempt.attemptId);
    // Only what the page alone knows has to reach the server: a result is kept there, and the next page asks for it.
    if (this.#attempt.connectionId !== undefined) this.#ask(true);
  }

  #ask(leaving: boolean): void {
    const { signal } = this.#requests;
    this.#pending++;
    this.#request(signal, leaving).then(
      (outcome) => signal.aborted || this.#answered(outcome),
      (error: unknown) => signal.aborted || this.#failed(error),
    );
  }

  async #request(signal: AbortSignal, leaving: boolean): Promise<LateOutcome | undefined> {
    const { linkApi } = this.#ports;
    const { attemptId, connectionId } = this.#attempt;
    if (connectionId !== undefined) {
      const connection = await linkApi.complete({ attemptId, connectionId }, signal, leaving);
      if (!connection) return "dropped";
      return connection.id === connectionId ? connection : "refused";
    }
    const result = await linkApi.readResult(attemptId, signal);
    // The server may not have received yet what the last page sent as it was left: it is asked twice.
    if (result?.attemptId !== attemptId) return this.#tries ? "dropped" : undefined;
    if (result.outcome === "confirming") return "confirming";
    return result.outcome === "connected" ? result.connection : "refused";
  }

  #answered(outcome: LateOutcome | undefined): void {
    this.#pending--;
    if (outcome === undefined) return this.#wait(0);
    if (outcome === "confirming") {
      this.#tell(outcome);
      return this.#wait(0);
    }
    // Another page may have reported it first.
    const isConfirmed = typeof outcome === "object";
    this.#end(isConfirmed && !this.#ports.records.take(this.#attempt.attemptId) ? "dropped" : outcome);
  }

  #failed(error: unknown): void {
    this.#pending--;
    const failure = asConnectError(error);
    if (isInconclusive(failure)) this.#wait(retryAfterMs(failure.retryAfter, this.#ports.clock.now()));
    else this.#end("refused");
  }

  /** Waits for the next try. After the last one, `askIn()` begins again. */
  #wait(retryAfter: number): void {
    const { clock, records } = this.#ports;
    const now = clock.now();
    this.#notBefore = now + retryAfter;
    const pause = Math.max(latePause(++this.#tries), retryAfter);
    if (now + pause - this.#since <= LATE_RETRY_TOTAL_MS) this.askIn(pause);
    else records.release(this.#attempt.attemptId);
  }

  #end(outcome: LateOutcome): void {
    const { records } = this.#ports;
    const { attemptId, returned } = this.#attempt;
    this.#stopTimer?.();
    if (returned) records.release(attemptId);
    else records.take(attemptId);
    this.#requests.abort();
    this.#tell(outcome);
  }
}
