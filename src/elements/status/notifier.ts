/** Tells the page, by events, and screen readers what has become of a connection: once for each change, and never for a mere look. */
import type { Clock } from "../../connect/ports.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type { ConnectionObserver, ObserverHost } from "./connection-observer.js";
import { OFAuthStatusChangeEvent, type ConnectionStatusName } from "../events/connection-events.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";
import type { Localizer } from "../i18n/localizer.js";
import { formatPlural } from "../i18n/format.js";
import { statusStrings } from "./strings.lazy.js";
import type { PluralKey, TextKey } from "../connect/strings.js";
import { documentAnnouncements } from "./document-announcements.js";
import { nameOf } from "./view.js";

export class StatusNotifier {
  readonly #host: ObserverHost;
  readonly #connection: ConnectionObserver;
  readonly #text: (key: TextKey) => string;
  readonly #speech: Localizer;
  readonly #clock: Clock;
  #status: ConnectionStatusName;
  #id: string | undefined;
  #name: string | undefined;
  #errorCode: ErrorCode | undefined;

  constructor(
    host: ObserverHost,
    connection: ConnectionObserver,
    text: (key: TextKey) => string,
    speech: Localizer,
    clock: Clock,
    /** What the page was told before there was anybody here to tell it. */
    status: ConnectionStatusName,
  ) {
    this.#host = host;
    this.#connection = connection;
    this.#text = text;
    this.#speech = speech;
    this.#clock = clock;
    this.#status = status;
    documentAnnouncements(host.ownerDocument, clock);
  }

  tell(): void {
    const { status, cause, shown: connection, view } = this.#connection;
    const previousStatus = this.#status;
    const before = this.#id;
    const id = connection?.id;
    // What is gone keeps its name for the sentence that says so; what may not be seen any more has none.
    if (status !== "none") this.#name = nameOf(connection);
    this.#status = status;
    this.#id = id;
    if (status !== previousStatus) {
      // Another connection in the same place is no news of this one.
      if (previousStatus !== "loading" && (!id || !before || id === before)) this.#announce(id ?? before ?? "");
      const detail = { status, previousStatus, cause, ...(connection && { connection }) };
      // Of what has just gone, the page wants to know which it was.
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
    // A flow that has connected an account in this page has said so itself.
    if (status === "loading" || (status === "active" && this.#connection.cause === "action")) return;
    const text = this.#text;
    const words = text(`status_${status}`);
    const many: PluralKey = status === "expired" ? "announceManyExpired" : "announceMany";
    documentAnnouncements(this.#host.ownerDocument, this.#clock).add({
      id,
      status,
      one: text("announceOne")
        .replace("{name}", () => this.#name ?? text("thisAccount"))
        .replace("{status}", () => words),
      many: (count) => formatPlural(this.#speech, many, statusStrings[many], count).replace("{status}", () => words),
    });
  }
}
