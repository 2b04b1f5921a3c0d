/** The part of a connect element that comes with the flow's code: runs attempts, turns what they tell into events and words. */
import type { OpenBlankWindow } from "../browser/blank-window.js";
import { ConnectRuntime, type RunningAttempt } from "../browser/connect-runtime.js";
import type { Return } from "../browser/return-url.js";
import type { AttemptRequest, ConnectInput, ConnectNews, ConnectStateName } from "../flow/connect-attempt.js";
import type { ConnectResult } from "../flow/connect-result.js";
import type { ConnectMode } from "../protocol/backend-contract.js";
import type { ErrorCode } from "../protocol/error-codes.js";
import { announce, prepareAnnouncer } from "./announcer.js";
import type { Attempt, ConnectController, ConnectHost, Notice } from "./connect-controller.js";
import * as events from "./flow-events.js";
import { flowEnglish } from "./flow-strings.js";
import type { ButtonStringKey, StringKey, Strings } from "./strings.js";
import { frameTheme } from "./theme.js";

/** What the first part has already; handed over, because importing it from here would make a third file of it. */
export interface FirstPart {
  readonly openWindow: OpenBlankWindow;
  readonly words: Readonly<Record<ButtonStringKey, string>>;
}

export class LoadedConnect {
  readonly #controller: ConnectController;
  readonly #host: ConnectHost;
  readonly #runtime: ConnectRuntime;
  readonly #words: Strings;
  #running: RunningAttempt | undefined;
  #prepared: { readonly id: string; readonly key: string } | undefined;

  constructor(controller: ConnectController, host: ConnectHost, { openWindow, words }: FirstPart) {
    this.#controller = controller;
    this.#words = { ...words, ...flowEnglish };
    this.#host = host;
    this.#runtime = new ConnectRuntime({
      root: host.renderRoot as ShadowRoot,
      settings: host,
      theme: () => frameTheme(host),
      text: (key) => this.#text(key),
      returnFocus: () => host.focus(),
      openWindow,
    });
    this.#runtime.preconnect();
    // Before there is anything to say: a region that arrives together with its first message is not read.
    prepareAnnouncer(host.ownerDocument);
  }

  start(attempt: Attempt): void {
    this.#run(attempt, { type: "start", request: this.#request(attempt.id, attempt.mode) });
  }

  resume(attempt: Attempt, result: Return["result"]): void {
    this.#run(attempt, { type: "resume", request: this.#request(attempt.id, attempt.mode), result });
  }

  readReturn(url: string | undefined): Promise<Return | undefined> {
    return this.#runtime.readReturn(url);
  }

  /** Asks for the session of the next attempt, under the id `id`, unless one is waiting already. */
  prepare(id: string): void {
    const { mode } = this.#host;
    const next = mode === "popup" || mode === "redirect" ? mode : "embed";
    if (this.#preparedId(next) !== undefined) return;
    this.#prepared = { id, key: this.#sessionKey(next) };
    this.#runtime.prepare(this.#request(id, next));
  }

  /** The id of the attempt whose session was asked for ahead, if nothing that the session depends on has changed since. */
  takePrepared(mode: ConnectMode): string | undefined {
    const id = this.#preparedId(mode);
    this.#prepared = undefined;
    return id;
  }

  dropPrepared(): void {
    this.#prepared = undefined;
    this.#runtime.dropPrepared();
  }

  /** What is to be said under the button now. */
  notice(): Notice | undefined {
    const { state, attempt, result } = this.#controller;
    const action = (key: StringKey, part: string, run: () => void) => ({ label: this.#text(key), part, run });
    if (state === "open" && attempt?.mode === "popup") {
      return {
        text: this.#text("otherWindow"),
        isError: false,
        actions: [
          action("showWindow", "action-continue", () => this.#running?.focusWindow()),
          action("cancel", "action-cancel", () => this.#controller.close("user", false)),
        ],
      };
    }
    if (result?.outcome === "failed") {
      const retry = action("retry", "action-retry", () => void this.#controller.open());
      return { text: this.#errorText(result.code), isError: true, actions: [retry] };
    }
    if (state === "cancelled" && this.#running?.windowLeftOpen) {
      return { text: this.#text("windowMayBeClosed"), isError: false, actions: [] };
    }
    return undefined;
  }

  #run(attempt: Attempt, first: ConnectInput): void {
    const { connectionId } = this.#host;
    const running = this.#runtime.begin(attempt.id, connectionId !== undefined, attempt.openedWindow, {
      stateChanged: ({ name }) => {
        this.#controller.setState(name);
        this.#announce(name);
      },
      told: (news) => this.#tell(attempt, news),
      ended: (result) => this.#controller.end(attempt, this.#withMessage(result)),
    });
    this.#running = running;
    attempt.send = running.send;
    running.send(first);
  }

  #tell(attempt: Attempt, news: ConnectNews): void {
    const host = this.#host;
    const attemptId = attempt.id;
    switch (news.type) {
      case "open":
        attempt.mode = news.mode;
        this.#controller.changed();
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

  #announce(state: ConnectStateName): void {
    if (state === "verifying") announce(this.#host.ownerDocument, this.#text("announceVerifying"));
    if (state === "connected") announce(this.#host.ownerDocument, this.#text("announceConnected"));
  }

  /** An error that was made from its code alone gets the sentence for it. */
  #withMessage(result: ConnectResult): ConnectResult {
    if (result.outcome !== "failed") return result;
    const text = this.#errorText(result.code);
    announce(this.#host.ownerDocument, text);
    return result.message === result.code ? { ...result, message: text } : result;
  }

  #text(key: StringKey): string {
    return this.#host.strings?.[key] ?? this.#words[key];
  }

  #errorText(code: ErrorCode): string {
    const key = `error_${code}`;
    // Codes that only a developer can mend share one sentence.
    return this.#text(key in this.#words ? (key as StringKey) : "error_unknown");
  }

  #request(id: string, mode: ConnectMode): AttemptRequest {
    const { createSession, sessionUrl, connectionId } = this.#host;
    const { pathname, search, hash } = window.location;
    return {
      id,
      mode,
      connectionId,
      renewable: createSession !== undefined || sessionUrl === undefined,
      returnTo: pathname + search + hash,
    };
  }

  #preparedId(mode: ConnectMode): string | undefined {
    const prepared = this.#prepared;
    return prepared?.key === this.#sessionKey(mode) && this.#runtime.isPrepared(prepared.id) ? prepared.id : undefined;
  }

  #sessionKey(mode: ConnectMode): string {
    const { connectionId, endpoint, linkEndpoint, sessionUrl } = this.#host;
    return JSON.stringify([mode, connectionId, endpoint, linkEndpoint, sessionUrl]);
  }
}
