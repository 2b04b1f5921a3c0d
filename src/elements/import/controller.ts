/**
 * Sends a session to the host's backend, and shows and announces the result. It keeps what was typed only while the update of an
 * existing connection is offered, because accepting the offer sends it again.
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
import type { Localizer } from "../i18n/localizer.js";
import { importAgain } from "../import-again.js";
import { importStrings, type ImportStringKey, type ImportStrings } from "./strings.js";

interface ImportHost extends ReactiveControllerHost, HTMLElement {
  readSettings(): RequestSettings;
  readonly connectionId: string | undefined;
  /** Clears what was typed. */
  emptyFields(): void;
  readonly localizedStrings: ImportStrings;
}

/** Progress or result of the last import, as the form shows it. */
interface ImportMessage {
  readonly kind: "sending" | "done" | "failed";
  readonly text: string;
  /** The connection that has the session now. */
  readonly connection?: Connection;
}

interface Offer {
  readonly connectionId: string;
  readonly session: SessionUpdate;
}

export class ImportController implements ReactiveController {
  readonly #host: ImportHost;
  readonly #localizer: Localizer;
  #message: ImportMessage | undefined;
  #offer: Offer | undefined;
  #sending: AbortController | undefined;

  constructor(host: ImportHost, localizer: Localizer) {
    this.#host = host;
    this.#localizer = localizer;
    host.addController(this);
  }

  get message(): ImportMessage | undefined {
    return this.#message;
  }

  get isSending(): boolean {
    return this.#sending !== undefined;
  }

  /** Whether the account is already connected, and updating its connection is offered. */
  get isOffered(): boolean {
    return this.#offer !== undefined;
  }

  send(session: SessionUpdate): void {
    void this.#send(session, this.#host.connectionId || undefined);
  }

  /** Sends the session again, as an update of the existing connection. */
  acceptOffer(): void {
    if (this.#offer) void this.#send(this.#offer.session, this.#offer.connectionId);
  }

  /** Removes the offer and the last message. */
  reset(): void {
    if (this.isSending) return;
    this.#offer = this.#message = undefined;
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    prepareAnnouncer(this.#host.ownerDocument);
  }

  hostDisconnected(): void {
    this.#sending?.abort();
    this.#sending = this.#offer = this.#message = undefined;
    this.#host.requestUpdate();
  }

  async #send(session: SessionUpdate, id: string | undefined): Promise<void> {
    if (this.#sending) return;
    const host = this.#host;
    const { signal } = (this.#sending = new AbortController());
    this.#show("sending", "importSending");
    let event: Event | undefined;
    try {
      const connection = await this.#request(session, id, signal);
      event = signal.aborted ? undefined : this.#succeed(connection, id !== undefined);
    } catch (error) {
      event = signal.aborted ? undefined : this.#fail(error, session, id !== undefined);
    }
    // The element was removed in the meantime: there is no page to notify.
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
      importAgain(() => import("../../browser/http/import-api.js")),
      importAgain(() => import("../../browser/connections-client.js")),
    ]).catch((cause: unknown) => {
      throw new ConnectError("network", "The import's code did not load.", { cause });
    });
    const api = createImportApi(options);
    const connection = await (id ? api.updateImport(id, session, signal) : api.importSession(session, signal));
    // Every element of the page that shows the connection updates.
    getConnectionsClient(options).refetchConnection(connection.id);
    return connection;
  }

  #succeed(connection: Connection, isUpdate: boolean): Event {
    this.#offer = undefined;
    this.#host.emptyFields();
    this.#show("done", isUpdate ? "importUpdateDone" : "importDone", connection);
    return new OFAuthImportedEvent({ connectionId: connection.id, connection });
  }

  #fail(error: unknown, session: SessionUpdate, isUpdate: boolean): Event {
    const failure = isConnectError(error) ? error : new ConnectError("unknown");
    // 404 for a new import means that imports are disabled, for the site or for this user.
    const code = failure.code === "not_found" && !isUpdate ? "misconfigured" : failure.code;
    const { connectionId } = failure as Partial<ImportConflict>;
    if (code === "import_conflict" && connectionId && !isUpdate) {
      this.#offer = { connectionId, session };
      this.#host.emptyFields();
      this.#message = undefined;
      announce(this.#localizer, this.#host.localizedStrings.importOffer);
    } else {
      // The offer stays when trying again may succeed.
      if (!failure.retryable) this.#offer = undefined;
      this.#show("failed", failureKey(code, isUpdate));
    }
    return new OFAuthErrorEvent({ code, message: failure.message, retryable: isRetryable(code) });
  }

  #show(kind: ImportMessage["kind"], key: ImportStringKey, connection?: Connection): void {
    const text = this.#host.localizedStrings[key];
    this.#message = { kind, text, ...(connection && { connection }) };
    announce(this.#localizer, text);
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
