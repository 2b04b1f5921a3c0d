/** The part of a status element that is loaded with its first fetch. */
import type { TemplateResult } from "lit";
import { getConnectionsClient } from "../../browser/connections-client.js";
import { browserClock } from "../../browser/signals/clock.js";
import type { ConnectResult } from "../../connect/result.js";
import type { Connection } from "../../protocol/connection.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { announce } from "../announce.js";
import type { ConnectController } from "../connect/controller.js";
import type { Message } from "../connect/lazy-interface.js";
import { errorText } from "../connect/message.js";
import { clickHint, prefetchFlow } from "../connect/trigger.js";
import { flowStrings } from "../connect/strings.lazy.js";
import type { Strings, TextKey } from "../connect/strings.js";
import type { ConnectionStatusName } from "../events/connection-events.js";
import { RelativeTimeUpdates } from "../i18n/relative-time.js";
import type { ActionResult } from "./action-result.js";
import { actionLabel, offeredActions, type ActionRow, type StatusAction } from "./buttons.js";
import { nameOf } from "./card.js";
import type { ConfirmQuestion } from "./confirm-question.js";
import { ConnectionObserver, type GetConnectionsClient } from "./connection-observer.js";
import { DestructiveActions, type DestructiveAction } from "./destructive-actions.js";
import { FocusKeeper } from "./focus.js";
import type { StatusHost } from "./host.js";
import { StatusNotifier } from "./notifier.js";
import { statusStrings } from "./strings.lazy.js";
import { statusTemplate } from "./view.js";

/** Observes the connection, runs the actions, and provides the template with its data. */
export class LazyStatusController {
  readonly #host: StatusHost;
  readonly #connect: ConnectController;
  readonly #observer: ConnectionObserver;
  readonly #actions: DestructiveActions;
  readonly #notifier: StatusNotifier;
  readonly #focus: FocusKeeper;
  readonly #timeUpdates: RelativeTimeUpdates;
  readonly #text: (key: TextKey) => string;
  #refetching: Promise<void> | undefined;
  #lastResult: ConnectResult | undefined;
  /** Id of the connection to reconnect, when the flow created another one instead. */
  #notReconnected: string | undefined;
  #failure: ErrorCode | undefined;
  #brokenPicture: string | undefined;

  constructor(
    host: StatusHost,
    connect: ConnectController,
    initialStrings: Partial<Strings>,
    getClient: GetConnectionsClient = getConnectionsClient,
  ) {
    this.#host = host;
    this.#connect = connect;
    const { localizer } = connect;
    const strings = { ...flowStrings, ...statusStrings, ...initialStrings } as Strings;
    this.#text = (key) => localizer.string(key) ?? strings[key];
    this.#observer = new ConnectionObserver(host, getClient);
    this.#actions = new DestructiveActions(host, this.#observer, browserClock);
    this.#notifier = new StatusNotifier(host, this.#observer, this.#text, localizer, browserClock, host.status);
    this.#focus = new FocusKeeper(host);
    this.#timeUpdates = new RelativeTimeUpdates(host);
  }

  get status(): ConnectionStatusName {
    return this.#observer.status;
  }

  /** The connection that is shown. */
  get connection(): Connection | undefined {
    return this.#observer.shown;
  }

  /** Fetches the connection again. A call during a fetch waits for that one. */
  refresh(): Promise<void> {
    this.#refetching ??= this.#observer.refetch().then(() => {
      this.#refetching = undefined;
      this.#host.requestUpdate();
    });
    this.#host.requestUpdate();
    return this.#refetching;
  }

  run(action: DestructiveAction): Promise<ActionResult> {
    return this.#actions.run(action);
  }

  connectChanged(): void {
    const { result } = this.#connect;
    if (result?.outcome === "connected" && result !== this.#lastResult) {
      const requested = this.#requestedId;
      this.#notReconnected = requested === result.connectionId ? undefined : requested;
      this.#observer.connected(result.connectionId, result.connection, requested);
    }
    this.#lastResult = result;
  }

  willUpdate(): void {
    this.#focus.before();
  }

  updated(): void {
    this.#focus.after();
    const { failure } = this.#actions;
    // If the focus was inside, it is on the message now, and a screen reader reads that.
    if (failure && failure !== this.#failure && !this.#focus.isInside) {
      announce(this.#connect.localizer, errorText(failure, this.#text));
    }
    this.#failure = failure;
    this.#timeUpdates.toggle(this.#isCard && this.connection?.lastCheckedAt != null);
    // Last, because a listener may change anything.
    this.#notifier.notify();
  }

  render(): TemplateResult {
    const { view, shown } = this.#observer;
    return statusTemplate({
      status: this.status,
      connection: shown,
      isCard: this.#isCard,
      isActing: offeredActions(this.#host.actions, "active").length > 0,
      isBusy: this.status === "loading" || this.#refetching !== undefined,
      isStale: view.name === "known" && view.stale,
      hint: clickHint(this.#connect, this.#host.mode),
      actions: this.#actionRow,
      confirmation: this.#confirmation,
      message: this.#message,
      brokenPicture: this.#brokenPicture,
      pictureFailed: (url) => {
        this.#brokenPicture = url;
        this.#host.requestUpdate();
      },
      localizer: this.#connect.localizer,
      text: this.#text,
    });
  }

  get #actionRow(): ActionRow {
    const { status } = this;
    const { running } = this.#actions;
    const isConnecting = this.#connect.attempt !== undefined;
    const isRefetching = this.#refetching !== undefined;
    return {
      actions: offeredActions(this.#host.actions, status),
      label: (action) => this.#text(actionLabel(action, status)),
      busy: (action) => action === running || (action === "reconnect" ? isConnecting : isRefetching),
      run: (action) => this.#run(action),
      prefetch: (trigger) => prefetchFlow(this.#connect, this.#host.prefetch, trigger),
    };
  }

  get #confirmation(): ConfirmQuestion | undefined {
    const { asking: action, running, isReady } = this.#actions;
    if (!action) return undefined;
    const question = this.#text(action === "disconnect" ? "confirmDisconnect" : "confirmInvalidate");
    return {
      action,
      question: question.replace("{name}", () => nameOf(this.connection) ?? this.#text("thisAccount")),
      yes: this.#text(actionLabel(action, this.status)),
      no: this.#text("keep"),
      busy: running !== undefined,
      isReady,
      confirm: () => this.#actions.confirm(),
      keep: () => {
        this.#focus.next = `[part~=action-${action}]`;
        this.#actions.keep();
      },
    };
  }

  get #message(): Message | undefined {
    const { message, attempt } = this.#connect;
    if (message) return message;
    const { view } = this.#observer;
    const code = this.#actions.failure ?? (view.name === "failed" && this.#isCard ? view.error.code : undefined);
    if (code) return { text: errorText(code, this.#text), isError: true, actions: [] };
    const isOther = this.#notReconnected !== undefined && this.#notReconnected === this.#requestedId && !attempt;
    return isOther ? { text: this.#text("newConnection"), isError: false, actions: [] } : undefined;
  }

  get #isCard(): boolean {
    return this.#host.variant === "card";
  }

  /** Id of the connection that the page set. */
  get #requestedId(): string | undefined {
    const { connection, connectionId } = this.#host;
    return (connection === undefined ? connectionId : connection?.id) || undefined;
  }

  #run(action: StatusAction): void {
    if (action === "reconnect") void this.#host.reconnect();
    else if (action === "refresh" || action === "retry") void this.refresh();
    else {
      this.#focus.next = "[part~=confirm-no]";
      this.#actions.ask(action);
    }
  }
}
