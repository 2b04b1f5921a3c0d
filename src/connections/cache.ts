/** What is watched and what is known of it: takes in what answers, actions and pushes say, and tells those who watch. */
import type { Connection } from "../protocol/connection.js";
import { disconnectedStatus, type ConnectionChange } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import type { ConnectionsPorts } from "./ports.js";
import type { FetchResult } from "./fetcher.js";
import { ConnectionSnapshots } from "./snapshots.js";
import { Query, type QueryKey } from "./query.js";
import type { ChangeCause } from "./types.js";

const keyOf = (subject: QueryKey): string => subject.id ?? JSON.stringify(subject);

export class ConnectionCache {
  readonly topics = new Map<string, Query>();
  readonly known = new ConnectionSnapshots();
  // Apart, because there are few: a thousand elements that begin to watch all ask for them.
  readonly #pages = new Set<Query>();
  readonly #ports: Pick<ConnectionsPorts, "clock" | "random">;

  constructor(ports: Pick<ConnectionsPorts, "clock" | "random">) {
    this.#ports = ports;
  }

  get all(): Query[] {
    return [...this.topics.values()];
  }

  get pages(): Query[] {
    return [...this.#pages];
  }

  get givenUp(): Query[] {
    return this.all.filter(({ isGivenUp }) => isGivenUp);
  }

  /** The topic of `subject`, made if need be. */
  topic(subject: QueryKey): { readonly topic: Query; readonly isNew: boolean } {
    const key = keyOf(subject);
    const existing = this.topics.get(key);
    const topic = existing ?? new Query(subject, this.known);
    if (!existing) this.topics.set(key, topic);
    if (subject.query) this.#pages.add(topic);
    return { topic, isNew: !existing };
  }

  remove(topic: Query): void {
    this.topics.delete(keyOf(topic.key));
    this.#pages.delete(topic);
  }

  /** The connection itself, and every page: it may belong there now. */
  about(id: string): Query[] {
    const topic = this.topics.get(id);
    return topic ? [topic, ...this.#pages] : this.pages;
  }

  isOnPage(id: string | undefined): boolean {
    return id !== undefined && this.pages.some((page) => page.has(id));
  }

  /** Takes in a read's answer. The pages that may have to be read anew because of it. */
  answered(topics: readonly Query[], { connections, content }: FetchResult, begun: number): Query[] {
    const now = this.#ports.clock.now();
    const draw = this.#ports.random();
    const says = new Map<string, Connection | null>(connections.map((connection) => [connection.id, connection]));
    for (const { key } of topics) if (key.id !== undefined && !says.has(key.id)) says.set(key.id, null);
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
  happened(id: string, connection: Connection | null, cause: ChangeCause): Query[] {
    this.known.happened(id, connection);
    this.topics.get(id)?.learned(this.#ports.clock.now());
    this.show(cause);
    return this.#movedBy([id]);
  }

  /** Takes in what the host has sent. Whatever has to be read because of it. */
  pushed({ connectionId: id, status, connection }: ConnectionChange): Query[] {
    if (status === disconnectedStatus) return this.happened(id, null, "push");
    // What is gone does not come back by a word that may have been sent before.
    if (!connection || this.known.get(id) === null) return this.about(id);
    if (this.known.isOutdated(connection)) return [];
    const moved = this.happened(id, connection, "push");
    return this.isOnPage(id) ? moved : this.pages;
  }

  failed(topics: readonly Query[], error: ConnectError): void {
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
    const seen = new Set(this.all.flatMap(({ key, content }) => key.id ?? content?.ids ?? []));
    this.known.keepOnly(seen);
  }

  show(cause: ChangeCause): void {
    for (const topic of this.all) topic.show(cause);
  }

  /** Pages where one of `ids` may come, go, or have gone. */
  #movedBy(ids: readonly string[]): Query[] {
    if (!ids.length) return [];
    return this.pages.filter(
      (page) => page.isFiltered || ids.some((id) => page.has(id) && this.known.get(id) === null),
    );
  }
}
