/** What is watched and what is known of it: takes in what answers, actions and pushes say, and tells those who watch. */
import type { Connection } from "../protocol/connection.js";
import { disconnected, type ConnectionChange } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import type { ConnectionPorts } from "./ports.js";
import type { ReadAnswer } from "./fetcher.js";
import { KnownConnections } from "./snapshots.js";
import { Topic, type Subject } from "./query.js";
import type { ChangeCause } from "./types.js";

const keyOf = (subject: Subject): string => subject.id ?? JSON.stringify(subject);

export class ConnectionBoard {
  readonly topics = new Map<string, Topic>();
  readonly known = new KnownConnections();
  // Apart, because there are few: a thousand elements that begin to watch all ask for them.
  readonly #pages = new Set<Topic>();
  readonly #ports: Pick<ConnectionPorts, "clock" | "random">;

  constructor(ports: Pick<ConnectionPorts, "clock" | "random">) {
    this.#ports = ports;
  }

  get all(): Topic[] {
    return [...this.topics.values()];
  }

  get pages(): Topic[] {
    return [...this.#pages];
  }

  get givenUp(): Topic[] {
    return this.all.filter(({ isGivenUp }) => isGivenUp);
  }

  /** The topic of `subject`, made if need be. */
  topic(subject: Subject): { readonly topic: Topic; readonly isNew: boolean } {
    const key = keyOf(subject);
    const existing = this.topics.get(key);
    const topic = existing ?? new Topic(subject, this.known);
    if (!existing) this.topics.set(key, topic);
    if (subject.query) this.#pages.add(topic);
    return { topic, isNew: !existing };
  }

  remove(topic: Topic): void {
    this.topics.delete(keyOf(topic.subject));
    this.#pages.delete(topic);
  }

  /** The connection itself, and every page: it may belong there now. */
  about(id: string): Topic[] {
    const topic = this.topics.get(id);
    return topic ? [topic, ...this.#pages] : this.pages;
  }

  isOnPage(id: string | undefined): boolean {
    return id !== undefined && this.pages.some((page) => page.has(id));
  }

  /** Takes in a read's answer. The pages that may have to be read anew because of it. */
  answered(topics: readonly Topic[], { connections, content }: ReadAnswer, begun: number): Topic[] {
    const now = this.#ports.clock.now();
    const draw = this.#ports.random();
    const says = new Map<string, Connection | null>(connections.map((connection) => [connection.id, connection]));
    for (const { subject } of topics) if (subject.id !== undefined && !says.has(subject.id)) says.set(subject.id, null);
    const changed = [...says].filter(([id, connection]) => this.known.answered(id, connection, begun));
    for (const topic of topics) {
      topic.content = content;
      topic.settle(now, draw);
    }
    for (const [id] of says) {
      const other = this.topics.get(id);
      if (other && !topics.includes(other)) other.learned(now);
    }
    for (const topic of topics) topic.show(topic.cause);
    this.show(topics[0]?.cause ?? "refresh");
    // Two pages that a host's caches see in two ways would otherwise read each other anew for ever.
    return content ? [] : this.#movedBy(changed.map(([id]) => id));
  }

  /** As `answered`, for what has just happened to `id`. */
  happened(id: string, connection: Connection | null, cause: ChangeCause): Topic[] {
    this.known.happened(id, connection);
    this.topics.get(id)?.learned(this.#ports.clock.now());
    this.show(cause);
    return this.#movedBy([id]);
  }

  /** Takes in what the host has sent. Whatever has to be read because of it. */
  pushed({ connectionId: id, status, connection }: ConnectionChange): Topic[] {
    if (status === disconnected) return this.happened(id, null, "push");
    // What is gone does not come back by a word that may have been sent before.
    if (!connection || this.known.get(id) === null) return this.about(id);
    if (this.known.isOutdated(connection)) return [];
    const moved = this.happened(id, connection, "push");
    return this.isOnPage(id) ? moved : this.pages;
  }

  failed(topics: readonly Topic[], error: ConnectError): void {
    const now = this.#ports.clock.now();
    // One draw for all: what failed together is read together again.
    const draw = this.#ports.random();
    for (const topic of topics) topic.settle(now, draw, error);
    for (const topic of topics) topic.show(topic.cause);
  }

  /** Nothing that was known may be seen any longer. */
  clear(error: ConnectError): void {
    this.known.clear();
    for (const topic of this.topics.values()) topic.content = undefined;
    this.failed(this.all, error);
  }

  /** Forgets what nobody looks at. */
  tidy(): void {
    const seen = new Set(this.all.flatMap(({ subject, content }) => subject.id ?? content?.ids ?? []));
    this.known.keepOnly(seen);
  }

  show(cause: ChangeCause): void {
    for (const topic of this.all) topic.show(cause);
  }

  /** Pages where one of `ids` may come, go, or have gone. */
  #movedBy(ids: readonly string[]): Topic[] {
    if (!ids.length) return [];
    return this.pages.filter(
      (page) => page.isFiltered || ids.some((id) => page.has(id) && this.known.get(id) === null),
    );
  }
}
