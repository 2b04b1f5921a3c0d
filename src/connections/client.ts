/**
 * Everything that the elements of a page know of connections comes from here: who watches what, when it is read, what is
 * done to it, and what pushes and other tabs say. Holds no DOM, so that it runs wherever the language does.
 */
import { isConnectionId, type Connection } from "../protocol/connection.js";
import { disconnected, parseConnectionChange, type ConnectionQuery } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import { ConnectionActions, noId } from "./mutations.js";
import { ConnectionBoard } from "./cache.js";
import { ConnectionLive } from "./live-updates.js";
import type { ConnectionPorts } from "./ports.js";
import { ConnectionReads } from "./fetcher.js";
import { ConnectionRounds } from "./refetch.js";
import type { Subject, Topic, Watcher } from "./query.js";
import type { ChangeCause, ConnectionHub, ConnectionView, PageView, Watch, WatchOptions } from "./types.js";

export class ConnectionDesk implements ConnectionHub {
  readonly #ports: ConnectionPorts;
  readonly #board: ConnectionBoard;
  readonly #reads: ConnectionReads;
  readonly #rounds: ConnectionRounds;
  readonly #live: ConnectionLive;
  readonly #actions: ConnectionActions;
  /** What is to be undone when the last one has stopped watching. */
  #undo: (() => void)[] = [];
  /** How the host has last answered: let in, or refused. */
  #access: "unknown" | "granted" | "denied" = "unknown";

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
    this.#board = new ConnectionBoard(ports);
    this.#reads = new ConnectionReads(ports, this.#board.known, this.#board.topics, {
      answered: (topics, answer, begun) => {
        this.#rounds.soon(this.#board.answered(topics, answer, begun), "refresh");
        this.#granted();
      },
      failed: (topics, error) => this.#failed(topics, error),
      ended: () => this.#sweep(),
    });
    this.#rounds = new ConnectionRounds(ports, this.#reads);
    this.#actions = new ConnectionActions({
      done: (id, connection) => this.#done(id, connection),
      failed: (id) => this.#undone(id),
    });
    this.#live = new ConnectionLive({
      ...ports,
      open: ports.openLive,
      changed: (message) => this.#pushed(message),
      missed: () => this.#rounds.soon(this.#board.all, "push"),
    });
  }

  watch(
    id: string | undefined,
    options: WatchOptions,
    changed: (view: ConnectionView, cause: ChangeCause) => void,
  ): Watch<ConnectionView> {
    if (id === undefined) return this.#watch({ query: { limit: 1, offset: 0 }, newest: true }, options, changed);
    if (isConnectionId(id)) return this.#watch({ id }, options, changed);
    const view: ConnectionView = { name: "failed", error: noId() };
    return { view, refresh: () => Promise.resolve(view), stop() {} };
  }

  watchPage(
    { limit, offset, status, imported }: ConnectionQuery,
    options: WatchOptions,
    changed: (view: PageView, cause: ChangeCause) => void,
  ): Watch<PageView> {
    return this.#watch({ query: { limit, offset, status, imported }, newest: false }, options, changed);
  }

  #watch<View extends ConnectionView | PageView>(
    subject: Subject,
    { refresh }: WatchOptions,
    changed: (view: View, cause: ChangeCause) => void,
  ): Watch<View> {
    const now = this.#ports.clock.now();
    const { topic, isNew } = this.#board.topic(subject);
    const watcher: Watcher = { interval: refresh > 0 ? refresh * 1000 : 0, changed: changed as Watcher["changed"] };
    topic.watchers.add(watcher);
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
      refresh: () =>
        new Promise((resolve) => {
          const answered = () => resolve(topic.view as View);
          if (!topic.watchers.has(watcher)) return answered();
          topic.asked.push(answered);
          this.#rounds.now([topic], "refresh");
        }),
      stop: () => {
        // Later: an element that is only moved stops, and watches again at once.
        if (topic.watchers.delete(watcher)) void Promise.resolve().then(() => this.#sweep());
      },
    };
  }

  invalidate(id: string): Promise<Connection> {
    return this.#actions.run("invalidate", id, (id) => this.#ports.backend.invalidate(id));
  }

  disconnect(id: string): Promise<void> {
    return this.#actions.run("disconnect", id, (id) => this.#ports.backend.disconnect(id));
  }

  touched(id: string): void {
    if (!isConnectionId(id)) return;
    this.#rounds.now(this.#board.about(id), "action");
    this.#ports.tabs.tell({ connectionId: id, status: this.#board.known.get(id)?.status ?? "unknown" });
  }

  #done(id: string, connection: Connection | null): void {
    this.#ports.tabs.tell({ connectionId: id, status: connection?.status ?? disconnected });
    // Nothing is taken in for a page that watches nothing, or for a user who may no longer see it.
    if (this.#access === "granted") this.#rounds.now(this.#board.happened(id, connection, "action"), "action");
    else this.#rounds.now(this.#board.about(id), "action");
  }

  #undone(id: string): void {
    // Reads that began before do not count.
    if (this.#access === "granted") this.#board.known.happened(id);
    this.#rounds.now(this.#board.about(id), "action");
  }

  #granted(): void {
    if (this.#access === "granted") return;
    // Whoever was refused before may be let in again.
    if (this.#access === "denied") this.#rounds.now(this.#board.givenUp, "refresh");
    this.#access = "granted";
    this.#setLive();
  }

  #failed(topics: readonly Topic[], error: ConnectError): void {
    if (error.code !== "unauthorized" && error.code !== "forbidden") return this.#board.failed(topics, error);
    this.#access = "denied";
    this.#setLive();
    const waiting = this.#reads.stop();
    this.#board.clear(error);
    for (const answered of waiting) answered();
  }

  #pushed(message: unknown): void {
    const change = parseConnectionChange(message);
    if (change) this.#rounds.soon(this.#board.pushed(change), "push");
  }

  #otherTabSaid(message: unknown): void {
    // Which connection and that something is new of it, and no more: any script of the origin can say it.
    const change = parseConnectionChange(message);
    if (change && this.#access !== "denied") this.#rounds.soon(this.#board.about(change.connectionId), "tab");
  }

  #presenceChanged(): void {
    this.#setLive();
    this.#rounds.presenceChanged(this.#board.all);
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
      watchFlows((id) => isConnectionId(id) && this.touched(id)),
    ];
  }

  /** Lets go of what nobody watches; of everything, when nobody watches anything. */
  #sweep(): void {
    const isOver = !this.#board.all.some(({ watchers }) => watchers.size);
    if (isOver) {
      for (const undo of this.#undo.splice(0)) undo();
      this.#access = "unknown";
      this.#setLive();
    }
    const waiting = isOver ? this.#reads.stop() : [];
    for (const topic of this.#board.all) {
      // One that is being read stays: whoever watches it again must not have it read twice at once.
      if (topic.watchers.size || topic.reading) continue;
      this.#board.remove(topic);
      waiting.push(...topic.letGo());
    }
    if (isOver) this.#board.known.clear();
    else if (this.#reads.idle) this.#board.tidy();
    for (const answered of waiting) answered();
  }
}
