/**
 * Ties the watch of one connection to a Lit host. With the host's `connection` set nothing is asked for, and only what the
 * user does goes to the hub.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RequestSettings } from "../../browser/settings.js";
import type { ChangeCause, ConnectionsClient, ConnectionView, Observation } from "../../connections/types.js";
import { parseConnection, type Connection } from "../../protocol/connection.js";
import { ConnectError } from "../../protocol/error-codes.js";
import type { ConnectionStatusName } from "../events/connection-events.js";

/** What the controller needs of its element. */
export interface ObserverHost extends ReactiveControllerHost, HTMLElement {
  readSettings(): RequestSettings;
  readonly connectionId: string | undefined;
  /** Set, also to null: shown as it is, and nothing is fetched. */
  readonly connection: Connection | null | undefined;
  readonly refresh: number;
}

/** The hub of the page for the routes at `endpoint`. */
export type GetConnectionsClient = (
  options: Readonly<RequestSettings> & { readonly window: Window },
) => ConnectionsClient;

/** Those of OFAuth's statuses that have words here. */
const shownStatuses = ["active", "awaiting_2fa", "expired"] as const;

export class ConnectionObserver implements ReactiveController {
  readonly #host: ObserverHost;
  readonly #openHub: GetConnectionsClient;
  #view: ConnectionView = { name: "loading" };
  #cause: ChangeCause = "load";
  #watch: Observation<ConnectionView> | undefined;
  /** What is watched, how, and for which `connection` of the host. */
  #what: string | undefined;
  #refresh = 0;
  #given: unknown;
  #document: Document | undefined;

  constructor(host: ObserverHost, openHub: GetConnectionsClient) {
    this.#host = host;
    this.#openHub = openHub;
    host.addController(this);
  }

  get view(): ConnectionView {
    return this.#view;
  }

  /** Why the view is what it is now. */
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
    // A framework that moves the element takes it out and puts it back in one task.
    queueMicrotask(() => this.#host.isConnected || this.#stop());
  }

  /** Follows what the element is set to; by now a framework has set all of it. */
  hostUpdate(): void {
    const { connection, connectionId, isConnected, ownerDocument } = this.#host;
    if (!isConnected) return;
    if (connection !== undefined) {
      this.#stop();
      this.#what = undefined;
      if (connection === this.#given) return;
      this.#given = connection;
      this.#set(given(connection), "load");
      return;
    }
    this.#given = undefined;
    const what = JSON.stringify([this.#host.readSettings().endpoint, connectionId || undefined]);
    const refresh = this.#host.refresh > 0 ? this.#host.refresh : 0;
    const isSame = what === this.#what && ownerDocument === this.#document;
    if (isSame && refresh === this.#refresh && this.#watch) return;
    const before = this.#watch;
    this.#what = what;
    this.#refresh = refresh;
    this.#document = ownerDocument;
    this.#watch = this.hub().observe(connectionId || undefined, { refresh }, (view, cause) => this.#take(view, cause));
    // Not sooner: with its last watch the hub may forget a connection.
    before?.stop();
    this.#set(this.#watch.view, "load");
  }

  /** Reads the connection anew. Resolves when its view is up to date; a failure is in the view. */
  async reread(): Promise<void> {
    await this.#watch?.refetch();
    const { shown } = this;
    const given = this.#given;
    if (given === undefined || !shown) return;
    const watch = this.hub().observe(shown.id, { refresh: 0 }, () => undefined);
    const view = await watch.refetch();
    watch.stop();
    if (given === this.#given) this.#take(view, "refresh");
  }

  /** A flow has connected `id`, where `asked` was to be reconnected. */
  connected(id: string, connection: Connection, asked: string | undefined): void {
    if (id === asked || asked === undefined) this.acted(asked, connection);
    this.hub().refetchConnection(id);
  }

  /** Shows what has become of a connection that the element was given: until it is given another, nobody else will say it. */
  acted(id: string | undefined, connection: Connection | undefined): void {
    if (this.#given === undefined || this.shown?.id !== id) return;
    this.#take(connection ? { name: "known", connection, stale: false } : { name: "none" }, "action");
  }

  hub(): ConnectionsClient {
    const host = this.#host;
    return this.#openHub({
      window: host.ownerDocument.defaultView ?? window,
      ...host.readSettings(),
    });
  }

  #take(view: ConnectionView, cause: ChangeCause): void {
    this.#set(view, cause);
    this.#host.requestUpdate();
  }

  #set(view: ConnectionView, cause: ChangeCause): void {
    this.#view = view;
    this.#cause = cause;
  }

  #stop(): void {
    this.#watch?.stop();
    this.#watch = undefined;
  }
}

function given(value: Connection | null): ConnectionView {
  if (value === null) return { name: "none" };
  // The page may have it straight from its backend.
  const connection = parseConnection(value);
  if (connection) return { name: "known", connection, stale: false };
  return { name: "failed", error: new ConnectError("bad_response", "`connection` is no connection.") };
}
