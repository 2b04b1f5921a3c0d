/**
 * Everything that only a flow needs, behind the one dynamic import that a click (or the pointer on its way) triggers. Ties
 * the ports of one element together and starts flows on them.
 */
import type { AttemptRequest, ConnectInput } from "../connect/attempt.js";
import { initRequest } from "../connect/machine-start.js";
import { ConnectRunner, type RunnerListener } from "../connect/runner.js";
import type { LinkApi, Clock } from "../connect/ports.js";
import { PREPARED_SESSION_LIFETIME_MS } from "../connect/timeouts.js";
import type { OpenableSession, Theme } from "../protocol/link-session.js";
import { isOpenableOrigin, parseLinkOrigins } from "../protocol/link-session.js";
import type { OpenBlankWindow } from "./transports/open-window.js";
import type { AttemptSettings } from "./settings.js";
import { browserClock } from "./signals/clock.js";
import { AttemptTransport } from "./transports/attempt-transport.js";
import type { DialogText } from "./dialog/dialog-strings.js";
import { adoptDialogStyles } from "./dialog/dialog.styles.js";
import { createLinkApi } from "./http/link-api.js";
import { withHostSession } from "./http/host-session.js";
import { PendingAttempts } from "./transports/pending-attempts.js";
import { readCallback, type AttemptCallback } from "./transports/callback.js";

export interface RuntimeHost {
  /** Where the dialog is drawn. */
  readonly root: ShadowRoot;
  /** Called when a setting is needed, so that a change takes effect with the next request. */
  readonly settings: () => Readonly<AttemptSettings>;
  readonly theme: () => Theme;
  readonly text: DialogText;
  readonly returnFocus: () => void;
  readonly openWindow: OpenBlankWindow;
}

/** A flow that is under way. */
export interface RunningAttempt {
  send(input: ConnectInput): void;
  /** Brings the attempt's own window to the front, where the browser allows it. */
  focusWindow(): void;
  /** Whether the attempt's window may still be on the screen, cut loose from us. */
  readonly windowLeftOpen: boolean;
}

interface SessionAhead {
  readonly attemptId: string;
  readonly session: Promise<OpenableSession>;
  readonly since: number;
  readonly controller: AbortController;
  failed: boolean;
}

export class ConnectRuntime {
  readonly #host: RuntimeHost;
  readonly #givenWindow: Window | undefined;
  readonly #clock: Clock;
  #ahead: SessionAhead | undefined;

  constructor(host: RuntimeHost, window?: Window, clock: Clock = browserClock) {
    this.#host = host;
    this.#givenWindow = window;
    this.#clock = clock;
    adoptDialogStyles(host.root);
  }

  /** Of the document that the element is in now: it may have been adopted into another. */
  get #window(): Window {
    return this.#givenWindow ?? this.#host.root.ownerDocument.defaultView ?? globalThis.window;
  }

  /** Readies an attempt; its first input (`start` or `resume`) sets it off. `openedWindow` was opened in the click. */
  begin(
    attemptId: string,
    reconnecting: boolean,
    openedWindow: Window | null | undefined,
    observer: RunnerListener,
  ): RunningAttempt {
    adoptDialogStyles(this.#host.root);
    const transport = new AttemptTransport({
      ...this.#host,
      openedWindow,
      attemptId,
      reconnecting,
      window: this.#window,
      clock: this.#clock,
      send: (input) => flow.send(input),
    });
    const ports = {
      transport,
      clock: this.#clock,
      linkApi: this.#withPrepared(this.#backend()),
      pendingAttempts: new PendingAttempts(this.#window, this.#clock),
    };
    const flow: ConnectRunner = new ConnectRunner(ports, observer);
    return {
      send: (input) => flow.send(input),
      focusWindow: () => transport.popup.focus(),
      get windowLeftOpen() {
        return transport.popup.leftOpen;
      },
    };
  }

  /** Reads the callback of a redirect; see `callback.ts`. */
  readCallback(url?: string): Promise<AttemptCallback | undefined> {
    return readCallback({ window: this.#window, clock: this.#clock, backend: this.#backend(), url });
  }

  /** Asks for the session of an attempt that has not begun. A failure before the click is kept quiet: the click asks again. */
  prepare(request: AttemptRequest): void {
    this.dropPrepared();
    const controller = new AbortController();
    const session = this.#backend().createSession(initRequest(request), controller.signal);
    const ahead = { attemptId: request.id, session, since: this.#clock.now(), controller, failed: false };
    session.catch(() => (ahead.failed = true));
    this.#ahead = ahead;
  }

  /** Whether the session of `attemptId` has been asked for and still keeps. */
  isPrepared(attemptId: string): boolean {
    return this.#ahead?.attemptId === attemptId && this.#clock.now() - this.#ahead.since < PREPARED_SESSION_LIFETIME_MS;
  }

  dropPrepared(): void {
    this.#ahead?.controller.abort();
    this.#ahead = undefined;
  }

  /** Opens the connection to the hosted page's origin ahead of the click. Nothing is sent on it. */
  preconnect(): void {
    const { document } = this.#window;
    const [origin = ""] = this.#host.settings().linkOrigins.trim().split(/\s+/);
    // Only what could be opened at all: an attribute must not send the browser anywhere else.
    if (!isOpenableOrigin(origin) || document.querySelector(`link[rel=preconnect][href="${origin}"]`)) return;
    const link = document.createElement("link");
    link.rel = "preconnect";
    link.href = origin;
    document.head.append(link);
  }

  /** The backend as the element is set now. Settings that make no sense are refused when a request needs them. */
  #backend(): LinkApi {
    const settings = this.#host.settings();
    const policy = () => ({ origins: parseLinkOrigins(settings.linkOrigins), pageUrl: this.#window.location.href });
    const backend = createLinkApi(settings, policy);
    const given = settings.createSession ?? (settings.sessionUrl || undefined);
    return given === undefined ? backend : withHostSession(backend, given, policy);
  }

  #withPrepared(backend: LinkApi): LinkApi {
    return {
      ...backend,
      createSession: (request, signal) => {
        const ahead = this.isPrepared(request.attemptId) ? this.#ahead : undefined;
        // Used once: a renewal needs a new one.
        this.#ahead = undefined;
        if (!ahead || ahead.failed) return backend.createSession(request, signal);
        // The attempt's own from now on: its failure is reported, and it is given up with the attempt.
        signal.addEventListener("abort", () => ahead.controller.abort(), { once: true });
        return ahead.session;
      },
    };
  }
}
