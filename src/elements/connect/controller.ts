/**
 * Ties a flow to a Lit host: the host forwards what its user does and shows `state` and `notice`. The flow's code is loaded
 * when it is needed; this is what a page has before that, and what stands in while the code is on its way.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { AttemptSettings } from "../../browser/settings.js";
import { openBlankWindow, randomAttemptId } from "../../browser/transports/open-window.js";
import type { ConnectInput, ConnectStateName } from "../../connect/attempt.js";
import type { CancelledResult, ConnectedResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { endEvent, OFAuthBeforeOpenEvent, OFAuthCloseEvent, OFAuthStateChangeEvent } from "../events/connect-events.js";
import type { ConnectSettings, FlowSettings } from "../flow-settings.js";
import { Localizer } from "../i18n/localizer.js";
import type { LazyConnectController } from "./controller.lazy.js";
import { pageRecord, type PageRecord } from "./page-lock.js";
import { buttonStrings, type ButtonStringKey } from "./strings.js";

/** What the controller needs of its element. */
export interface ConnectHost extends ReactiveControllerHost, HTMLElement, Readonly<ConnectSettings> {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** The settings, with defaults for those that are undefined or null. */
  readSettings(): FlowSettings & AttemptSettings;
  /** The state has changed. */
  connectChanged(): void;
}

/** A text under the button, and what can be done about it. */
export interface Message {
  readonly text: string;
  readonly isError: boolean;
  readonly actions: readonly { readonly label: string; readonly part: string; readonly run: () => void }[];
}

export interface OpenAttempt {
  readonly id: string;
  readonly promise: Promise<ConnectResult>;
  readonly resolve: (result: ConnectResult) => void;
  /** Aborts when the attempt is over. */
  readonly over: AbortController;
  /** Follows the attempt when it goes on in another mode. */
  mode: ConnectMode;
  /** The window that was opened in the click, null when the browser refused it. */
  openedWindow?: Window | null;
  /** Set once the flow's code has taken over. */
  send?: (input: ConnectInput) => void;
}

export class ConnectController implements ReactiveController {
  readonly #host: ConnectHost;
  /** The connection that an attempt shall reconnect; undefined: a new one. */
  readonly target: () => string | undefined;
  readonly localizer: Localizer;
  #state: ConnectStateName = "idle";
  #result: ConnectResult | undefined;
  #attempt: OpenAttempt | undefined;
  /** While what a redirect has brought back is being read: a click waits, and opens a flow if there was nothing. */
  returning: Promise<ConnectResult | null> | undefined;
  #loading: Promise<LazyConnectController> | undefined;
  #loaded: LazyConnectController | undefined;
  /** Of the document that the attempt began in; the element may be in another one when it ends. */
  #page: PageRecord = {};

  constructor(host: ConnectHost, target: () => string | undefined = () => host.connectionId) {
    this.#host = host;
    this.target = target;
    host.addController(this);
    this.localizer = new Localizer(host, "connect", () => import("../i18n/load-locale.js"));
  }

  get state(): ConnectStateName {
    return this.#state;
  }

  /** How the last attempt ended; undefined while one is under way and before the first. */
  get result(): ConnectResult | undefined {
    return this.#result;
  }

  /** What is to be said now, in the language of now. */
  get message(): Message | undefined {
    return this.#loaded ? this.#loaded.notice() : this.#earlyNotice();
  }

  /** The attempt that is under way. */
  get attempt(): OpenAttempt | undefined {
    return this.#attempt;
  }

  open(): Promise<ConnectResult> {
    if (this.#attempt) return this.#attempt.promise;
    if (this.returning) return this.returning.then((result) => result ?? this.open());
    const host = this.#host;
    const refusal = this.obstacle();
    if (refusal) return refusal;
    const mode = host.mode === "popup" || host.mode === "redirect" ? host.mode : "embed";
    const attempt = this.begin(this.#loaded?.takePrepared(mode) ?? randomAttemptId(), mode);
    const connectionId = this.target();
    const question = new OFAuthBeforeOpenEvent({ mode, ...(connectionId && { connectionId }), attemptId: attempt.id });
    const allowed = host.dispatchEvent(question);
    // A listener may have closed the attempt itself.
    if (attempt.over.signal.aborted) return attempt.promise;
    if (!allowed || !host.isConnected) {
      this.#letGo(attempt);
      attempt.resolve({ outcome: "cancelled", attemptId: attempt.id, reason: "host" });
      return attempt.promise;
    }
    this.#result = undefined;
    // In the click's own task: a window that opens later is a popup to block.
    if (mode === "popup") {
      attempt.openedWindow = openBlankWindow(this.text("windowOpening"));
    }
    this.setState("starting");
    this.load().then(
      (loaded) => attempt.over.signal.aborted || loaded.start(attempt),
      () => this.end(attempt, failed("network", noCode, attempt.id)),
    );
    return attempt.promise;
  }

  /** Asks the hosted page to leave, and leaves without it after 1.5 s; `force`: at once. */
  close(by: "user" | "host", force: boolean): void {
    this.#leave({ type: "close", by, force }, by);
  }

  /** Loads the flow's code. `withSession`: asks for the session of the next attempt too. */
  async prepare(withSession: boolean): Promise<void> {
    // Before it was ever in a page it has nothing to draw in.
    if (!this.#host.isConnected) return;
    const loaded = await this.load();
    if (withSession && !this.#attempt && this.#host.isConnected) loaded.prepare(randomAttemptId());
  }

  /** See `OFAuthConnect.handleCallback`. `byItself`: nobody has asked for it, so a stranger's return says nothing. */
  async handleCallback(url: string | undefined, byItself: boolean): Promise<ConnectResult | null> {
    if (!this.#host.isConnected) return this.obstacle() ?? null;
    const loaded = await this.load().catch(() => undefined);
    if (loaded) return loaded.readReturn(url, byItself);
    return byItself ? null : this.refuse("network", noCode);
  }

  hostConnected(): void {
    const host = this.#host;
    // After the framework that made the element has set it up.
    void host.updateComplete.then(() => {
      if (host.isConnected && host.callback !== "manual" && mayHavePendingAttempt())
        void this.handleCallback(undefined, true);
    });
  }

  hostDisconnected(): void {
    this.#loaded?.dropPrepared();
    // A framework that moves the element takes it out and puts it back in one task. A window survives that; a frame is
    // loaded anew by it, and with it the user's work is gone: then the attempt ends cleanly.
    const hadDialog = this.#host.renderRoot.querySelector("dialog") !== null;
    queueMicrotask(() => {
      if (hadDialog || !this.#host.isConnected) this.leave("disconnected");
    });
  }

  /** The attempt ends because its page or its element goes away. */
  leave(reason: "disconnected" | "navigation"): void {
    this.#leave({ type: "removed", reason }, reason);
  }

  begin(id: string, mode: ConnectMode): OpenAttempt {
    let resolve!: (result: ConnectResult) => void;
    const promise = new Promise<ConnectResult>((settle) => (resolve = settle));
    const over = new AbortController();
    return (this.#attempt = { id, promise, resolve, over, mode });
  }

  setState(state: ConnectStateName): void {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#host.connectChanged();
    const attemptId = this.#attempt?.id;
    this.#host.dispatchEvent(new OFAuthStateChangeEvent({ state, previous, ...(attemptId && { attemptId }) }));
  }

  /**
   * The end of an attempt: state first, then the outcome's event, then `ofauth-close`, and nothing after it. Nobody is
   * connected without the flow's code, which brings the event for that along.
   */
  end(attempt: OpenAttempt, result: ConnectedResult, ended: Event): void;
  end(attempt: OpenAttempt, result: CancelledResult | FailedResult): void;
  end(attempt: OpenAttempt, result: ConnectResult, ended?: Event): void {
    if (attempt.over.signal.aborted) return;
    // Over before anybody hears of it: a listener may close again.
    attempt.over.abort();
    if (!attempt.send) attempt.openedWindow?.close();
    this.#result = result;
    this.setState(result.outcome);
    this.#host.connectChanged();
    this.#host.dispatchEvent(ended ?? endEvent(result as CancelledResult | FailedResult));
    this.#letGo(attempt);
    attempt.resolve(result);
    this.#host.dispatchEvent(new OFAuthCloseEvent({ outcome: result.outcome, attemptId: attempt.id }));
  }

  load(): Promise<LazyConnectController> {
    this.#loading ??= import("./controller.lazy.js").then(async ({ LazyConnectController }) => {
      // A dialog keeps the words that it has opened with.
      await this.localizer.ready;
      return (this.#loaded = new LazyConnectController(this, this.#host, {
        openWindow: openBlankWindow,
        pageRecord,
      }));
    });
    // Code that did not arrive is asked for again by the next click.
    this.#loading.catch(() => (this.#loading = undefined));
    return this.#loading;
  }

  #leave(input: ConnectInput, reason: "user" | "host" | "disconnected" | "navigation"): void {
    const attempt = this.#attempt;
    if (attempt?.send) attempt.send(input);
    else if (attempt) this.end(attempt, { outcome: "cancelled", attemptId: attempt.id, reason });
  }

  /** What can go wrong before the flow's code is there. */
  #earlyNotice(): Message | undefined {
    if (this.#result?.outcome !== "failed") return undefined;
    return {
      text: this.text(this.#result.code === "busy" ? "error_busy" : "error_network"),
      isError: true,
      actions: [{ label: this.text("retry"), part: "action-retry", run: () => this.retry() }],
    };
  }

  text(key: ButtonStringKey): string {
    return this.localizer.string(key) ?? buttonStrings[key];
  }

  /** Opens once more, from a button that goes away with that: the focus moves on first. */
  retry(): void {
    this.#host.focus();
    void this.open();
  }

  /** What forbids an attempt; otherwise takes the page's one flow. */
  obstacle(): Promise<FailedResult> | undefined {
    if (!this.#host.isConnected) return this.refuse("not_connected", "Not in the document.");
    const page = (this.#page = pageRecord(this.#host.ownerDocument));
    page.owner ??= this;
    return page.owner === this ? undefined : this.refuse("busy", "Another flow is open.");
  }

  /** A failure before any attempt: the state stays as it is. */
  refuse(code: ErrorCode, message: string): Promise<FailedResult> {
    const result = failed(code, message);
    this.#result = result;
    this.#host.connectChanged();
    this.#host.dispatchEvent(endEvent(result));
    return Promise.resolve(result);
  }

  #letGo(attempt: OpenAttempt): void {
    attempt.over.abort();
    this.#attempt = undefined;
    this.release();
  }

  /** Gives the page's one flow back. */
  release(): void {
    if (this.#page.owner === this) this.#page.owner = undefined;
  }
}

const noCode = "The flow's code did not load.";

// Of the codes that fail here, only the return that nobody asked for and the detached element do not mend themselves.
const failed = (code: ErrorCode, message: string, attemptId?: string): FailedResult => ({
  outcome: "failed",
  code,
  message,
  retryable: code === "network" || code === "busy",
  ...(attemptId && { attemptId }),
});

/** Whether this browser has sent anybody away at all: only then is there anything to load and to look for. */
export function mayHavePendingAttempt(): boolean {
  try {
    return Object.keys(localStorage).join().includes("ofauth-link:");
  } catch {
    return false;
  }
}
