/** Reactive controller that observes one page of connections for a list, and turns the pages. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RequestSettings } from "../../browser/settings.js";
import type { ConnectionsClient, PageView, Observation } from "../../connections/types.js";
import type { Connection } from "../../protocol/connection.js";
import { ConnectError } from "../../protocol/error-codes.js";
import type { GetConnectionsClient } from "../status/connection-observer.js";

interface ListHost extends ReactiveControllerHost, HTMLElement, Readonly<RequestSettings> {
  readSettings(): RequestSettings;
  readonly pageSize: number;
  readonly status: string;
  readonly imported: string;
  readonly refresh: number;
  /** Called when the page changed. `requested`: the user turned the page or changed a filter. */
  pageChanged(requested: boolean): void;
}

/** `loading` is the first page only: later, the current page stays until the next one has arrived. */
export type ListState = "loading" | "ready" | "empty" | "error";

export class ListController implements ReactiveController {
  readonly #host: ListHost;
  readonly #load: () => Promise<GetConnectionsClient>;
  #getClient: GetConnectionsClient | undefined;
  #view: PageView = { name: "loading" };
  #observation: Observation<PageView> | undefined;
  /** Identifies the query that is observed, apart from its offset. */
  #query: string | undefined;
  #offset = 0;
  #connections: readonly Connection[] = [];
  /** Whether the user asked for the page that is being fetched. */
  #requested = false;
  #requestInit: unknown;

  constructor(host: ListHost, load: () => Promise<GetConnectionsClient>) {
    this.#host = host;
    this.#load = load;
    host.addController(this);
  }

  get state(): ListState {
    if (this.#view.name === "failed") return "error";
    if (this.#connections.length > 0) return "ready";
    return this.#view.name === "loading" ? "loading" : "empty";
  }

  get connections(): readonly Connection[] {
    return this.#connections;
  }

  get isStale(): boolean {
    return this.#view.name === "known" && this.#view.stale;
  }

  /** Whether a page is being fetched. */
  get isBusy(): boolean {
    return this.#view.name === "loading";
  }

  get error(): ConnectError | undefined {
    return this.#view.name === "failed" ? this.#view.error : undefined;
  }

  /** Number of the page, from 1. */
  get page(): number {
    return this.#offset / this.#size + 1;
  }

  get hasMore(): boolean {
    return this.#view.name === "known" && this.#view.hasMore;
  }

  /** Goes to the next (1) or previous (-1) page, if there is one. */
  turn(by: 1 | -1): void {
    if (by > 0 ? !this.hasMore : this.#offset === 0) return;
    this.#requested = true;
    this.#goTo(this.#offset + by * this.#size);
  }

  /** Fetches the page again. Resolves when that has finished, successfully or not. */
  async refresh(): Promise<void> {
    if (!this.#getClient) await this.#loadClient();
    await this.#observation?.refetch();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // A framework that moves the element removes and inserts it in one task.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#observation?.stop();
      this.#query = undefined;
    });
  }

  /** Applies the element's settings. Runs before an update, when a framework has set all of them. */
  hostUpdate(): void {
    const { endpoint, requestInit, status, imported, refresh, isConnected } = this.#host;
    if (!isConnected) return;
    // Applies from the next request on. It does not cause one: a framework may pass a new object in each render.
    if (requestInit !== this.#requestInit) this.#client();
    this.#requestInit = requestInit;
    const query = JSON.stringify([endpoint, status, imported, refresh, this.#size]);
    if (query === this.#query) return;
    const isFirst = this.#query === undefined;
    this.#query = query;
    if (!isFirst) this.#requested = true;
    this.#goTo(isFirst ? this.#offset : 0);
  }

  get #size(): number {
    return Math.min(100, Math.max(1, Math.trunc(this.#host.pageSize) || 10));
  }

  #client(): ConnectionsClient | undefined {
    const host = this.#host;
    return this.#getClient?.({
      window: host.ownerDocument.defaultView ?? window,
      ...host.readSettings(),
    });
  }

  #goTo(offset: number): void {
    const { status, imported, refresh } = this.#host;
    this.#offset = offset;
    const client = this.#client();
    if (!client) return void this.#loadClient();
    const query = {
      limit: this.#size,
      offset,
      status: status || undefined,
      imported: imported === "true" || (imported === "false" ? false : undefined),
    };
    this.#observation?.stop();
    this.#observation = client.observePage(query, { refresh: refresh > 0 ? refresh : 0 }, (view) => this.#update(view));
    this.#update(this.#observation.view);
  }

  async #loadClient(): Promise<void> {
    try {
      this.#getClient = await this.#load();
      if (this.#query !== undefined) this.#goTo(this.#offset);
    } catch (cause) {
      const error = new ConnectError("network", "The code that fetches connections did not load.", { cause });
      this.#update({ name: "failed", error });
    }
  }

  #update(view: PageView): void {
    // The last page is empty now, so it no longer exists: go back one.
    if (view.name === "known" && view.connections.length === 0 && this.#offset > 0) {
      return this.#goTo(Math.max(0, this.#offset - this.#size));
    }
    this.#view = view;
    if (view.name !== "loading") this.#connections = view.name === "known" ? view.connections : [];
    const requested = this.#requested && view.name !== "loading";
    if (requested) this.#requested = false;
    this.#host.pageChanged(requested);
  }
}
