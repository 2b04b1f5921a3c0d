/**
 * Everything that the elements of a page know of connections comes from here: who watches what, when it is read, what is
 * done to it, and what pushes and other tabs say. Holds no DOM, so that it runs wherever the language does.
 */
import { isConnectionId, type Connection } from "../protocol/connection.js";
import {
  disconnectedStatus,
  parseConnectionChange,
  type ConnectionListParams,
} from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import { Mutations, noId } from "./mutations.js";
import { ConnectionCache } from "./cache.js";
import { LiveUpdates } from "./live-updates.js";
import type { ConnectionsPorts } from "./ports.js";
import { Fetcher } from "./fetcher.js";
import { Refetcher } from "./refetch.js";
import type { QueryKey, Query, Observer } from "./query.js";
import type { ChangeCause, ConnectionsClient, ConnectionView, PageView, Observation, ObserveOptions } from "./types.js";

export class CachedConnectionsClient implements ConnectionsClient {
  readonly #ports: ConnectionsPorts;
  readonly #board: ConnectionCache;
  readonly #reads: Fetcher;
  readonly #rounds: Refetcher;
  readonly #live: LiveUpdates;
  readonly #actions: Mutations;
  /** What is to be undone when the last one has stopped watching. */
  #undo: (() => void)[] = [];
  /** How the host has last answered: let in, or refused. */
  #access: "unknown" | "granted" | "denied" = "unknown";

  constructor(ports: ConnectionsPorts) {
    this.#ports = ports;
    this.#board = new ConnectionCache(ports);
    this.#reads = new Fetcher(ports, this.#board.known, this.#board.topics, {
      answered: (topics, answer, begun) => {
        this.#rounds.scheduleRefetch(this.#board.answered(topics, answer, begun), "refresh");
        this.#granted();
      },
      failed: (topics, error) => this.#failed(topics, error),
      ended: () => this.#sweep(),
    });
    this.#rounds = new Refetcher(ports, this.#reads);
    this.#actions = new Mutations({
      done: (id, connection) => this.#done(id, connection),
      failed: (id) => this.#undone(id),
    });
    this.#live = new LiveUpdates({
      ...ports,
      open: ports.openLive,
      changed: (message) => this.#pushed(message),
      missed: () => this.#rounds.scheduleRefetch(this.#board.all, "push"),
    });
  }

  observe(
    id: string | undefined,
    options: ObserveOptions,
    changed: (view: ConnectionView, cause: ChangeCause) => void,
  ): Observation<ConnectionView> {
    if (id === undefined) return this.#watch({ query: { limit: 1, offset: 0 }, newest: true }, options, changed);
    if (isConnectionId(id)) return this.#watch({ id }, options, changed);
    const view: ConnectionView = { name: "failed", error: noId() };
    return { view, refetch: () => Promise.resolve(view), stop() {} };
  }

  observePage(
    { limit, offset, status, imported }: ConnectionListParams,
    options: ObserveOptions,
    changed: (view: PageView, cause: ChangeCause) => void,
  ): Observation<PageView> {
    return this.#watch({ query: { limit, offset, status, imported }, newest: false }, options, changed);
  }

  #watch<View extends ConnectionView | PageView>(
    subject: QueryKey,
    { refresh }: ObserveOptions,
    changed: (view: View, cause: ChangeCause) => void,
  ): Observation<View> {
    const now = this.#ports.clock.now();
    const { topic, isNew } = this.#board.topic(subject);
    const watcher: Observer = { interval: refresh > 0 ? refresh * 1000 : 0, changed: changed as Observer["changed"] };
    topic.observers.add(watcher);
    // What is in a page has just been read there. And somebody new is a reason to try once more what was given up.
    const unread = isNew ? !this.#board.isOnPage(subject.id) : topic.isGivenUp;
    if (unread) topic.readNow(now, "refresh");
    else topic.reschedule(now);
    this.#reads.wake(topic.due);
    this.#start();
    return {
      get view() {
        return topic.view as View;
      },
      refetch: () =>
        new Promise((resolve) => {
          const answered = () => resolve(topic.view as View);
          if (!topic.observers.has(watcher)) return answered();
          topic.asked.push(answered);
          this.#rounds.refetchNow([topic], "refresh");
        }),
      stop: () => {
        // Later: an element that is only moved stops, and watches again at once.
        if (topic.observers.delete(watcher)) void Promise.resolve().then(() => this.#sweep());
      },
    };
  }

  invalidate(id: string): Promise<Connection> {
    return this.#actions.run("invalidate", id, (id) => this.#ports.backend.invalidate(id));
  }

  disconnect(id: string): Promise<void> {
    return this.#actions.run("disconnect", id, (id) => this.#ports.backend.disconnect(id));
  }

  refetchConnection(id: string): void {
    if (!isConnectionId(id)) return;
    this.#rounds.refetchNow(this.#board.about(id), "action");
    this.#ports.tabs.tell({ connectionId: id, status: this.#board.known.get(id)?.status ?? "unknown" });
  }

  #done(id: string, connection: Connection | null): void {
    this.#ports.tabs.tell({ connectionId: id, status: connection?.status ?? disconnectedStatus });
    // Nothing is taken in for a page that watches nothing, or for a user who may no longer see it.
    if (this.#access === "granted") this.#rounds.refetchNow(this.#board.happened(id, connection, "action"), "action");
    else this.#rounds.refetchNow(this.#board.about(id), "action");
  }

  #undone(id: string): void {
    // Reads that began before do not count.
    if (this.#access === "granted") this.#board.known.happened(id);
    this.#rounds.refetchNow(this.#board.about(id), "action");
  }

  #granted(): void {
    if (this.#access === "granted") return;
    // Whoever was refused before may be let in again.
    if (this.#access === "denied") this.#rounds.refetchNow(this.#board.givenUp, "refresh");
    this.#access = "granted";
    this.#setLive();
  }

  #failed(topics: readonly Query[], error: ConnectError): void {
    if (error.code !== "unauthorized" && error.code !== "forbidden") return this.#board.failed(topics, error);
    this.#access = "denied";
    this.#setLive();
    const waiting = this.#reads.stop();
    this.#board.clear(error);
    for (const answered of waiting) answered();
  }

  #pushed(message: unknown): void {
    const change = parseConnectionChange(message);
    if (change) this.#rounds.scheduleRefetch(this.#board.pushed(change), "push");
  }

  #otherTabSaid(message: unknown): void {
    // Which connection and that something is new of it, and no more: any script of the origin can say it.
    const change = parseConnectionChange(message);
    if (change && this.#access !== "denied")
      this.#rounds.scheduleRefetch(this.#board.about(change.connectionId), "tab");
  }

  #presenceChanged(): void {
    this.#setLive();
    this.#rounds.visibilityChanged(this.#board.all);
  }

  #setLive(): void {
    const { visible, online } = this.#ports.page;
    this.#live.set(this.#undo.length > 0 && this.#access === "granted" && visible && online);
  }

  #start(): void {
    if (this.#undo.length) return;
    const { page, tabs, watchFlows } = this.#ports;
    this.#undo = [
      page.watch(() => this.#presenceChanged()),
      tabs.listen((message) => this.#otherTabSaid(message)),
      watchFlows((id) => isConnectionId(id) && this.refetchConnection(id)),
    ];
  }

  /** Lets go of what nobody watches; of everything, when nobody watches anything. */
  #sweep(): void {
    const isOver = !this.#board.all.some(({ observers }) => observers.size);
    if (isOver) {
      for (const undo of this.#undo.splice(0)) undo();
      this.#access = "unknown";
      this.#setLive();
    }
    const waiting = isOver ? this.#reads.stop() : [];
    for (const topic of this.#board.all) {
      // One that is being read stays: whoever watches it again must not have it read twice at once.
      if (topic.observers.size || topic.reading) continue;
      this.#board.remove(topic);
      waiting.push(...topic.letGo());
    }
    if (isOver) this.#board.known.clear();
    else if (this.#reads.idle) this.#board.tidy();
    for (const answered of waiting) answered();
  }
}
