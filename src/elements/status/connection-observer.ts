/**
 * Reactive controller that observes one connection for a status element. While the element's `connection` is set, it fetches
 * nothing, and only actions of the user use the client.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RequestSettings } from "../../browser/settings.js";
import type { ChangeCause, ConnectionsClient, ConnectionView, Observation } from "../../connections/types.js";
import { parseConnection, type Connection } from "../../protocol/connection.js";
import { ConnectError } from "../../protocol/error-codes.js";
import type { ConnectionStatusName } from "../events/connection-events.js";

/** What the controller needs from its element. */
export interface ObserverHost extends ReactiveControllerHost, HTMLElement {
  readSettings(): RequestSettings;
  readonly connectionId: string | undefined;
  /** When set, also to null, it is shown as it is and nothing is fetched. */
  readonly connection: Connection | null | undefined;
  readonly refresh: number;
}

/** Returns the page's client for the routes at `endpoint`. */
export type GetConnectionsClient = (
  options: Readonly<RequestSettings> & { readonly window: Window },
) => ConnectionsClient;

/** Statuses of OFAuth that have a string; any other is shown as `unknown`. */
const shownStatuses = ["active", "awaiting_2fa", "expired"] as const;

export class ConnectionObserver implements ReactiveController {
  readonly #host: ObserverHost;
  readonly #getClient: GetConnectionsClient;
  #view: ConnectionView = { name: "loading" };
  #cause: ChangeCause = "load";
  #observation: Observation<ConnectionView> | undefined;
  /** Identifies the observed connection and its endpoint. */
  #query: string | undefined;
  #refresh = 0;
  #provided: unknown;
  #document: Document | undefined;

  constructor(host: ObserverHost, getClient: GetConnectionsClient) {
    this.#host = host;
    this.#getClient = getClient;
    host.addController(this);
  }

  get view(): ConnectionView {
    return this.#view;
  }

  /** Why the view changed last. */
  get cause(): ChangeCause {
    return this.#cause;
  }

  get status(): ConnectionStatusName {
    if (this.#view.name !== "known") return this.#view.name === "failed" ? "error" : this.#view.name;
    const { status } = this.#view.connection;
    return shownStatuses.find((name) => name === status) ?? "unknown";
  }

  get shown(): Connection | undefined {
    return this.#view.name === "known" ? this.#view.connection : undefined;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // A framework that moves the element removes and inserts it in one task.
    queueMicrotask(() => this.#host.isConnected || this.#stop());
  }

  /** Applies the element's settings. Runs before an update, when a framework has set all of them. */
  hostUpdate(): void {
    const { connection, connectionId, isConnected, ownerDocument } = this.#host;
    if (!isConnected) return;
    if (connection !== undefined) {
      this.#stop();
      this.#query = undefined;
      if (connection === this.#provided) return;
      this.#provided = connection;
      this.#set(viewOf(connection), "load");
      return;
    }
    this.#provided = undefined;
    const query = JSON.stringify([this.#host.readSettings().endpoint, connectionId || undefined]);
    const refresh = this.#host.refresh > 0 ? this.#host.refresh : 0;
    const isSame = query === this.#query && ownerDocument === this.#document;
    if (isSame && refresh === this.#refresh && this.#observation) return;
    const before = this.#observation;
    this.#query = query;
    this.#refresh = refresh;
    this.#document = ownerDocument;
    this.#observation = this.client().observe(connectionId || undefined, { refresh }, (view, cause) =>
      this.#update(view, cause),
    );
    // Only now: the client may drop a connection from its cache when its last observation stops.
    before?.stop();
    this.#set(this.#observation.view, "load");
  }

  /** Fetches the connection again. Resolves when the view is up to date; an error is in the view. */
  async refetch(): Promise<void> {
    await this.#observation?.refetch();
    const { shown } = this;
    const provided = this.#provided;
    if (provided === undefined || !shown) return;
    const observation = this.client().observe(shown.id, { refresh: 0 }, () => undefined);
    const view = await observation.refetch();
    observation.stop();
    if (provided === this.#provided) this.#update(view, "refresh");
  }

  /** A flow connected `id`; `requested` is the connection that it was to reconnect. */
  connected(id: string, connection: Connection, requested: string | undefined): void {
    if (id === requested || requested === undefined) this.acted(requested, connection);
    this.client().refetchConnection(id);
  }

  /** Shows the result of an action on a connection that the page set: the page may not set a new one. */
  acted(id: string | undefined, connection: Connection | undefined): void {
    if (this.#provided === undefined || this.shown?.id !== id) return;
    this.#update(connection ? { name: "known", connection, stale: false } : { name: "none" }, "action");
  }

  client(): ConnectionsClient {
    const host = this.#host;
    return this.#getClient({
      window: host.ownerDocument.defaultView ?? window,
      ...host.readSettings(),
    });
  }

  #update(view: ConnectionView, cause: ChangeCause): void {
    this.#set(view, cause);
    this.#host.requestUpdate();
  }

  #set(view: ConnectionView, cause: ChangeCause): void {
    this.#view = view;
    this.#cause = cause;
  }

  #stop(): void {
    this.#observation?.stop();
    this.#observation = undefined;
  }
}

function viewOf(value: Connection | null): ConnectionView {
  if (value === null) return { name: "none" };
  // The page may pass it as its backend returned it.
  const connection = parseConnection(value);
  if (connection) return { name: "known", connection, stale: false };
  return { name: "failed", error: new ConnectError("bad_response", "`connection` is not a connection object.") };
}
