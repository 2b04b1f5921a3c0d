/**
 * Everything that the elements of a page know of connections comes from here: who watches what, when it is read, what is
 * done to it, and what pushes and other tabs say. Holds no DOM, so that it runs wherever the language does.
 */
import { isConnectionId, type Connection } from "../protocol/connection.js";
import { disconnected, parseConnectionChange, type ConnectionQuery } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import { ConnectionActions, noId } from "./connection-actions.js";
import { ConnectionBoard } from "./connection-board.js";
import { ConnectionLive } from "./connection-live.js";
import type { ConnectionPorts } from "./connection-ports.js";
import { ConnectionReads } from "./connection-reads.js";
import type { Subject, Topic, Watcher } from "./connection-topic.js";
import type { ChangeCause, ConnectionHub, ConnectionView, PageView, Watch, WatchOptions } from "./connection-watch.js";

/** Reads that nobody in this page has asked for do not follow each other faster than this. */
const roundsApart = 2_000;

export class ConnectionDesk implements ConnectionHub {
  readonly #ports: ConnectionPorts;
  readonly #board: ConnectionBoard;
  readonly #reads: ConnectionReads;
  readonly #live: ConnectionLive;
  readonly #actions: ConnectionActions;
  /** What is to be undone when the last one has stopped watching. */
  #undo: (() => void)[] = [];
  #roundAt = -Infinity;
  /** How the host has last answered: let in, or refused. */
  #access: "unknown" | "granted" | "denied" = "unknown";

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
    this.#board = new ConnectionBoard(ports);
    this.#reads = new ConnectionReads(ports, this.#board.known, this.#board.topics, {
      answered: (topics, answer, begun) => {
        this.#round(this.#board.answered(topics, answer, begun), "refresh");
        this.#granted();
      },
      failed: (topics, error) => this.#failed(topics, error),
      ended: () => this.#sweep(),
    });
    this.#actions = new ConnectionActions({
      done: (id, connection) => this.#done(id, connection),
      failed: (id) => this.#undone(id),
    });
    this.#live = new ConnectionLive({
      ...ports,
      open: ports.openLive,
      changed: (message) => this.#pushed(message),
      missed: () => this.#round(this.#board.all, "push"),
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
          this.#readNow([topic], "refresh");
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
    this.#readNow(this.#board.about(id), "action");
    this.#ports.tabs.tell({ connectionId: id, status: this.#board.known.get(id)?.status ?? "unknown" });
  }

  #done(id: string, connection: Connection | null): void {
    this.#ports.tabs.tell({ connectionId: id, status: connection?.status ?? disconnected });
    // Nothing is taken in for a page that watches nothing, or for a user who may no longer see it.
    if (this.#access === "granted") this.#readNow(this.#board.happened(id, connection, "action"), "action");
    else this.#readNow(this.#board.about(id), "action");
  }

  #undone(id: string): void {
    // Reads that began before do not count.
    if (this.#access === "granted") this.#board.known.happened(id);
    this.#readNow(this.#board.about(id), "action");
  }

  #readNow(topics: readonly Topic[], cause: ChangeCause): void {
    const now = this.#ports.clock.now();
    for (const topic of topics) topic.readNow(now, cause);
    if (topics.length) this.#reads.wake(now);
  }

  /** Has `topics` read soon: what comes together is read together, and never in a flood. */
  #round(topics: readonly Topic[], cause: ChangeCause): void {
    if (!topics.length) return;
    const { clock, random } = this.#ports;
    const now = clock.now();
    // A little later, by chance: every tab and every visitor of the host may have heard the same.
    if (this.#roundAt <= now) this.#roundAt = Math.max(now + 20 + random() * 480, this.#roundAt + roundsApart);
    for (const topic of topics) topic.readAt(this.#roundAt, cause);
    this.#reads.wakeForNext();
  }

  #granted(): void {
    if (this.#access === "granted") return;
    // Whoever was refused before may be let in again.
    if (this.#access === "denied")
      this.#readNow(
        this.#board.all.filter(({ isGivenUp }) => isGivenUp),
        "refresh",
      );
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
    const { connectionId: id, status, connection } = parseConnectionChange(message) ?? {};
    if (id === undefined) return;
    const { known } = this.#board;
    if (status === disconnected) this.#round(this.#board.happened(id, null, "push"), "push");
    // Something that is gone does not come back by what may have been sent before.
    else if (!connection || known.get(id) === null) this.#round(this.#board.about(id), "push");
    else if (!known.isOutdated(connection)) {
      const isListed = this.#board.isOnPage(id);
      const moved = this.#board.happened(id, connection, "push");
      this.#round(isListed ? moved : this.#board.pages, "push");
    }
  }

  #otherTabSaid(message: unknown): void {
    // Which connection and that something is new of it, and no more: any script of the origin can say it.
    const change = parseConnectionChange(message);
    if (change && this.#access !== "denied") this.#round(this.#board.about(change.connectionId), "tab");
  }

  #presenceChanged(): void {
    this.#setLive();
    const { clock, page } = this.#ports;
    if (!page.visible || !page.online) return;
    const now = clock.now();
    const back = this.#board.all.filter((topic) => topic.mayBeOld(now - roundsApart));
    for (const topic of back) topic.failures = 0;
    this.#round(back, "refresh");
    this.#reads.wakeForNext();
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
    const { topics, known, all } = this.#board;
    if (all.some(({ watchers }) => watchers.size)) {
      // One that is being read stays: whoever watches it again must not have it read twice at once.
      for (const [key, topic] of topics) {
        if (topic.watchers.size || topic.reading) continue;
        topics.delete(key);
        for (const answered of topic.letGo()) answered();
      }
      if (this.#reads.idle) this.#board.tidy();
      return;
    }
    for (const undo of this.#undo.splice(0)) undo();
    this.#access = "unknown";
    this.#setLive();
    const waiting = this.#reads.stop();
    topics.clear();
    known.clear();
    for (const answered of waiting) answered();
  }
}
