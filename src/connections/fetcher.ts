/** Sends the reads that are due: those of one moment together, never two of the same thing at once. */
import type { Connection } from "../protocol/connection.js";
import { maxIds } from "../protocol/connections-contract.js";
import { ConnectError, isConnectError } from "../protocol/error-codes.js";
import type { ConnectionsPorts } from "./ports.js";
import { contentOf, type ConnectionSnapshots, type PageContent } from "./snapshots.js";
import type { Query } from "./query.js";

/** What a read has brought. */
export interface FetchResult {
  readonly connections: readonly Connection[];
  /** Of a page. */
  readonly content?: PageContent;
}

export interface FetchListener {
  /** `begun`: the place of the read in the order of everything. */
  answered(topics: readonly Query[], answer: FetchResult, begun: number): void;
  failed(topics: readonly Query[], error: ConnectError): void;
  /** Nothing of it is left to be done. */
  ended(): void;
}

/** As many requests go out at once where a host has to be asked one by one. */
const atOnce = 4;

type Ask = (signal: AbortSignal) => Promise<FetchResult | undefined>;

export class Fetcher {
  readonly #ports: ConnectionsPorts;
  readonly #known: ConnectionSnapshots;
  readonly #topics: ReadonlyMap<string, Query>;
  readonly #listener: FetchListener;
  #controller = new AbortController();
  #ringsAt = Infinity;
  #cancelRing: (() => void) | undefined;
  /** The host cannot answer for several ids. */
  #oneByOne = false;
  #running = 0;

  constructor(
    ports: ConnectionsPorts,
    known: ConnectionSnapshots,
    topics: ReadonlyMap<string, Query>,
    listener: FetchListener,
  ) {
    this.#ports = ports;
    this.#known = known;
    this.#topics = topics;
    this.#listener = listener;
  }

  /** Whether nothing is under way. */
  get idle(): boolean {
    return this.#running === 0;
  }

  /** Sees to it that what is due at `at` goes out then. Nothing goes out inside of this call. */
  wake(at: number): void {
    if (at >= this.#ringsAt) return;
    this.#cancelRing?.();
    this.#ringsAt = at;
    this.#cancelRing = this.#ports.clock.after(Math.max(0, at - this.#ports.clock.now()), () => this.#ring());
  }

  /** Calls everything off. Who has waited for an answer is to be told so. */
  stop(): (() => void)[] {
    this.#cancelRing?.();
    this.#ringsAt = Infinity;
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#running = 0;
    return [...this.#topics.values()].flatMap((topic) => topic.letGo());
  }

  #ring(): void {
    this.#ringsAt = Infinity;
    const { clock, page, backend } = this.#ports;
    const now = clock.now();
    // What is due stays due; the return to the page wakes us.
    if (!page.visible) return;
    const due = [...this.#topics.values()].filter((topic) => !topic.reading && topic.due <= now);
    if (!page.online) return this.#offline(due);
    const ids: Query[] = [];
    for (const topic of due) {
      const { query } = topic.key;
      if (!query) ids.push(topic);
      else {
        void this.#read([topic], async (signal) => {
          const page = await backend.page(query, signal);
          return { connections: page.list, content: contentOf(page) };
        });
      }
    }
    if (this.#oneByOne) {
      ids.sort((one, other) => one.due - other.due);
      for (const topic of ids.slice(0, Math.max(0, atOnce - this.#running))) this.#readOne(topic);
    } else {
      for (let from = 0; from < ids.length; from += maxIds) this.#readSeveral(ids.slice(from, from + maxIds));
    }
    this.wakeForNext();
  }

  #readSeveral(topics: readonly Query[]): void {
    if (topics.length === 1) return this.#readOne(topics[0]!);
    const ids = topics.map(({ key }) => key.id!);
    void this.#read(topics, async (signal) => {
      const connections = await this.#ports.backend.several(ids, signal);
      return connections && { connections };
    });
  }

  #readOne(topic: Query): void {
    void this.#read([topic], async (signal) => {
      const connection = await this.#ports.backend.one(topic.key.id!, signal);
      return { connections: connection ? [connection] : [] };
    });
  }

  /** Whoever waits hears that nothing can be read; the others are read when the network is back. */
  #offline(due: readonly Query[]): void {
    const waiting = due.filter(({ asked, view }) => asked.length || view.name === "loading");
    const answering = waiting.flatMap(({ asked }) => asked.splice(0));
    this.#listener.failed(waiting, new ConnectError("network", "The browser is offline."));
    for (const answered of answering) answered();
  }

  async #read(topics: readonly Query[], ask: Ask): Promise<void> {
    const { signal } = this.#controller;
    const begun = this.#known.begin();
    for (const topic of topics) topic.begin(this.#ports.clock.now());
    this.#running++;
    let answer: FetchResult | undefined;
    let failure: ConnectError | undefined;
    try {
      answer = await ask(signal);
    } catch (error) {
      failure = isConnectError(error) ? error : new ConnectError("unknown", "The read failed.", { cause: error });
    }
    if (signal.aborted) return;
    this.#running--;
    for (const topic of topics) topic.reading = false;
    try {
      if (failure) this.#listener.failed(topics, failure);
      else if (answer) this.#listener.answered(topics, answer, begun);
      else this.#askOneByOne(topics);
    } finally {
      for (const topic of topics) topic.end();
      this.#listener.ended();
      this.wakeForNext();
    }
  }

  #askOneByOne(topics: readonly Query[]): void {
    this.#oneByOne = true;
    for (const topic of topics) topic.beginAgain(this.#ports.clock.now());
  }

  /** Sees to it that the next that is due goes out. */
  wakeForNext(): void {
    const free = !this.#oneByOne || this.#running < atOnce;
    let next = Infinity;
    for (const { due, reading, key } of this.#topics.values()) {
      if (!reading && due < next && (free || key.query)) next = due;
    }
    this.wake(next);
  }
}
