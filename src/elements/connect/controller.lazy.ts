/** The part of a connect element that comes with the flow's code: runs attempts, turns what they tell into events and words. */
import type { OpenBlankWindow } from "../../browser/transports/open-window.js";
import { ConnectRuntime, type RunningAttempt } from "../../browser/connect-runtime.js";
import { outerId } from "../../browser/transports/pending-attempts.js";
import type { AttemptCallback } from "../../browser/transports/callback.js";
import type { AttemptRequest, ConnectInput, ConnectNotice } from "../../connect/attempt.js";
import type { CancelledResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import { ConnectError, isConnectError } from "../../protocol/error-codes.js";
import { announce, prepareAnnouncer } from "../announce.js";
import type { OpenAttempt, ConnectController, ConnectHost, Message } from "./controller.js";
import * as events from "../events/connect-events.lazy.js";
import { connectMessage, errorText } from "./notice.js";
import { flowStrings, type FlowStringKey } from "./strings.lazy.js";
import type { ButtonStringKey, ConnectStringKey } from "./strings.js";
import type { PageRecord } from "./page-lock.js";
import type { ConnectSettings } from "../flow-settings.js";
import { frameTheme } from "./hosted-page-theme.js";

/** What the first part has already; handed over, because importing it from here would make a third file of it. */
export interface FirstPart {
  readonly openWindow: OpenBlankWindow;
  readonly pageRecord: (document: Document) => PageRecord;
}

export class LazyConnectController {
  readonly #controller: ConnectController;
  readonly #host: ConnectHost;
  readonly #page: () => PageRecord;
  readonly #runtime: ConnectRuntime;
  #running: RunningAttempt | undefined;
  #prepared: { readonly id: string; readonly key: string } | undefined;

  constructor(controller: ConnectController, host: ConnectHost, { openWindow, pageRecord }: FirstPart) {
    this.#controller = controller;
    this.#host = host;
    this.#page = () => pageRecord(host.ownerDocument);
    this.#runtime = new ConnectRuntime({
      root: host.renderRoot as ShadowRoot,
      settings: () => host.readSettings(),
      theme: () => frameTheme(host),
      text: (key) => this.#text(key),
      returnFocus: () => host.focus(),
      openWindow,
    });
    this.#runtime.preconnect();
    // Before there is anything to say: a region that arrives together with its first message is not read.
    prepareAnnouncer(host.ownerDocument);
  }

  start(attempt: OpenAttempt): void {
    this.#run(attempt, { type: "start", request: this.#request(attempt.id, attempt.mode) });
  }

  /** Reads what a redirect has brought back, and ends its attempt. Null when there is nothing, or nothing to say `byItself`. */
  async readReturn(url: string | undefined, byItself: boolean): Promise<ConnectResult | null> {
    if (byItself && !this.#isAddressee()) return null;
    const controller = this.#controller;
    // Taken before anything is read: a return counts once, and must not meet another flow.
    const taken = controller.attempt?.promise ?? controller.obstacle();
    if (taken) return taken;
    const reading = this.#readReturn(url, byItself);
    controller.returning = reading;
    return reading;
  }

  async #readReturn(url: string | undefined, byItself: boolean): Promise<ConnectResult | null> {
    const controller = this.#controller;
    let back: AttemptCallback | undefined;
    let problem: unknown;
    try {
      back = await this.#runtime.readReturn(url);
    } catch (error) {
      problem = error;
    }
    controller.returning = undefined;
    if (back) {
      const attempt = controller.begin(back.attemptId, "redirect");
      this.#run(attempt, { type: "resume", request: this.#request(attempt.id, attempt.mode), result: back.result });
      return attempt.promise;
    }
    controller.release();
    // A page that was merely opened with somebody's parameters says nothing on its own.
    if (problem === undefined || byItself) return null;
    const { code, message } = isConnectError(problem) ? problem : new ConnectError("bad_response");
    return controller.refuse(code, message);
  }

  /** Whether a return is this element's to read: the one's that had sent the page away, else the first one's that asks. */
  #isAddressee(): boolean {
    const host = this.#host;
    const sender = sessionStorage.getItem("ofauth-link:element");
    if (sender && sender !== outerId(host) && host.ownerDocument.getElementById(sender)) return false;
    const page = this.#page();
    return !page.returnRead && (page.returnRead = true);
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
  notice(): Message | undefined {
    return connectMessage(this.#controller, this.#host, this.#running, (key) => this.#text(key));
  }

  #run(attempt: OpenAttempt, first: ConnectInput & { readonly request: AttemptRequest }): void {
    const { document } = this.#host.ownerDocument.defaultView ?? window;
    const say = (key: ConnectStringKey) => announce(document, this.#text(key));
    const reconnecting = first.request.connectionId !== undefined;
    // The browser's Back can bring the page back from its cache as it was when the redirect left it.
    addEventListener("pageshow", ({ persisted }) => persisted && this.#controller.leave("navigation"), {
      signal: attempt.over.signal,
    });
    const running = this.#runtime.begin(attempt.id, reconnecting, attempt.openedWindow, {
      onStateChange: (state) => {
        // The end is `ended`'s to tell, which has the result that goes with it.
        if (!("result" in state)) this.#controller.setState(state.name);
        if (state.name === "verifying") say("announceVerifying");
      },
      onNotice: (news) => this.#tell(attempt, news),
      onEnd: (result) => {
        if (result.outcome !== "connected") return this.#controller.end(attempt, this.#withMessage(result));
        say("announceConnected");
        const { outcome: _, ...detail } = result;
        this.#controller.end(attempt, result, new events.OFAuthSuccessEvent(detail));
      },
    });
    this.#running = running;
    attempt.send = running.send;
    running.send(first);
  }

  #tell(attempt: OpenAttempt, news: ConnectNotice): void {
    const host = this.#host;
    const attemptId = attempt.id;
    switch (news.type) {
      case "open":
        attempt.mode = news.mode;
        host.connectChanged();
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

  /** An error that was made from its code alone gets the sentence for it. */
  #withMessage(result: CancelledResult | FailedResult): CancelledResult | FailedResult {
    if (result.outcome === "cancelled") return result;
    const text = errorText(result.code, (key) => this.#text(key));
    announce(this.#host.ownerDocument, text);
    return result.message === result.code ? { ...result, message: text } : result;
  }

  #text(key: ConnectStringKey): string {
    const controller = this.#controller;
    return key in flowStrings
      ? (controller.localizer.string(key) ?? flowStrings[key as FlowStringKey])
      : controller.text(key as ButtonStringKey);
  }

  #request(id: string, mode: ConnectMode): AttemptRequest {
    const { createSession, sessionUrl } = this.#host.readSettings();
    const { pathname, search, hash } = window.location;
    return {
      id,
      mode,
      connectionId: this.#controller.target() || undefined,
      renewable: createSession !== undefined || !sessionUrl,
      returnTo: pathname + search + hash,
    };
  }

  #preparedId(mode: ConnectMode): string | undefined {
    const prepared = this.#prepared;
    return prepared?.key === this.#sessionKey(mode) && this.#runtime.isPrepared(prepared.id) ? prepared.id : undefined;
  }

  #sessionKey(mode: ConnectMode): string {
    // A redirect's session knows where to come back to.
    const place = mode === "redirect" && location.href;
    return JSON.stringify([mode, place, this.#controller.target(), { ...this.#host.readSettings(), ...irrelevant }]);
  }
}

/** Blanks the settings that a session does not depend on, or that are compared by themselves. */
const irrelevant: { readonly [Name in keyof ConnectSettings]?: undefined } = {
  mode: undefined,
  connectionId: undefined,
  prefetch: undefined,
  callback: undefined,
  theme: undefined,
  strings: undefined,
};
