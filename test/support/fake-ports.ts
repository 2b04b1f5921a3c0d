/** A world for a flow without a page, a network or time: everything is noted in `log`, and answered when the test says so. */
import type { AttemptRequest, ConnectInput } from "../../src/connect/attempt.js";
import { ConnectRunner, type RunnerListener, type ConnectPorts } from "../../src/connect/runner.js";
import type { ConnectResult } from "../../src/connect/result.js";
import type { LinkApi, Clock, PendingAttemptStore, Transport } from "../../src/connect/ports.js";
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

  /** How many timers run. */
  get running(): number {
    return this.#timers.length;
  }

  /** Lets `ms` pass, and everything ring that is due by then, in order. */
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

/** One request that waits for the test to answer it. */
export interface Asked<Request, Answer> {
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly answered: boolean;
  /** Resolves when the flow has heard of it. */
  answer(value: Answer): Promise<void>;
  refuse(error: unknown): Promise<void>;
}

export class FakeBackend implements LinkApi {
  readonly sessions: Asked<InitRequest, OpenableSession>[] = [];
  readonly confirmations: Asked<CompleteRequest, Connection | undefined>[] = [];
  readonly results: Asked<string, LinkResult | undefined>[] = [];
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  createSession(request: InitRequest, signal: AbortSignal): Promise<OpenableSession> {
    this.#log.push(`create-session ${request.mode}`);
    return ask(this.sessions, request, signal);
  }

  complete(request: CompleteRequest, signal: AbortSignal): Promise<Connection | undefined> {
    this.#log.push(`complete ${request.connectionId}`);
    return ask(this.confirmations, request, signal);
  }

  readResult(attemptId: string, signal: AbortSignal): Promise<LinkResult | undefined> {
    this.#log.push("read-result");
    return ask(this.results, attemptId, signal);
  }

  /** How many requests nobody has answered and nobody has given up. */
  get pending(): number {
    return [...this.sessions, ...this.confirmations, ...this.results].filter(
      ({ answered, signal }) => !answered && !signal.aborted,
    ).length;
  }
}

function ask<Request, Answer>(list: Asked<Request, Answer>[], request: Request, signal: AbortSignal): Promise<Answer> {
  let answered = false;
  return new Promise<Answer>((resolve, reject) => {
    list.push({
      request,
      signal,
      get answered() {
        return answered;
      },
      answer(value) {
        answered = true;
        resolve(value);
        return heard();
      },
      refuse(error) {
        answered = true;
        reject(error);
        return heard();
      },
    });
  });
}

/** Lets every promise that is settled be heard. */
export async function heard(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve();
}

/** Whether a window opens can be set; everything else is only noted. */
export class FakeSurface implements Transport {
  opens = true;
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  prepare(mode: ConnectMode): boolean {
    this.#log.push(`prepare-transport ${mode}`);
    return this.opens;
  }
  navigate(mode: ConnectMode): void {
    this.#log.push(`navigate ${mode}`);
  }
  revealEarly(): void {
    this.#log.push("reveal-early");
  }
  reveal(): void {
    this.#log.push("reveal");
  }
  offerAlternatives(code: string): void {
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

export class FakePendingFlow implements PendingAttemptStore {
  readonly remembered = new Set<string>();
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  save(attemptId: string, mode: "popup" | "redirect"): void {
    this.#log.push(`save-pending ${mode}`);
    this.remembered.add(attemptId);
  }
  remove(attemptId: string): void {
    this.#log.push("forget");
    this.remembered.delete(attemptId);
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

/** A session as a host answers it. Its URL has passed the real parser. */
export const openableSession = (name = "1"): OpenableSession =>
  parseLinkSession(
    { mode: "hosted", url: `https://link.ofauth.com/cs_${name}` },
    { origins: defaultLinkOrigins, pageUrl: "https://app.example/" },
  );

export const activeConnection = (id = "conn_1"): Connection => ({ ...unconfirmedConnection(id), status: "active" });

/** A flow in a fake world, with an observer that notes what it hears. `extra` hears it too, afterwards. */
export function fakeFlow(extra: Partial<RunnerListener> = {}) {
  const log: string[] = [];
  const ended: ConnectResult[] = [];
  const clock = new FakeClock();
  const backend = new FakeBackend(log);
  const surface = new FakeSurface(log);
  const pending = new FakePendingFlow(log);
  const ports: ConnectPorts = { backend, surface, clock, pending };
  const flow = new ConnectRunner(ports, {
    onStateChange(state) {
      log.push(`state ${state.name}`);
      extra.onStateChange?.(state);
    },
    onNotice(news) {
      log.push(`notice ${news.type}${"mode" in news ? ` ${news.mode}` : ""}`);
      extra.onNotice?.(news);
    },
    onEnd(result) {
      log.push(`ended ${result.outcome}`);
      ended.push(result);
      extra.onEnd?.(result);
    },
  });
  /** What has been noted since the last time. */
  const news = () => log.splice(0);
  return { flow, clock, backend, surface, pending, log, news, ended };
}

/** The same, with the first steps of an attempt at hand. */
export function startableFlow(fields: Partial<AttemptRequest> = {}, observer: Partial<RunnerListener> = {}) {
  const world = fakeFlow(observer);
  const { flow, backend, news } = world;
  const request = attemptRequest(fields);
  const start = () => flow.send({ type: "start", request });
  return {
    ...world,
    start,
    /** As far as the hosted page having said that it is there. */
    open: async () => {
      start();
      await backend.sessions[0]!.answer(openableSession());
      if (request.mode === "embed") flow.send({ type: "page", message: { event: "loaded" } });
      news();
    },
    send: (...inputs: ConnectInput[]) => {
      for (const input of inputs) flow.send(input);
    },
  };
}
