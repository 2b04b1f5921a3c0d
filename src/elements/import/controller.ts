/**
 * Sends a session to the host's backend, and says what became of it. What was typed passes through; it is kept only while
 * an update of the existing connection is offered, because then it is sent once more.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ImportConflict } from "../../browser/http/import-api.js";
import type { RequestSettings } from "../../browser/settings.js";
import type { Connection } from "../../protocol/connection.js";
import type { SessionUpdate } from "../../protocol/connections-contract.js";
import { ConnectError, isConnectError, isRetryable, type ErrorCode } from "../../protocol/error-codes.js";
import { announce, prepareAnnouncer } from "../announce.js";
import { OFAuthImportedEvent } from "../events/connection-events.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";
import { importStrings, type ImportStringKey, type ImportStrings } from "./strings.js";

export interface ImportHost extends ReactiveControllerHost, HTMLElement {
  readSettings(): RequestSettings;
  readonly connectionId: string | undefined;
  /** Forgets what was typed. */
  emptyFields(): void;
  readonly words: ImportStrings;
}

/** What the form says of the last sending. */
export interface ImportMessage {
  readonly kind: "sending" | "done" | "failed";
  readonly text: string;
  /** Whose session it was. */
  readonly connection?: Connection;
}

interface Offer {
  readonly connectionId: string;
  readonly session: SessionUpdate;
}

export class ImportController implements ReactiveController {
  readonly #host: ImportHost;
  #notice: ImportMessage | undefined;
  #offer: Offer | undefined;
  #sending: AbortController | undefined;

  constructor(host: ImportHost) {
    this.#host = host;
    host.addController(this);
  }

  get notice(): ImportMessage | undefined {
    return this.#notice;
  }

  get isSending(): boolean {
    return this.#sending !== undefined;
  }

  /** Whether the account is connected already, and its connection can take the session that was typed. */
  get isOffered(): boolean {
    return this.#offer !== undefined;
  }

  send(session: SessionUpdate): void {
    void this.#send(session, this.#host.connectionId || undefined);
  }

  /** Gives the session to the connection that is there already. */
  acceptOffer(): void {
    if (this.#offer) void this.#send(this.#offer.session, this.#offer.connectionId);
  }

  /** Forgets the offer, and what was said last. */
  reset(): void {
    if (this.isSending) return;
    this.#offer = this.#notice = undefined;
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    prepareAnnouncer(this.#host.ownerDocument);
  }

  hostDisconnected(): void {
    this.#sending?.abort();
    this.#sending = this.#offer = this.#notice = undefined;
    this.#host.requestUpdate();
  }

  async #send(session: SessionUpdate, id: string | undefined): Promise<void> {
    if (this.#sending) return;
    const host = this.#host;
    const { signal } = (this.#sending = new AbortController());
    this.#say("sending", "importSending");
    let event: Event | undefined;
    try {
      const connection = await this.#request(session, id, signal);
      event = signal.aborted ? undefined : this.#succeed(connection, id !== undefined);
    } catch (error) {
      event = signal.aborted ? undefined : this.#fail(error, session, id !== undefined);
    }
    // Taken out of the page meanwhile: whatever became of it, nobody is there to be told.
    if (!event) return;
    this.#sending = undefined;
    host.requestUpdate();
    host.dispatchEvent(event);
  }

  async #request(session: SessionUpdate, id: string | undefined, signal: AbortSignal): Promise<Connection> {
    const host = this.#host;
    const options = {
      window: host.ownerDocument.defaultView ?? window,
      ...host.readSettings(),
    };
    const [{ createImportApi }, { getConnectionsClient }] = await Promise.all([
      import("../../browser/http/import-api.js"),
      import("../../browser/connections-client.js"),
    ]).catch((cause: unknown) => {
      throw new ConnectError("network", "The import's code did not load.", { cause });
    });
    const backend = createImportApi(options);
    const connection = await (id ? backend.updateImport(id, session, signal) : backend.importSession(session, signal));
    // Every list and status of the page shows it.
    getConnectionsClient(options).refetchConnection(connection.id);
    return connection;
  }

  #succeed(connection: Connection, isUpdate: boolean): Event {
    this.#offer = undefined;
    this.#host.emptyFields();
    this.#say("done", isUpdate ? "importUpdateDone" : "importDone", connection);
    return new OFAuthImportedEvent({ connectionId: connection.id, connection });
  }

  #fail(error: unknown, session: SessionUpdate, isUpdate: boolean): Event {
    const known = isConnectError(error) ? error : new ConnectError("unknown");
    // A host that does not have the route, or not for this user, says so in either way.
    const code = known.code === "not_found" && !isUpdate ? "misconfigured" : known.code;
    const { connectionId } = known as Partial<ImportConflict>;
    if (code === "import_conflict" && connectionId && !isUpdate) {
      this.#offer = { connectionId, session };
      this.#host.emptyFields();
      this.#notice = undefined;
      announce(this.#host.ownerDocument, this.#host.words.importOffer);
    } else {
      // An offer that may work a moment later stays.
      if (!known.retryable) this.#offer = undefined;
      this.#say("failed", failureKey(code, isUpdate));
    }
    return new OFAuthErrorEvent({ code, message: known.message, retryable: isRetryable(code) });
  }

  #say(kind: ImportMessage["kind"], key: ImportStringKey, connection?: Connection): void {
    const text = this.#host.words[key];
    this.#notice = { kind, text, ...(connection && { connection }) };
    announce(this.#host.ownerDocument, text);
    this.#host.requestUpdate();
  }
}

function failureKey(code: ErrorCode, isUpdate: boolean): ImportStringKey {
  if (code === "misconfigured") return "importDisabled";
  if (code === "not_found") return "importNotFound";
  if (code === "import_conflict" && isUpdate) return "importUpdateConflict";
  const key = `importError_${code}`;
  return key in importStrings ? (key as ImportStringKey) : "importError_unknown";
}
