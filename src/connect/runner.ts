/** Runs one attempt: keeps the state, carries out effects through the ports in order, notifies its listener. */
import { asConnectError, type ConnectError } from "../protocol/error-codes.js";
import type { ConnectEffect, ConnectInput, ConnectState, PendingAttemptEnd, TimerName } from "./attempt.js";
import { transition } from "./machine.js";
import type { ConnectPorts, RunnerListener } from "./ports.js";

/** Interpreter of the connect state machine for one attempt. */
export class ConnectRunner {
  readonly #ports: ConnectPorts;
  readonly #listener: RunnerListener;
  readonly #queue: ConnectInput[] = [];
  readonly #timers = new Map<TimerName, () => void>();
  #state: ConnectState = { name: "idle" };
  #isProcessing = false;
  #sessionRequest: AbortController | undefined;
  readonly #requests = new AbortController();
  readonly #thrown: unknown[] = [];

  constructor(ports: ConnectPorts, listener: RunnerListener) {
    this.#ports = ports;
    this.#listener = listener;
  }

  get state(): ConnectState {
    return this.#state;
  }

  /** Processes an input, or queues it while another one is being processed, so that effects keep their order. */
  send(input: ConnectInput): void {
    this.#queue.push(input);
    if (this.#isProcessing) return;
    this.#isProcessing = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#process(next);
    } finally {
      this.#isProcessing = false;
    }
    // A listener's error is rethrown last, when it can no longer keep an effect from being carried out.
    const thrown = this.#thrown.splice(0);
    if (thrown.length > 0) throw thrown[0];
  }

  #process(input: ConnectInput): void {
    const before = this.#state;
    const { state, effects } = transition(before, input, this.#ports.clock.now());
    this.#state = state;
    const isFinal = "result" in state;
    // At the end everything is released before the listener is called; before that, the change of state comes first.
    if (isFinal) this.#execute(effects);
    if (state.name !== before.name) this.#notify((listener) => listener.onStateChange(state));
    if (!isFinal) this.#execute(effects);
    if (isFinal && !("result" in before)) this.#notify((listener) => listener.onEnd(state.result));
  }

  #notify(call: (listener: RunnerListener) => void): void {
    try {
      call(this.#listener);
    } catch (error) {
      this.#thrown.push(error);
    }
  }

  /** A port that throws ends the attempt; the other effects are still carried out, `dispose` above all. */
  #execute(effects: readonly ConnectEffect[]): void {
    for (const effect of effects) {
      try {
        this.#perform(effect);
      } catch (error) {
        // An account that OFAuth has connected stays connected, even when the transport fails to close.
        if ("result" in this.#state || this.#state.name === "verifying") this.#thrown.push(error);
        else this.send({ type: "failed", error: asConnectError(error) });
      }
    }
  }

  #perform(effect: ConnectEffect): void {
    const { linkApi, transport, pendingAttempts, endedAttempts } = this.#ports;
    switch (effect.type) {
      case "prepare-transport": {
        const prepared = transport.prepare(effect.mode);
        if (prepared === "redirect") this.send({ type: "continue", mode: prepared });
        else this.send(prepared ? { type: "transport-ready" } : { type: "stalled", code: "popup_blocked" });
        return;
      }
      case "create-session": {
        // A newer request replaces an older one, whose late answer must not count.
        this.#sessionRequest?.abort();
        const { signal } = (this.#sessionRequest = new AbortController());
        this.#request(
          () => linkApi.createSession(effect.request, signal),
          signal,
          (session) => ({ type: "session-created", session }),
          (error) => ({ type: "failed", error }),
        );
        return;
      }
      case "complete":
        this.#request(
          () => linkApi.complete(effect.request, this.#requests.signal, effect.leaving),
          this.#requests.signal,
          (connection) => ({ type: "verified", connection }),
          (error) => ({ type: "verify-failed", error }),
        );
        return;
      case "read-result":
        this.#request(
          () => linkApi.readResult(effect.attemptId, this.#requests.signal),
          this.#requests.signal,
          (result) => ({ type: "result-read", result }),
          (error) => ({ type: "result-read", result: undefined, error }),
        );
        return;
      case "save-pending":
        return pendingAttempts.save(effect.attemptId, effect.mode);
      case "navigate":
        return transport.navigate(effect.mode, effect.url);
      case "show-slow":
        return transport.showSlow();
      case "show-frame":
        return transport.showFrame();
      case "offer-alternatives":
        return transport.offerAlternatives(effect.code);
      case "withdraw-alternatives":
        return transport.withdrawAlternatives();
      case "show-sandbox":
        return transport.showSandbox(effect.info);
      case "request-exit":
        return transport.requestExit();
      case "close-transport":
        return transport.close();
      case "start-timer":
        return this.#startTimer(effect.timer, effect.ms);
      case "stop-timers":
        return this.#stopTimers();
      case "notify":
        return this.#notify((listener) => listener.onNotice(effect.notice));
      case "save-ended":
        return endedAttempts.save(effect.attemptId, effect.after);
      case "dispose":
        return this.#dispose(effect.attemptId, effect.pending);
      case "confirm-later":
        endedAttempts.save(effect.attempt.attemptId, effect.attempt.after);
        return this.#notify((listener) => listener.onUnconfirmed(effect.attempt));
      default:
        return effect satisfies never;
    }
  }

  #request<T>(
    request: () => Promise<T>,
    signal: AbortSignal,
    onFulfilled: (value: T) => ConnectInput,
    onRejected: (error: ConnectError) => ConnectInput,
  ): void {
    // Inside a promise: a port that throws instead of rejecting is handled the same.
    new Promise<T>((resolve) => resolve(request())).then(
      (value) => {
        if (!signal.aborted) this.send(onFulfilled(value));
      },
      (error: unknown) => {
        if (!signal.aborted) this.send(onRejected(asConnectError(error)));
      },
    );
  }

  #startTimer(timer: TimerName, ms: number): void {
    this.#timers.get(timer)?.();
    const stop = this.#ports.clock.after(ms, () => {
      this.#timers.delete(timer);
      this.send({ type: "timer", timer });
    });
    this.#timers.set(timer, stop);
  }

  #stopTimers(): void {
    for (const stop of this.#timers.values()) stop();
    this.#timers.clear();
  }

  #dispose(attemptId: string, pending: PendingAttemptEnd): void {
    this.#sessionRequest?.abort();
    this.#requests.abort();
    this.#stopTimers();
    try {
      this.#ports.pendingAttempts.end(attemptId, pending);
      this.#ports.endedAttempts.take(attemptId);
    } finally {
      this.#ports.transport.close();
    }
  }
}
