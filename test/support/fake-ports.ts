/** Fakes of the connect ports: calls are written to `log`, the test settles requests and advances the time. */
import type {
  AttemptEnd,
  AttemptRequest,
  ConnectInput,
  PendingAttemptEnd,
  UnconfirmedAttempt,
} from "../../src/connect/attempt.js";
import { ConnectRunner } from "../../src/connect/runner.js";
import type { ConnectResult } from "../../src/connect/result.js";
import type {
  Clock,
  ConnectPorts,
  EndedAttemptStore,
  LinkApi,
  PendingAttemptStore,
  RunnerListener,
  Transport,
} from "../../src/connect/ports.js";
import type { CompleteRequest, ConnectMode, InitRequest, LinkResult } from "../../src/protocol/link-contract.js";
import type { Connection } from "../../src/protocol/connection.js";
import { unconfirmedConnection } from "../../src/protocol/connection.js";
import { defaultLinkOrigins, parseLinkSession, type OpenableSession } from "../../src/protocol/link-session.js";

export class FakeClock implements Clock {
  #now = 1_000_000;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Number of running timers. */
  get running(): number {
    return this.#timers.length;
  }

  /** Lets `ms` milliseconds pass and fires the timers that are due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = end;
  }
}

/** A request that the test settles. */
export interface PendingRequest<Request, Answer> {
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly settled: boolean;
  /** Answers the request. Resolves when the runner has processed the answer. */
  resolve(value: Answer): Promise<void>;
  reject(error: unknown): Promise<void>;
}

export class FakeLinkApi implements LinkApi {
  readonly sessions: PendingRequest<InitRequest, OpenableSession>[] = [];
  readonly confirmations: PendingRequest<CompleteRequest, Connection | undefined>[] = [];
  readonly results: PendingRequest<string | undefined, LinkResult | undefined>[] = [];
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  createSession(request: InitRequest, signal: AbortSignal): Promise<OpenableSession> {
    this.#log.push(`create-session ${request.mode}`);
    return addRequest(this.sessions, request, signal);
  }

  complete(request: CompleteRequest, signal: AbortSignal, keepalive = false): Promise<Connection | undefined> {
    this.#log.push(`complete ${request.connectionId}${keepalive ? " keepalive" : ""}`);
    return addRequest(this.confirmations, request, signal);
  }

  readResult(attemptId: string | undefined, signal: AbortSignal): Promise<LinkResult | undefined> {
    this.#log.push("read-result");
    return addRequest(this.results, attemptId, signal);
  }

  /** Number of requests that are neither settled nor aborted. */
  get pending(): number {
    return [...this.sessions, ...this.confirmations, ...this.results].filter(
      ({ settled, signal }) => !settled && !signal.aborted,
    ).length;
  }
}

/** Adds a request to `list` and returns the promise that the test settles through it. */
function addRequest<Request, Answer>(
  list: PendingRequest<Request, Answer>[],
  request: Request,
  signal: AbortSignal,
): Promise<Answer> {
  let settled = false;
  return new Promise<Answer>((resolve, reject) => {
    list.push({
      request,
      signal,
      get settled() {
        return settled;
      },
      resolve(value) {
        settled = true;
        resolve(value);
        return flushPromises();
      },
      reject(error) {
        settled = true;
        reject(error);
        return flushPromises();
      },
    });
  });
}

/** Waits until the reactions of every settled promise have run. */
export async function flushPromises(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve();
}

/** A transport that only logs its calls. */
export class FakeTransport implements Transport {
  /** What `prepare` returns: false stands for a blocked popup. */
  canOpen: boolean | "redirect" = true;
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  prepare(mode: ConnectMode): boolean | "redirect" {
    this.#log.push(`prepare-transport ${mode}`);
    return mode === "popup" ? this.canOpen : this.canOpen !== false;
  }
  navigate(mode: ConnectMode): void {
    this.#log.push(`navigate ${mode}`);
  }
  showSlow(): void {
    this.#log.push("show-slow");
  }
  showFrame(): void {
    this.#log.push("show-frame");
  }
  offerAlternatives(code = "silent frame"): void {
    this.#log.push(`offer-alternatives ${code}`);
  }
  withdrawAlternatives(): void {
    this.#log.push("withdraw-alternatives");
  }
  showSandbox(): void {
    this.#log.push("show-sandbox");
  }
  requestExit(): void {
    this.#log.push("request-exit");
  }
  close(): void {
    this.#log.push("close-transport");
  }
}

export class FakePendingAttempts implements PendingAttemptStore {
  readonly saved = new Set<string>();
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  save(attemptId: string, mode: "popup" | "redirect"): void {
    this.#log.push(`save-pending ${mode}`);
    this.saved.add(attemptId);
  }
  end(attemptId: string, how: PendingAttemptEnd): void {
    this.#log.push(how === "remove" ? "remove-pending" : "keep-pending");
    if (how === "remove") this.saved.delete(attemptId);
  }
}

/** Records of ended attempts in memory. Another page may hold or take them. */
export class FakeEndedAttempts implements EndedAttemptStore {
  readonly records = new Map<string, AttemptEnd>();
  readonly heldElsewhere = new Set<string>();
  readonly held = new Map<string, number>();

  save(attemptId: string, after: AttemptEnd): void {
    this.records.set(attemptId, after);
  }
  hold(attemptId: string, until: number): boolean {
    if (!this.records.has(attemptId) || this.heldElsewhere.has(attemptId)) return false;
    if (until) this.held.set(attemptId, until);
    else this.held.delete(attemptId);
    return true;
  }
  take(attemptId: string): boolean {
    this.held.delete(attemptId);
    return this.records.delete(attemptId);
  }
}

export const attemptRequest = (fields: Partial<AttemptRequest> = {}): AttemptRequest => ({
  id: "attempt-1",
  mode: "embed",
  connectionId: undefined,
  renewable: true,
  returnTo: undefined,
  ...fields,
});

/** A Link session whose URL has passed the real parser. */
export const openableSession = (name = "1"): OpenableSession =>
  parseLinkSession(
    { mode: "hosted", url: `https://link.ofauth.com/cs_${name}` },
    { origins: defaultLinkOrigins, pageUrl: "https://app.example/" },
  );

export const activeConnection = (id = "conn_1"): Connection => ({ ...unconfirmedConnection(id), status: "active" });

/** A runner on fake ports, with a listener that logs its calls and passes them on to `extra`. */
export function setupRunner(extra: Partial<RunnerListener> = {}) {
  const log: string[] = [];
  const ended: ConnectResult[] = [];
  const clock = new FakeClock();
  const linkApi = new FakeLinkApi(log);
  const transport = new FakeTransport(log);
  const pendingAttempts = new FakePendingAttempts(log);
  const endedAttempts = new FakeEndedAttempts();
  const unconfirmed: UnconfirmedAttempt[] = [];
  const ports: ConnectPorts = { linkApi, transport, clock, pendingAttempts, endedAttempts };
  const runner = new ConnectRunner(ports, {
    onStateChange(state) {
      log.push(`state ${state.name}`);
      extra.onStateChange?.(state);
    },
    onNotice(notice) {
      log.push(`notice ${notice.type}${"mode" in notice ? ` ${notice.mode}` : ""}`);
      extra.onNotice?.(notice);
    },
    onUnconfirmed(attempt) {
      log.push(`unconfirmed after ${attempt.after}`);
      unconfirmed.push(attempt);
      extra.onUnconfirmed?.(attempt);
    },
    onEnd(result) {
      log.push(`ended ${result.outcome}`);
      ended.push(result);
      extra.onEnd?.(result);
    },
  });
  /** Returns the log since the last call. */
  const takeLog = () => log.splice(0);
  return { runner, clock, linkApi, transport, pendingAttempts, endedAttempts, unconfirmed, log, takeLog, ended };
}

/** `setupRunner` with shortcuts for the first steps of an attempt. */
export function setupAttempt(fields: Partial<AttemptRequest> = {}, listener: Partial<RunnerListener> = {}) {
  const fakes = setupRunner(listener);
  const { runner, linkApi, takeLog } = fakes;
  const request = attemptRequest(fields);
  const start = () => runner.send({ type: "start", request });
  return {
    ...fakes,
    start,
    /** Runs the attempt until the hosted page is open. */
    open: async () => {
      start();
      await linkApi.sessions[0]!.resolve(openableSession());
      if (request.mode === "embed") runner.send({ type: "page-message", message: { event: "loaded" } });
      takeLog();
    },
    send: (...inputs: ConnectInput[]) => {
      for (const input of inputs) runner.send(input);
    },
  };
}
