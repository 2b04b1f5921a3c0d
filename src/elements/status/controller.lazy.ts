/** The part of a status element that comes with its first look at a connection: reads, acts, draws, and tells what has changed. */
import { html, nothing, type TemplateResult } from "lit";
import { browserClock } from "../../browser/signals/clock.js";
import { getConnectionsClient } from "../../browser/connections-client.js";
import type { ConnectResult } from "../../connect/result.js";
import type { Connection } from "../../protocol/connection.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type { ActionResult } from "./action-result.js";
import { announce } from "../announce.js";
import { avatar } from "./avatar.js";
import { badge } from "./badge.js";
import type { ConnectController } from "../connect/controller.js";
import { errorText } from "../connect/message.js";
import { ConnectionObserver, type GetConnectionsClient } from "./connection-observer.js";
import type { ConnectionStatusName } from "../events/connection-events.js";
import { flowStrings } from "../connect/strings.lazy.js";
import type { OFAuthConnectionStatus } from "./element.js";
import { eachTick } from "../i18n/relative-time.js";
import { formatNumber, formatLocale } from "../i18n/format.js";
import { DestructiveActions, type DestructiveAction } from "./destructive-actions.js";
import { actionRow, confirmation, messageTemplate, offeredActions, type StatusAction } from "./buttons.js";
import { FocusKeeper } from "./focus.js";
import { statusStrings } from "./strings.lazy.js";
import { StatusNotifier } from "./notifier.js";
import { meta, nameOf, names, permissions } from "./view.js";
import type { Strings, TextKey } from "../connect/strings.js";

const labels: Readonly<Record<StatusAction, TextKey>> = {
  retry: "retry",
  reconnect: "actionReconnect",
  refresh: "actionRefresh",
  invalidate: "actionInvalidate",
  disconnect: "actionDisconnect",
};

export class LazyStatusController {
  readonly #host: OFAuthConnectionStatus;
  readonly #connect: ConnectController;
  readonly #watched: ConnectionObserver;
  readonly #actions: DestructiveActions;
  readonly #teller: StatusNotifier;
  readonly #focus: FocusKeeper;
  readonly #text: (key: TextKey) => string;
  #rereading: Promise<void> | undefined;
  #connected: ConnectResult | undefined;
  /** Which connection was to be reconnected when OFAuth made another one. */
  #otherThan: string | undefined;
  #failure: ErrorCode | undefined;
  #brokenPicture: string | undefined;
  #stopTicking: (() => void) | undefined;

  constructor(
    host: OFAuthConnectionStatus,
    connect: ConnectController,
    firstWords: Partial<Strings>,
    openHub: GetConnectionsClient = getConnectionsClient,
  ) {
    this.#host = host;
    this.#connect = connect;
    const words = { ...flowStrings, ...statusStrings, ...firstWords } as Strings;
    this.#text = (key) => connect.localizer.string(key) ?? words[key];
    this.#watched = new ConnectionObserver(host, openHub);
    this.#actions = new DestructiveActions(host, this.#watched);
    this.#teller = new StatusNotifier(host, this.#watched, this.#text, connect.localizer, browserClock, host.status);
    this.#focus = new FocusKeeper(host);
    host.addController({ hostDisconnected: () => this.#tick(false) });
  }

  get status(): ConnectionStatusName {
    return this.#watched.status;
  }

  /** What is shown. */
  get connection(): Connection | undefined {
    return this.#watched.shown;
  }

  /** Reads anew; a call while one is under way waits for that one. */
  refresh(): Promise<void> {
    this.#rereading ??= this.#watched.reread().then(() => {
      this.#rereading = undefined;
      this.#host.requestUpdate();
    });
    this.#host.requestUpdate();
    return this.#rereading;
  }

  run(action: DestructiveAction): Promise<ActionResult> {
    return this.#actions.run(action);
  }

  connectChanged(): void {
    const { result } = this.#connect;
    if (result?.outcome === "connected" && result !== this.#connected) {
      const asked = this.#asked;
      this.#otherThan = asked === result.connectionId ? undefined : asked;
      this.#watched.connected(result.connectionId, result.connection, asked);
    }
    this.#connected = result;
  }

  willUpdate(): void {
    this.#focus.before();
  }

  updated(): void {
    this.#focus.after();
    const { failure } = this.#actions;
    // Where the focus is here, it has gone to the message, which is read with that.
    if (failure && failure !== this.#failure && !this.#focus.isInside) {
      announce(this.#host.ownerDocument, errorText(failure, this.#text));
    }
    this.#failure = failure;
    this.#tick(this.#isCard && this.connection?.lastCheckedAt != null);
    // Last: a listener may change anything.
    this.#teller.tell();
  }

  render(): TemplateResult {
    const card = this.#isCard;
    const busy = this.status === "loading" || this.#rereading !== undefined;
    const named = card && this.connection !== undefined;
    const { asking } = this.#actions;
    return html`<div
      part="base"
      class=${card ? "card" : nothing}
      role=${named ? "group" : nothing}
      aria-labelledby=${named ? "name" : nothing}
      aria-busy=${busy ? "true" : nothing}
    >
      ${card ? this.#renderCard() : badge(this.status, this.#text)} ${card ? this.#renderMessage() : nothing}
      ${asking ? this.#renderQuestion(asking) : this.#renderActions()}
      <span id="hint" class="unseen">${this.#hint}</span>
      ${card ? nothing : this.#renderMessage()}
    </div>`;
  }

  #renderCard(): TemplateResult {
    const { view, shown } = this.#watched;
    const stale = view.name === "known" && view.stale;
    const broke = (url: string) => {
      this.#brokenPicture = url;
      this.#host.requestUpdate();
    };
    return html`<div class="head">
        ${avatar(shown?.userData ?? null, this.#brokenPicture, broke)} ${names(shown, this.#text)}
        ${badge(this.status, this.#text)}
      </div>
      ${shown && [meta(shown, stale, formatLocale(this.#connect.localizer), this.#text), permissions(shown, (count) => formatNumber(this.#connect.localizer, count), this.#text)]}`;
  }

  #renderActions(): TemplateResult | typeof nothing {
    const { status } = this;
    const { running } = this.#actions;
    const connecting = this.#connect.attempt !== undefined;
    const reading = this.#rereading !== undefined;
    return actionRow({
      actions: offeredActions(this.#host.actions, status),
      label: (action) => this.#text(action === "reconnect" && status === "none" ? "actionConnect" : labels[action]),
      busy: (action) => action === running || (action === "reconnect" ? connecting : reading),
      run: (action) => this.#click(action),
      expect: (how) => this.#expect(how),
    });
  }

  #renderQuestion(action: DestructiveAction): TemplateResult {
    const question = this.#text(action === "disconnect" ? "confirmDisconnect" : "confirmInvalidate");
    return confirmation({
      action,
      question: question.replace("{name}", () => nameOf(this.connection) ?? this.#text("thisAccount")),
      yes: this.#text(labels[action]),
      no: this.#text("keep"),
      busy: this.#actions.running !== undefined,
      confirm: () => this.#actions.confirm(),
      keep: () => {
        this.#focus.next = `[part~=action-${action}]`;
        this.#actions.keep();
      },
    });
  }

  #renderMessage(): TemplateResult | typeof nothing {
    const { message, attempt } = this.#connect;
    if (message) return messageTemplate(message);
    const { view } = this.#watched;
    const say = (text: string, isError: boolean) => messageTemplate({ text, isError, actions: [] });
    const code = this.#actions.failure ?? (view.name === "failed" && this.#isCard ? view.error.code : undefined);
    if (code) return say(errorText(code, this.#text), true);
    const other = this.#otherThan !== undefined && this.#otherThan === this.#asked && !attempt;
    return other ? say(this.#text("newConnection"), false) : nothing;
  }

  get #isCard(): boolean {
    return this.#host.variant === "card";
  }

  /** The connection that the page has named. */
  get #asked(): string | undefined {
    const { connection, connectionId } = this.#host;
    return (connection === undefined ? connectionId : connection?.id) || undefined;
  }

  /** What a click on "Reconnect" does that a user would want to know before (WCAG 2.2, 3.2.5). */
  get #hint(): string {
    const { mode } = this.#host;
    if (mode === "popup") return this.#text("opensWindow");
    return mode === "redirect" ? this.#text("leavesPage") : "";
  }

  #click(action: StatusAction): void {
    if (action === "reconnect") void this.#host.reconnect();
    else if (action === "refresh" || action === "retry") void this.refresh();
    else {
      this.#focus.next = "[part~=confirm-no]";
      this.#actions.ask(action);
    }
  }

  #expect(how: "hover" | "press"): void {
    const { prefetch } = this.#host;
    if (this.#connect.attempt || prefetch === "none") return;
    // Whatever fails here is found again, and reported, by the click.
    this.#connect.prepare(how === "press" || prefetch === "session").catch(() => undefined);
  }

  /** A card says how long ago it was checked, and that has to stay true. */
  #tick(wanted: boolean): void {
    const { isConnected, ownerDocument } = this.#host;
    if (wanted && isConnected) {
      this.#stopTicking ??= eachTick(ownerDocument.defaultView ?? window, () => this.#host.requestUpdate());
    } else {
      this.#stopTicking?.();
      this.#stopTicking = undefined;
    }
  }
}
