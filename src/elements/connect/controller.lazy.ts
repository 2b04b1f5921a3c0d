/** Lazy half of the connect controller; `lazy-interface.ts` describes how it works with the eager one. */
import { ConnectRuntime, type RunningAttempt } from "../../browser/connect-runtime.js";
import { confirmLater, forgetAbandoned } from "../../browser/late-confirmations.js";
import type { AttemptCallback } from "../../browser/transports/unreported-attempts.js";
import type { OpenBlankWindow } from "../../browser/transports/open-window.js";
import type { AttemptRequest, ConnectInput } from "../../connect/attempt.js";
import type { CancelledResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import { announce, prepareAnnouncer } from "../announce.js";
import { OFAuthSuccessEvent } from "../events/connect-events.lazy.js";
import type { ConnectSettings } from "../flow-settings.js";
import type { ConnectHost } from "./host.js";
import { frameTheme } from "./hosted-page-theme.js";
import type { EagerHalf, GetPageRecord, LazyHalf, Message, OpenAttempt } from "./lazy-interface.js";
import { connectMessage, errorText } from "./message.js";
import { emitNotice } from "./notices.js";
import { createLateNews, type LateNews } from "./late-news.js";
import type { PageRecord } from "./page-lock.js";
import { flowStrings, type FlowStringKey } from "./strings.lazy.js";
import type { ButtonStringKey, ConnectStringKey } from "./strings.js";

/** Lazy half of the controller of a flow. */
export class LazyConnectController implements LazyHalf {
  readonly #eager: EagerHalf;
  readonly #host: ConnectHost;
  readonly #page: () => PageRecord;
  readonly #runtime: ConnectRuntime;
  readonly #late: LateNews;
  #running: RunningAttempt | undefined;
  #prepared: { readonly id: string; readonly key: string } | undefined;

  constructor(eager: EagerHalf, host: ConnectHost, openWindow: OpenBlankWindow, getPageRecord: GetPageRecord) {
    this.#eager = eager;
    this.#host = host;
    this.#page = () => getPageRecord(host.ownerDocument);
    this.#runtime = new ConnectRuntime({
      root: host.renderRoot as ShadowRoot,
      settings: () => host.readSettings(),
      theme: () => frameTheme(host),
      text: this.#text,
      isEnglish: () => eager.localizer.isFallback,
      returnFocus: () => host.focus(),
      openWindow,
      tellLate: (attempt, outcome) => this.#late.receive(attempt, outcome),
    });
    this.#late = createLateNews(eager, host, () => this.#announceText("announceConnected"));
    this.#runtime.preconnect();
    // Before the first announcement: screen readers skip a live region that is inserted together with its text.
    prepareAnnouncer(host.ownerDocument);
  }

  get message(): Message | undefined {
    return connectMessage(this.#eager, this.#host, this.#running, this.#late, this.#text);
  }

  start(attempt: OpenAttempt): void {
    forgetAbandoned();
    this.#run(attempt, { type: "start", request: this.#request(attempt.id, attempt.mode) });
  }

  async handleCallback(url: string | undefined, unprompted: boolean): Promise<ConnectResult | null> {
    // Most flows end on the page that began them.
    const returns = await import("./returns.lazy.js").catch(() => undefined);
    if (!returns) return unprompted ? null : this.#eager.refuse("network", "The flow's code did not load.");
    const [eager, host, runtime, late, page] = [this.#eager, this.#host, this.#runtime, this.#late, this.#page];
    const resume = (callback: AttemptCallback) => this.#resume(callback);
    return returns.createReturns({ eager, host, runtime, late, page, resume }).handleCallback(url, unprompted);
  }

  #resume({ attemptId, mode, result }: AttemptCallback): Promise<ConnectResult> {
    const attempt = this.#eager.begin(attemptId, mode);
    this.#run(attempt, { type: "resume", request: this.#request(attemptId, mode), result });
    return attempt.promise;
  }

  prepare(id: string): void {
    const { mode } = this.#host;
    const next = mode === "popup" || mode === "redirect" ? mode : "embed";
    if (this.#preparedId(next) !== undefined) return;
    this.#prepared = { id, key: this.#sessionKey(next) };
    this.#runtime.prepare(this.#request(id, next));
  }

  takePrepared(mode: ConnectMode): string | undefined {
    const id = this.#preparedId(mode);
    this.#prepared = undefined;
    return id;
  }

  dropPrepared(): void {
    this.#prepared = undefined;
    this.#runtime.dropPrepared();
  }

  #run(attempt: OpenAttempt, first: ConnectInput & { readonly request: AttemptRequest }): void {
    let isUnconfirmed = false;
    const reconnecting = first.request.connectionId !== undefined;
    // The back-forward cache restores the page as it was when the redirect left it.
    const { signal } = attempt.over;
    addEventListener("pageshow", ({ persisted }) => persisted && this.#eager.leave("navigation"), { signal });
    addEventListener("pagehide", () => attempt.send?.({ type: "page-hidden" }), { signal });
    const running = this.#runtime.begin(attempt.id, reconnecting, attempt.openedWindow, {
      onStateChange: (state) => {
        // `onEnd` follows a final state, and has its result.
        if (!("result" in state)) this.#eager.setState(state.name);
        if (state.name === "verifying") this.#announceText("announceVerifying");
      },
      onNotice: (notice) => emitNotice(this.#host, attempt, notice),
      onUnconfirmed: (unconfirmed) => {
        isUnconfirmed = true;
        this.#late.begin(unconfirmed);
        confirmLater(unconfirmed, this.#runtime.late);
      },
      onEnd: (result) => {
        if (result.outcome !== "connected") return this.#eager.end(attempt, this.#withMessage(result));
        this.#announceText(isUnconfirmed ? "confirming" : "announceConnected");
        const { outcome: _, ...detail } = result;
        this.#eager.end(attempt, result, new OFAuthSuccessEvent(detail));
      },
    });
    this.#running = running;
    attempt.send = running.send;
    running.send(first);
  }

  #announceText(key: ConnectStringKey): void {
    announce(this.#eager.localizer, this.#text(key));
  }

  /** Announces a failure, and gives one whose message is only its code the sentence for that code. */
  #withMessage(result: CancelledResult | FailedResult): CancelledResult | FailedResult {
    if (result.outcome === "cancelled") return result;
    const text = errorText(result.code, this.#text);
    announce(this.#eager.localizer, text);
    return result.message === result.code ? { ...result, message: text } : result;
  }

  readonly #text = (key: ConnectStringKey): string =>
    key in flowStrings
      ? (this.#eager.localizer.string(key) ?? flowStrings[key as FlowStringKey])
      : this.#eager.text(key as ButtonStringKey);

  #request(id: string, mode: ConnectMode): AttemptRequest {
    const { createSession, sessionUrl } = this.#host.readSettings();
    const { pathname, search, hash } = window.location;
    return {
      id,
      mode,
      connectionId: this.#eager.target() || undefined,
      renewable: createSession !== undefined || !sessionUrl,
      returnTo: pathname + search + hash,
    };
  }

  #preparedId(mode: ConnectMode): string | undefined {
    const prepared = this.#prepared;
    return prepared?.key === this.#sessionKey(mode) && this.#runtime.isPrepared(prepared.id) ? prepared.id : undefined;
  }

  /** Key of everything that a session depends on. */
  #sessionKey(mode: ConnectMode): string {
    // The session of a redirect contains the address to come back to.
    const address = mode === "redirect" && location.href;
    return JSON.stringify([mode, address, this.#eager.target(), { ...this.#host.readSettings(), ...irrelevant }]);
  }
}

/** Blanks the settings that a session does not depend on, and those that are in its key already. */
const irrelevant: { readonly [Name in keyof ConnectSettings]?: undefined } = {
  mode: undefined,
  connectionId: undefined,
  prefetch: undefined,
  callback: undefined,
  theme: undefined,
  strings: undefined,
};
