/** Emits events and announces to screen readers when a connection changes: once per change, not for a fetch without one. */
import type { Clock } from "../../connect/ports.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type { ConnectionObserver, ObserverHost } from "./connection-observer.js";
import { OFAuthStatusChangeEvent, type ConnectionStatusName } from "../events/connection-events.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";
import type { Localizer } from "../i18n/localizer.js";
import { formatPlural } from "../i18n/format.js";
import { statusStrings, type PluralKey } from "./strings.lazy.js";
import type { TextKey } from "../connect/strings.js";
import { documentAnnouncements } from "./announcements.js";
import { nameOf } from "./card.js";

export class StatusNotifier {
  readonly #host: ObserverHost;
  readonly #connection: ConnectionObserver;
  readonly #text: (key: TextKey) => string;
  readonly #localizer: Localizer;
  readonly #clock: Clock;
  #status: ConnectionStatusName;
  #id: string | undefined;
  #name: string | undefined;
  #errorCode: ErrorCode | undefined;

  constructor(
    host: ObserverHost,
    connection: ConnectionObserver,
    text: (key: TextKey) => string,
    localizer: Localizer,
    clock: Clock,
    /** Status that the element had before its code was loaded. */
    status: ConnectionStatusName,
  ) {
    this.#host = host;
    this.#connection = connection;
    this.#text = text;
    this.#localizer = localizer;
    this.#clock = clock;
    this.#status = status;
    documentAnnouncements(host.ownerDocument, clock);
  }

  /** Compares the connection with that of the last call. */
  notify(): void {
    const { status, cause, shown: connection, view } = this.#connection;
    const previousStatus = this.#status;
    const before = this.#id;
    const id = connection?.id;
    // The name of a removed connection is kept for the announcement; one that the user may no longer see has none.
    if (status !== "none") this.#name = nameOf(connection);
    this.#status = status;
    this.#id = id;
    if (status !== previousStatus) {
      // Showing a different connection is not a change of this one.
      if (previousStatus !== "loading" && (!id || !before || id === before)) this.#announce(id ?? before ?? "");
      const detail = { status, previousStatus, cause, ...(connection && { connection }) };
      // After a removal, the event names the connection that was removed.
      const gone = status === "none" && cause !== "load" ? before : undefined;
      const connectionId = id ?? (this.#host.connectionId || gone);
      this.#host.dispatchEvent(new OFAuthStatusChangeEvent({ ...(connectionId && { connectionId }), ...detail }));
    }
    const error = "error" in view ? view.error : undefined;
    const isNew = error && error.code !== this.#errorCode;
    this.#errorCode = error?.code;
    if (!isNew) return;
    const { code, message, retryable } = error;
    this.#host.dispatchEvent(new OFAuthErrorEvent({ code, message, retryable }));
  }

  #announce(id: string): void {
    const status = this.#status;
    // A flow on this page has announced its result already.
    if (status === "loading" || (status === "active" && this.#connection.cause === "action")) return;
    const text = this.#text;
    const statusText = text(`status_${status}`);
    const many: PluralKey = status === "expired" ? "announceManyExpired" : "announceMany";
    documentAnnouncements(this.#host.ownerDocument, this.#clock).add({
      id,
      localizer: this.#localizer,
      status,
      one: text("announceOne")
        .replace("{name}", () => this.#name ?? text("thisAccount"))
        .replace("{status}", () => statusText),
      many: (count) =>
        formatPlural(this.#localizer, many, statusStrings[many], count).replace("{status}", () => statusText),
    });
  }
}
