import type { AttemptRequest, ConnectInput, UnconfirmedAttempt } from "../connect/attempt.js";
import type { LateOutcome } from "../connect/late-confirmation.js";
import { initRequest } from "../connect/machine-start.js";
import { ConnectRunner } from "../connect/runner.js";
import type { Clock, LinkApi, RunnerListener } from "../connect/ports.js";
import { userChangedEvent } from "../protocol/user-changed.js";
import { PREPARED_SESSION_LIFETIME_MS } from "../connect/timeouts.js";
import type { OpenableSession, Theme } from "../protocol/link-session.js";
import { isOpenableOrigin, parseLinkOrigins } from "../protocol/link-session.js";
import type { OpenBlankWindow } from "./transports/open-window.js";
import { unlessLeaving } from "./leaving.js";
import type { AttemptSettings } from "./settings.js";
import { browserClock } from "./signals/clock.js";
import { AttemptTransport } from "./transports/attempt-transport.js";
import type { DialogText } from "./dialog/dialog-strings.js";
import { adoptDialogStyles } from "./dialog/dialog.styles.js";
import { isFramed, requireMode } from "./embedding.js";
import { createLinkApi } from "./http/link-api.js";
import { withHostSession } from "./http/host-session.js";
import type { LateConfirmationsOptions } from "./late-confirmations.js";
import { createEndedAttempts, type EndedAttempts } from "./transports/ended-attempts.js";
import type { PopupTransport } from "./transports/popup.js";
import { PendingAttempts } from "./transports/pending-attempts.js";

/** What the runtime needs of the element. */
interface RuntimeHost {
  /** Shadow root that the dialog is appended to. */
  readonly root: ShadowRoot;
  /** Called when a setting is needed, so that a change takes effect with the next request. */
  readonly settings: () => Readonly<AttemptSettings>;
  readonly theme: () => Theme;
  readonly text: DialogText;
  /** Whether the strings are English in a page of another language. */
  readonly isEnglish?: () => boolean;
  readonly returnFocus: () => void;
  readonly openWindow: OpenBlankWindow;
  /** Receives the news of accounts whose attempts have ended. */
  readonly tellLate: (attempt: UnconfirmedAttempt, outcome: LateOutcome) => void;
}

/** Attempt that has begun. */
export interface RunningAttempt {
  send(input: ConnectInput): void;
  readonly popup: Pick<PopupTransport, "focus" | "isReachable" | "leftOpen">;
}

interface PreparedSession {
  readonly attemptId: string;
  readonly session: Promise<OpenableSession>;
  readonly since: number;
  readonly controller: AbortController;
  failed: boolean;
}

/**
 * Browser side of the flows of one element: creates the ports, and runs attempts on them. Loaded on demand, with the first
 * click or when the pointer approaches the button.
 */
export class ConnectRuntime {
  readonly #host: RuntimeHost;
  readonly #givenWindow: Window | undefined;
  readonly #clock: Clock;
  /** One for all attempts of the element: it knows which records this page holds. */
  readonly #ended: EndedAttempts;
  #prepared: PreparedSession | undefined;

  constructor(host: RuntimeHost, window?: Window, clock: Clock = browserClock) {
    this.#host = host;
    this.#givenWindow = window;
    this.#clock = clock;
    this.#ended = createEndedAttempts(this.#window, clock);
    adoptDialogStyles(host.root);
  }

  /** Window of the element's current document; the element may have been moved to another. */
  get #window(): Window {
    return this.#givenWindow ?? this.#host.root.ownerDocument.defaultView ?? globalThis.window;
  }

  /** Creates the runner of an attempt, which starts with its first input (`start` or `resume`). `openedWindow`: see `AttemptTransportOptions`. */
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
      endedAttempts: this.#ended,
    };
    const flow: ConnectRunner = new ConnectRunner(ports, observer);
    return { send: (input) => flow.send(input), popup: transport.popup };
  }

  /** Requests the session of an attempt before its click. A failure is not reported, because the click requests it again. */
  prepare(request: AttemptRequest): void {
    this.dropPrepared();
    const controller = new AbortController();
    const { signal } = controller;
    // A session belongs to the user for whom it was requested.
    this.#window.document.addEventListener(userChangedEvent, () => this.dropPrepared(), { signal });
    // A request of a page that is left may never be answered.
    this.#window.addEventListener("pagehide", () => this.dropPrepared(), { signal });
    const session = this.#backend().createSession(initRequest(request), signal);
    const prepared = { attemptId: request.id, session, since: this.#clock.now(), controller, failed: false };
    session.catch(() => (prepared.failed = true));
    this.#prepared = prepared;
  }

  /** Returns whether the session of `attemptId` was requested and is recent enough. */
  isPrepared(attemptId: string): boolean {
    return (
      this.#prepared?.attemptId === attemptId && this.#clock.now() - this.#prepared.since < PREPARED_SESSION_LIFETIME_MS
    );
  }

  dropPrepared(): void {
    this.#prepared?.controller.abort();
    this.#prepared = undefined;
  }

  /** Preconnects to the hosted page's origin before the click. No request is sent. */
  preconnect(): void {
    const [origin = ""] = this.#host.settings().linkOrigins.trim().split(/\s+/);
    // Only what could be opened at all: an attribute must not send the browser anywhere else.
    const { document } = this.#window;
    if (!isOpenableOrigin(origin) || document.querySelector(`link[rel=preconnect][href="${origin}"]`)) return;
    const link = document.createElement("link");
    link.rel = "preconnect";
    link.href = origin;
    document.head.append(link);
  }

  /** Creates the Link API for the current settings. Invalid settings fail when a request needs them. */
  #backend(): LinkApi {
    const settings = this.#host.settings();
    const policy = () => ({ origins: parseLinkOrigins(settings.linkOrigins), pageUrl: this.#window.location.href });
    const backend = createLinkApi(settings, policy, isFramed(this.#window));
    const given = settings.createSession ?? (settings.sessionUrl || undefined);
    const api = given === undefined ? backend : withHostSession(backend, given, policy);
    return {
      ...api,
      createSession: async (request, signal) => {
        requireMode(request.mode, this.#window);
        return unlessLeaving(this.#window, this.#clock, api.createSession(request, signal), signal);
      },
    };
  }

  /** What late confirmations need. */
  get late(): LateConfirmationsOptions {
    return {
      window: this.#window,
      clock: this.#clock,
      records: this.#ended,
      linkApi: this.#backend(),
      tell: this.#host.tellLate,
    };
  }

  #withPrepared(backend: LinkApi): LinkApi {
    return {
      ...backend,
      createSession: (request, signal) => {
        const prepared = this.isPrepared(request.attemptId) ? this.#prepared : undefined;
        // Used once: a renewal needs a new one.
        this.#prepared = undefined;
        if (!prepared || prepared.failed) return backend.createSession(request, signal);
        // The attempt's own from now on: its failure is reported, and it is given up with the attempt.
        signal.addEventListener("abort", () => prepared.controller.abort(), { once: true });
        return prepared.session;
      },
    };
  }
}
