/** Runs one attempt: holds the state, carries effects out through the ports in order, tells its one observer. */
import { ConnectError, isConnectError } from "../protocol/error-codes.js";
import type { ConnectResult } from "./result.js";
import type { ConnectEffect, ConnectInput, ConnectNotice, ConnectState, TimerName } from "./attempt.js";
import { step } from "./machine.js";
import type { LinkApi, Clock, PendingAttemptStore, Transport } from "./ports.js";

export interface ConnectPorts {
  readonly backend: LinkApi;
  readonly surface: Transport;
  readonly clock: Clock;
  readonly pending: PendingAttemptStore;
}

export interface RunnerListener {
  onStateChange(state: ConnectState): void;
  onNotice(news: ConnectNotice): void;
  /** Called once, when everything that the attempt held has been let go. */
  onEnd(result: ConnectResult): void;
}

export class ConnectRunner {
  readonly #ports: ConnectPorts;
  readonly #observer: RunnerListener;
  readonly #inputs: ConnectInput[] = [];
  readonly #timers = new Map<TimerName, () => void>();
  #state: ConnectState = { name: "idle" };
  #running = false;
  #sessionRequest: AbortController | undefined;
  readonly #requests = new AbortController();
  readonly #thrown: unknown[] = [];

  constructor(ports: ConnectPorts, observer: RunnerListener) {
    this.#ports = ports;
    this.#observer = observer;
  }

  get state(): ConnectState {
    return this.#state;
  }

  /** Takes an input. One that arrives while another is being worked on waits its turn, so that effects keep their order. */
  send(input: ConnectInput): void {
    this.#inputs.push(input);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) this.#take(next);
    } finally {
      this.#running = false;
    }
    // What an observer threw is its own mistake: it is reported when nothing is left that it could leave undone.
    const thrown = this.#thrown.splice(0);
    if (thrown.length > 0) throw thrown[0];
  }

  #take(input: ConnectInput): void {
    const before = this.#state;
    const { state, effects } = step(before, input, this.#ports.clock.now());
    this.#state = state;
    const over = "result" in state;
    // At the end everything is let go before anybody hears of it; on the way the change of state is the first thing heard.
    if (over) this.#carryOut(effects);
    if (state.name !== before.name) this.#tell((observer) => observer.onStateChange(state));
    if (!over) this.#carryOut(effects);
    if (over && !("result" in before)) this.#tell((observer) => observer.onEnd(state.result));
  }

  #tell(what: (observer: RunnerListener) => void): void {
    try {
      what(this.#observer);
    } catch (error) {
      this.#thrown.push(error);
    }
  }

  /** A port that throws ends the attempt; it must not keep the other effects from being carried out, letting go least of all. */
  #carryOut(effects: readonly ConnectEffect[]): void {
    for (const effect of effects) {
      try {
        this.#do(effect);
      } catch (error) {
        // An account that OFAuth has connected stays connected, whatever fails to go away.
        if ("result" in this.#state || this.#state.name === "verifying") this.#thrown.push(error);
        else this.send({ type: "failed", error: asConnectError(error) });
      }
    }
  }

  #do(effect: ConnectEffect): void {
    const { backend, surface, clock, pending } = this.#ports;
    switch (effect.do) {
      case "prepare-transport":
        this.send(surface.prepare(effect.mode) ? { type: "reserved" } : { type: "stalled", code: "popup_blocked" });
        return;
      case "create-session": {
        // A newer request replaces an older one, whose late answer must not count.
        this.#sessionRequest?.abort();
        const request = (this.#sessionRequest = new AbortController());
        this.#ask(
          () => backend.createSession(effect.request, request.signal),
          request.signal,
          (session) => ({ type: "session", session }),
          (error) => ({ type: "failed", error }),
        );
        return;
      }
      case "complete":
        this.#ask(
          () => backend.complete(effect.request, this.#requests.signal),
          this.#requests.signal,
          (connection) => ({ type: "verified", connection }),
          (error) => ({ type: "verify-failed", error }),
        );
        return;
      case "read-result":
        this.#ask(
          () => backend.readResult(effect.attemptId, this.#requests.signal),
          this.#requests.signal,
          (result) => ({ type: "result", result }),
          (error) => ({ type: "result", result: undefined, error }),
        );
        return;
      case "save-pending":
        return pending.save(effect.attemptId, effect.mode);
      case "navigate":
        return surface.navigate(effect.mode, effect.url);
      case "reveal-early":
        return surface.revealEarly();
      case "reveal":
        return surface.reveal();
      case "offer-alternatives":
        return surface.offerAlternatives(effect.code);
      case "withdraw-alternatives":
        return surface.withdrawAlternatives();
      case "show-sandbox":
        return surface.showSandbox(effect.info);
      case "request-exit":
        return surface.requestExit();
      case "close-transport":
        return surface.close();
      case "start-timer":
        this.#timers.get(effect.timer)?.();
        this.#timers.set(
          effect.timer,
          clock.after(effect.ms, () => {
            this.#timers.delete(effect.timer);
            this.send({ type: "timer", timer: effect.timer });
          }),
        );
        return;
      case "stop-timers":
        return this.#stopTimers();
      case "notify":
        return this.#tell((observer) => observer.onNotice(effect.news));
      case "dispose":
        return this.#dispose(effect.attemptId);
      default:
        return effect satisfies never;
    }
  }

  #ask<T>(
    request: () => Promise<T>,
    signal: AbortSignal,
    toInput: (value: T) => ConnectInput,
    toRefusal: (error: ConnectError) => ConnectInput,
  ): void {
    new Promise<T>((resolve) => resolve(request())).then(
      (value) => {
        if (!signal.aborted) this.send(toInput(value));
      },
      (error: unknown) => {
        if (!signal.aborted) this.send(toRefusal(asConnectError(error)));
      },
    );
  }

  #stopTimers(): void {
    for (const stop of this.#timers.values()) stop();
    this.#timers.clear();
  }

  #dispose(attemptId: string): void {
    this.#sessionRequest?.abort();
    this.#requests.abort();
    this.#stopTimers();
    try {
      this.#ports.pending.remove(attemptId);
    } finally {
      this.#ports.surface.close();
    }
  }
}

const asConnectError = (error: unknown): ConnectError =>
  isConnectError(error) ? error : new ConnectError("unknown", undefined, { cause: error });
