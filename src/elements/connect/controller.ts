/**
 * Connects a flow to a Lit host, which forwards what its user does and renders `state` and `message`. This half loads with
 * the element; `lazy-interface.ts` describes how it works with the other one.
 */
import type { ReactiveController } from "lit";
import { openBlankWindow, randomAttemptId } from "../../browser/transports/open-window.js";
import type { ConnectInput, ConnectStateName } from "../../connect/attempt.js";
import type { CancelledResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { endEvent, OFAuthBeforeOpenEvent, OFAuthCloseEvent, OFAuthStateChangeEvent } from "../events/connect-events.js";
import { Localizer } from "../i18n/localizer.js";
import { importAgain } from "../import-again.js";
import type { EagerHalf, LazyHalf, Message, OpenAttempt } from "./lazy-interface.js";
import type { ConnectHost } from "./host.js";
import { earlyMessage, failed, codeNotLoaded } from "./early-failure.js";
import { createOpenAttempt, emitEnd } from "./open-attempt.js";
import { mayHavePendingAttempt } from "./pending.js";
import { pageRecord, type PageRecord } from "./page-lock.js";
import { buttonStrings, type ButtonStringKey } from "./strings.js";

export class ConnectController implements ReactiveController, EagerHalf {
  readonly #host: ConnectHost;
  readonly target: () => string | undefined;
  readonly localizer: Localizer;
  // Fields and not accessors, which would cost bytes in every bundle: only this class sets them.
  state: ConnectStateName = "idle";
  /** How the last attempt ended; undefined while one is open and before the first. */
  result: ConnectResult | undefined;
  attempt: OpenAttempt | undefined;
  /** Set while a callback is being read: a click waits, and opens the flow if there was none. */
  #reading: Promise<ConnectResult | null> | undefined;
  #loading: Promise<LazyHalf> | undefined;
  #lazy: LazyHalf | undefined;
  /** Record of the document that the attempt began in; the element may be in another one when it ends. */
  #page: PageRecord = {};

  constructor(host: ConnectHost, target: () => string | undefined = () => host.connectionId) {
    this.#host = host;
    this.target = target;
    host.addController(this);
    this.localizer = new Localizer(host, "connect", () => import("../i18n/load-locale.js"));
  }

  /** What to show under the button, in the current language. */
  get message(): Message | undefined {
    return this.#lazy ? this.#lazy.message : earlyMessage(this);
  }

  open(): Promise<ConnectResult> {
    if (this.attempt) return this.attempt.promise;
    if (this.#reading) return this.#reading.then((result) => result ?? this.open());
    const host = this.#host;
    const refusal = this.#lock();
    if (refusal) return refusal;
    const mode = host.mode === "popup" || host.mode === "redirect" ? host.mode : "embed";
    const attempt = this.begin(this.#lazy?.takePrepared(mode) ?? randomAttemptId(), mode);
    const connectionId = this.target();
    const question = new OFAuthBeforeOpenEvent({ mode, ...(connectionId && { connectionId }), attemptId: attempt.id });
    const allowed = host.dispatchEvent(question);
    // A listener may have closed the attempt itself.
    if (attempt.over.signal.aborted) return attempt.promise;
    if (!allowed || !host.isConnected) {
      attempt.over.abort();
      this.release();
      attempt.resolve({ outcome: "cancelled", attemptId: attempt.id, reason: "host" });
      return attempt.promise;
    }
    this.result = undefined;
    // In the task of the click: browsers block a window that opens later.
    if (mode === "popup") attempt.openedWindow = openBlankWindow(this.text("windowOpening"));
    this.setState("starting");
    this.#load().then(
      (lazy) => attempt.over.signal.aborted || lazy.start(attempt),
      () => this.end(attempt, failed("network", codeNotLoaded, attempt.id)),
    );
    return attempt.promise;
  }

  close(by: "user" | "host", force: boolean): void {
    this.#leave({ type: "close", by, force }, by);
  }

  /** Loads the lazy half; `withSession` also requests the session of the next attempt. */
  async prepare(withSession: boolean): Promise<void> {
    // Without a document there is no shadow root to render into yet.
    if (!this.#host.isConnected) return;
    const lazy = await this.#load();
    if (withSession && !this.attempt && this.#host.isConnected) lazy.prepare(randomAttemptId());
  }

  /** See `OFAuthConnect.handleCallback()`, and `LazyHalf` for `unprompted`. */
  async handleCallback(url: string | undefined, unprompted: boolean): Promise<ConnectResult | null> {
    if (!this.#host.isConnected) return this.#lock() ?? null;
    const lazy = await this.#load().catch(() => undefined);
    return lazy?.handleCallback(url, unprompted) ?? (unprompted ? null : this.refuse("network", codeNotLoaded));
  }

  hostConnected(): void {
    const host = this.#host;
    // After the first update: by then a framework has set the properties.
    void host.updateComplete.then(() => {
      const isAuto = host.isConnected && host.callback !== "manual";
      if (isAuto && mayHavePendingAttempt()) void this.handleCallback(undefined, true);
    });
  }

  hostDisconnected(): void {
    this.#lazy?.dropPrepared();
    // Frameworks move an element in one task. A popup survives that; a frame reloads. Lit's `defer-hydration`: no root yet.
    const hadDialog = !!this.#host.renderRoot?.querySelector("dialog");
    queueMicrotask(() => {
      if (hadDialog || !this.#host.isConnected) this.leave("disconnected");
    });
  }

  leave(reason: "disconnected" | "navigation"): void {
    this.#leave({ type: "removed", reason }, reason);
  }

  reserve(read: () => Promise<ConnectResult | null>): Promise<ConnectResult | null> {
    return this.attempt?.promise ?? this.#lock() ?? (this.#reading = read());
  }

  begin(id: string, mode: ConnectMode): OpenAttempt {
    this.#reading = undefined;
    return (this.attempt = createOpenAttempt(id, mode));
  }

  setState(state: ConnectStateName): void {
    const previous = this.state;
    if (state === previous) return;
    this.state = state;
    this.#host.connectChanged();
    const attempt = this.attempt && { attemptId: this.attempt.id };
    this.#host.dispatchEvent(new OFAuthStateChangeEvent({ state, previous, ...attempt }));
  }

  // The order is part of the contract: state, then the outcome's event, then `ofauth-close`, and nothing after it.
  end(attempt: OpenAttempt, result: ConnectResult, event?: Event): void {
    if (attempt.over.signal.aborted) return;
    // Before any event: a listener may close again.
    attempt.over.abort();
    if (!attempt.send && attempt.openedWindow !== window) attempt.openedWindow?.close();
    this.result = result;
    this.setState(result.outcome);
    this.#host.connectChanged();
    emitEnd(this.#host, event ?? endEvent(result as CancelledResult | FailedResult));
    this.release();
    attempt.resolve(result);
    emitEnd(this.#host, new OFAuthCloseEvent({ outcome: result.outcome, attemptId: attempt.id }));
  }

  #load(): Promise<LazyHalf> {
    this.#loading ??= importAgain(() => import("./controller.lazy.js")).then(async ({ LazyConnectController }) => {
      // The dialog does not change its language while it is open.
      await this.localizer.ready;
      return (this.#lazy = new LazyConnectController(this, this.#host, openBlankWindow, pageRecord));
    });
    // A failed import is not kept: the next click tries again.
    this.#loading.catch(() => (this.#loading = undefined));
    return this.#loading;
  }

  #leave(input: ConnectInput, reason: "user" | "host" | "disconnected" | "navigation"): void {
    const attempt = this.attempt;
    if (attempt?.send) attempt.send(input);
    else if (attempt) this.end(attempt, { outcome: "cancelled", attemptId: attempt.id, reason });
  }

  text(key: ButtonStringKey): string {
    return this.localizer.string(key) ?? buttonStrings[key];
  }

  retry(): void {
    this.#host.focus();
    void this.open();
  }

  /** Takes the page's lock, or returns why it cannot. */
  #lock(): Promise<FailedResult> | undefined {
    if (!this.#host.isConnected) return this.refuse("not_connected", "Not in the document.");
    const page = (this.#page = pageRecord(this.#host.ownerDocument));
    page.owner ??= this;
    return page.owner === this ? undefined : this.refuse("busy", "Another flow is open.");
  }

  refuse(code: ErrorCode, message: string): Promise<FailedResult> {
    const result = failed(code, message);
    this.result = result;
    this.#host.connectChanged();
    this.#host.dispatchEvent(endEvent(result));
    return Promise.resolve(result);
  }

  release(): void {
    this.#reading = this.attempt = undefined;
    if (this.#page.owner === this) this.#page.owner = undefined;
  }
}
