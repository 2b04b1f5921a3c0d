/** Ties the watch of one page of connections to a Lit host, and turns the pages. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RequestSettings } from "../../browser/settings.js";
import type { ConnectionsClient, PageView, Observation } from "../../connections/types.js";
import type { Connection } from "../../protocol/connection.js";
import { ConnectError } from "../../protocol/error-codes.js";
import type { GetConnectionsClient } from "../status/connection-observer.js";

export interface ListHost extends ReactiveControllerHost, HTMLElement, Readonly<RequestSettings> {
  readSettings(): RequestSettings;
  readonly pageSize: number;
  readonly status: string;
  readonly imported: string;
  readonly refresh: number;
  /** What is shown has changed. `asked`: it is what the user wanted to see. */
  pageChanged(asked: boolean): void;
}

/** `loading`: for the first time; what is shown stays until the next page is there. */
export type ListState = "loading" | "ready" | "empty" | "error";

export class ListController implements ReactiveController {
  readonly #host: ListHost;
  readonly #load: () => Promise<GetConnectionsClient>;
  #openHub: GetConnectionsClient | undefined;
  #view: PageView = { name: "loading" };
  #watch: Observation<PageView> | undefined;
  /** What is watched, without its place. */
  #what: string | undefined;
  #offset = 0;
  #connections: readonly Connection[] = [];
  #asked = false;
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

  /** Whether what is shown is not yet what was asked for. */
  get isBusy(): boolean {
    return this.#view.name === "loading";
  }

  get error(): ConnectError | undefined {
    return this.#view.name === "failed" ? this.#view.error : undefined;
  }

  /** Counts from 1. */
  get page(): number {
    return this.#offset / this.#size + 1;
  }

  get hasMore(): boolean {
    return this.#view.name === "known" && this.#view.hasMore;
  }

  /** Goes to the next page (1) or the one before (-1), if it is known that there is one. */
  turn(by: 1 | -1): void {
    if (by > 0 ? !this.hasMore : this.#offset === 0) return;
    this.#asked = true;
    this.#goTo(this.#offset + by * this.#size);
  }

  /** Reads the page anew. Resolves when it is there, or has failed. */
  async refresh(): Promise<void> {
    if (!this.#openHub) await this.#open();
    await this.#watch?.refetch();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // A framework that moves the element takes it out and puts it back in one task.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#watch?.stop();
      this.#what = undefined;
    });
  }

  /** Follows what the element is set to; by now a framework has set all of it. */
  hostUpdate(): void {
    const { endpoint, requestInit, status, imported, refresh, isConnected } = this.#host;
    if (!isConnected) return;
    // Counts from the next request on; nothing is read for it, because a framework may make a new one at every turn.
    if (requestInit !== this.#requestInit) this.#hub();
    this.#requestInit = requestInit;
    const what = JSON.stringify([endpoint, status, imported, refresh, this.#size]);
    if (what === this.#what) return;
    const isFirst = this.#what === undefined;
    this.#what = what;
    if (!isFirst) this.#asked = true;
    this.#goTo(isFirst ? this.#offset : 0);
  }

  get #size(): number {
    return Math.min(100, Math.max(1, Math.trunc(this.#host.pageSize) || 10));
  }

  #hub(): ConnectionsClient | undefined {
    const host = this.#host;
    return this.#openHub?.({
      window: host.ownerDocument.defaultView ?? window,
      ...host.readSettings(),
    });
  }

  #goTo(offset: number): void {
    const { status, imported, refresh } = this.#host;
    this.#offset = offset;
    const hub = this.#hub();
    if (!hub) return void this.#open();
    const query = {
      limit: this.#size,
      offset,
      status: status || undefined,
      imported: imported === "true" || (imported === "false" ? false : undefined),
    };
    this.#watch?.stop();
    this.#watch = hub.observePage(query, { refresh: refresh > 0 ? refresh : 0 }, (view) => this.#take(view));
    this.#take(this.#watch.view);
  }

  async #open(): Promise<void> {
    try {
      this.#openHub = await this.#load();
      if (this.#what !== undefined) this.#goTo(this.#offset);
    } catch (cause) {
      const error = new ConnectError("network", "The code that reads connections did not load.", { cause });
      this.#take({ name: "failed", error });
    }
  }

  #take(view: PageView): void {
    // What was on the last page is gone, and so is the page.
    if (view.name === "known" && view.connections.length === 0 && this.#offset > 0) {
      return this.#goTo(Math.max(0, this.#offset - this.#size));
    }
    this.#view = view;
    if (view.name !== "loading") this.#connections = view.name === "known" ? view.connections : [];
    const asked = this.#asked && view.name !== "loading";
    if (asked) this.#asked = false;
    this.#host.pageChanged(asked);
  }
}
