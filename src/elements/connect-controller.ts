/**
 * A flow tied to a Lit host: the host forwards what its user does and shows `state`; everything else happens in the flow.
 * The flow's code is loaded when it is needed, so the controller also stands in for it while it is on its way.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { openBlankWindow } from "../browser/blank-window.js";
import type { ConnectRuntime, ConnectSettings, RunningAttempt } from "../browser/connect-runtime.js";
import type { AttemptRequest, ConnectInput, ConnectNews, ConnectStateName } from "../flow/connect-attempt.js";
import type { ConnectResult, FailedResult } from "../flow/connect-result.js";
import type { ConnectMode } from "../protocol/backend-contract.js";
import { ConnectError, isRetryable, type ErrorCode } from "../protocol/error-codes.js";
import * as events from "./events.js";
import { claimPage, claimReturn, releasePage } from "./page-lock.js";
import type { StringKey } from "./strings.js";

/** What the controller needs of its element. */
export interface ConnectControllerHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly mode: ConnectMode | "auto";
  readonly connectionId: string | undefined;
  readonly callback: "auto" | "manual";
  connectSettings(): ConnectSettings;
  text(key: StringKey): string;
  /** The state has changed, or an attempt has ended. */
  connectChanged(): void;
}

interface Attempt {
  readonly request: AttemptRequest;
  readonly promise: Promise<ConnectResult>;
  readonly resolve: (result: ConnectResult) => void;
  /** Aborts when the attempt is over. */
  readonly over: AbortController;
  mode: ConnectMode;
  openedWindow: Window | null | undefined;
  running: RunningAttempt | undefined;
}

export class ConnectController implements ReactiveController {
  readonly #host: ConnectControllerHost;
  #state: ConnectStateName = "idle";
  #result: ConnectResult | undefined;
  #attempt: Attempt | undefined;
  #runtime: Promise<ConnectRuntime> | undefined;
  #prepared: { readonly id: string; readonly key: string; readonly runtime: ConnectRuntime } | undefined;

  constructor(host: ConnectControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get state(): ConnectStateName {
    return this.#state;
  }

  /** How the last attempt ended; undefined while one is under way and before the first. */
  get result(): ConnectResult | undefined {
    return this.#result;
  }

  /** Whether an attempt is under way. */
  get isOpen(): boolean {
    return this.#attempt !== undefined;
  }

  /** Whether the hosted page is in a window of its own, which this page cannot see into. */
  get isInWindow(): boolean {
    return this.#state === "open" && this.#attempt?.mode === "popup";
  }

  open(): Promise<ConnectResult> {
    if (this.#attempt) return this.#attempt.promise;
    const host = this.#host;
    if (!host.isConnected) return this.#refuse("not_connected", "The element is not in the document.");
    if (!claimPage(host.ownerDocument, this))
      return this.#refuse("busy", "Another element on this page has an open flow.");
    const request = this.#takeRequest();
    const { id: attemptId, mode, connectionId } = request;
    const attempt = this.#begin(request);
    const asked = new events.OFAuthBeforeOpenEvent({
      mode,
      ...(connectionId !== undefined && { connectionId }),
      attemptId,
    });
    if (!host.dispatchEvent(asked) || !host.isConnected) {
      this.#letGo(attempt);
      attempt.resolve({ outcome: "cancelled", attemptId, reason: "host" });
      return attempt.promise;
    }
    // In the click's own task: a window that opens later is a popup to block.
    if (mode === "popup") attempt.openedWindow = openBlankWindow(window, host.text("windowOpening"));
    this.#result = undefined;
    this.#setState("starting");
    this.#load().then(
      (runtime) => {
        if (!attempt.over.signal.aborted) this.#run(attempt, runtime, { type: "start", request });
      },
      () =>
        this.#end(attempt, failed("network", "The flow's code could not be loaded. Check the connection.", attemptId)),
    );
    return attempt.promise;
  }

  /** Asks the hosted page to leave, and leaves without it after 1.5 s; `force`: at once. */
  close(by: "user" | "host", force: boolean): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    if (attempt.running) attempt.running.send({ type: "close", by, force });
    else this.#end(attempt, { outcome: "cancelled", attemptId: attempt.request.id, reason: by });
  }

  showWindow(): void {
    this.#attempt?.running?.focusWindow();
  }

  /** Loads the flow's code and opens a connection to the hosted page's origin. */
  async warm(): Promise<void> {
    (await this.#load()).preconnect();
  }

  /** Asks for the session that the next `open()` will use. */
  async prepare(): Promise<void> {
    const runtime = await this.#load();
    if (this.#attempt || !this.#host.isConnected || this.#preparedId() !== undefined) return;
    const request = this.#request(newAttemptId());
    runtime.prepare(request);
    this.#prepared = { id: request.id, key: this.#sessionKey(), runtime };
  }

  /** See `OFAuthConnect.handleCallback`. */
  async handleReturn(url: string | undefined, byItself: boolean): Promise<ConnectResult | null> {
    try {
      const runtime = await this.#load();
      const back = await runtime.readReturn(url);
      if (!back) return null;
      if (this.#attempt) return await this.#attempt.promise;
      if (!claimPage(this.#host.ownerDocument, this))
        return await this.#refuse("busy", "Another element on this page has an open flow.");
      const request = this.#request(back.attemptId, "redirect");
      const attempt = this.#begin(request);
      this.#result = undefined;
      this.#run(attempt, runtime, { type: "resume", request, result: back.result });
      return await attempt.promise;
    } catch (error) {
      // A page that was merely opened with somebody's parameters says nothing on its own.
      if (byItself) return null;
      const { code, message } = error instanceof ConnectError ? error : new ConnectError("unknown");
      return this.#refuse(code, message);
    }
  }

  hostConnected(): void {
    const host = this.#host;
    // After the framework that made the element has set it up.
    void host.updateComplete.then(() => {
      if (host.isConnected && host.callback === "auto" && mayHaveReturned() && claimReturn(host.ownerDocument)) {
        return this.handleReturn(undefined, true);
      }
      return undefined;
    });
  }

  hostDisconnected(): void {
    if (!this.#attempt) {
      this.#dropPrepared();
      return;
    }
    // A framework that moves the element takes it out and puts it back in one task. A window survives that; a frame is
    // loaded anew by it, and with it the user's work is gone: then the attempt ends cleanly.
    const hadDialog = this.#host.renderRoot.querySelector("dialog") !== null;
    queueMicrotask(() => {
      if (!this.#host.isConnected || hadDialog) this.#leave("disconnected");
    });
  }

  #leave(reason: "disconnected" | "navigation"): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    if (attempt.running) attempt.running.send({ type: "gone", reason });
    else this.#end(attempt, { outcome: "cancelled", attemptId: attempt.request.id, reason });
  }

  #load(): Promise<ConnectRuntime> {
    const host = this.#host;
    this.#runtime ??= import("../browser/connect-runtime.js").then(
      ({ ConnectRuntime }) =>
        new ConnectRuntime({
          root: host.renderRoot as ShadowRoot,
          settings: () => host.connectSettings(),
          text: (key) => host.text(key),
          returnFocus: () => host.focus(),
        }),
    );
    // A chunk that did not arrive is asked for again by the next click.
    this.#runtime.catch(() => (this.#runtime = undefined));
    return this.#runtime;
  }

  #begin(request: AttemptRequest): Attempt {
    let resolve!: (result: ConnectResult) => void;
    const promise = new Promise<ConnectResult>((settle) => (resolve = settle));
    const over = new AbortController();
    // The browser's Back can bring the page back from its cache as it was when the redirect left it.
    const onShow = (event: PageTransitionEvent) => event.persisted && this.#leave("navigation");
    window.addEventListener("pageshow", onShow, { signal: over.signal });
    return (this.#attempt = {
      request,
      promise,
      resolve,
      over,
      mode: request.mode,
      openedWindow: undefined,
      running: undefined,
    });
  }

  #run(attempt: Attempt, runtime: ConnectRuntime, first: ConnectInput): void {
    attempt.running = runtime.begin(attempt.request, attempt.openedWindow, {
      stateChanged: ({ name }) => this.#setState(name),
      told: (news) => this.#tell(attempt, news),
      ended: (result) => this.#end(attempt, result),
    });
    attempt.running.send(first);
  }

  #tell(attempt: Attempt, news: ConnectNews): void {
    const attemptId = attempt.request.id;
    const host = this.#host;
    switch (news.type) {
      case "open":
        attempt.mode = news.mode;
        host.requestUpdate();
        host.dispatchEvent(new events.OFAuthOpenEvent({ mode: news.mode, attemptId }));
        return;
      case "load":
        host.dispatchEvent(new events.OFAuthLoadEvent({ attemptId, elapsedMs: news.elapsedMs }));
        return;
      case "stall":
        host.dispatchEvent(new events.OFAuthStallEvent({ code: news.code, attemptId }));
        return;
      case "session-renewed":
        host.dispatchEvent(new events.OFAuthSessionRenewedEvent({ attemptId }));
        return;
      case "sandbox-info":
        host.dispatchEvent(new events.OFAuthSandboxInfoEvent(news.info));
        return;
      default:
        news satisfies never;
    }
  }

  #setState(state: ConnectStateName): void {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#host.connectChanged();
    const attemptId = this.#attempt?.request.id;
    this.#host.dispatchEvent(
      new events.OFAuthStateChangeEvent({ state, previous, ...(attemptId !== undefined && { attemptId }) }),
    );
  }

  /** The end of an attempt: state first, then the outcome's event, then `ofauth-close`, and nothing after it. */
  #end(attempt: Attempt, result: ConnectResult): void {
    if (attempt.over.signal.aborted) return;
    if (!attempt.running) attempt.openedWindow?.close();
    this.#result = result;
    this.#setState(result.outcome);
    this.#host.connectChanged();
    this.#host.dispatchEvent(events.endEvent(result));
    this.#letGo(attempt);
    attempt.resolve(result);
    this.#host.dispatchEvent(new events.OFAuthCloseEvent({ outcome: result.outcome, attemptId: attempt.request.id }));
  }

  #letGo(attempt: Attempt): void {
    attempt.over.abort();
    this.#attempt = undefined;
    releasePage(this.#host.ownerDocument, this);
  }

  /** A failure before any attempt: the state stays as it is. */
  #refuse(code: ErrorCode, message: string): Promise<FailedResult> {
    const result = failed(code, message);
    this.#result = result;
    this.#host.connectChanged();
    this.#host.dispatchEvent(events.endEvent(result));
    return Promise.resolve(result);
  }

  #takeRequest(): AttemptRequest {
    const id = this.#preparedId() ?? newAttemptId();
    this.#prepared = undefined;
    return this.#request(id);
  }

  #request(id: string, mode: ConnectMode = this.#mode()): AttemptRequest {
    const { pathname, search, hash } = window.location;
    const settings = this.#host.connectSettings();
    return {
      id,
      mode,
      connectionId: this.#host.connectionId,
      renewable: settings.createSession !== undefined || settings.sessionUrl === undefined,
      returnTo: pathname + search + hash,
    };
  }

  #mode(): ConnectMode {
    const { mode } = this.#host;
    return mode === "popup" || mode === "redirect" ? mode : "embed";
  }

  /** The id of the attempt whose session has been asked for ahead, if nothing that it depends on has changed since. */
  #preparedId(): string | undefined {
    const prepared = this.#prepared;
    return prepared?.key === this.#sessionKey() && prepared.runtime.isPrepared(prepared.id) ? prepared.id : undefined;
  }

  #sessionKey(): string {
    const { endpoint, linkEndpoint, sessionUrl } = this.#host.connectSettings();
    return JSON.stringify([this.#mode(), this.#host.connectionId, endpoint, linkEndpoint, sessionUrl]);
  }

  #dropPrepared(): void {
    this.#prepared?.runtime.dropPrepared();
    this.#prepared = undefined;
  }
}

const failed = (code: ErrorCode, message: string, attemptId?: string): FailedResult => ({
  outcome: "failed",
  code,
  message,
  retryable: isRetryable(code),
  ...(attemptId !== undefined && { attemptId }),
});

/** 128 random bits. Not `randomUUID`, which pages on plain http do not have. */
const newAttemptId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Whether this browser has sent anybody away at all: only then is there anything to load. */
function mayHaveReturned(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("ofauth-link:"));
  } catch {
    return false;
  }
}
