/**
 * The newest known state of each connection, and the views derived from it. An older response never overwrites a newer
 * state.
 */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionPage } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import type { ConnectionView, PageView } from "./types.js";

interface Snapshot {
  /** Null when the connection does not exist; undefined when nothing is known of it. */
  readonly connection: Connection | null | undefined;
  /** Position, in the order of `nextSequence`, of the fetch or change that this state comes from. */
  readonly sequence: number;
}

export class ConnectionSnapshots {
  readonly #snapshots = new Map<string, Snapshot>();
  #sequence = 0;

  /** Returns the next position in the order of fetches and changes. A fetch takes one when it starts. */
  nextSequence(): number {
    return ++this.#sequence;
  }

  /** Returns null when the connection does not exist, and undefined when nothing is known of it. */
  get(id: string): Connection | null | undefined {
    return this.#snapshots.get(id)?.connection;
  }

  /**
   * Sets what a fetch returned for `id`, unless the known state is newer than the start of that fetch.
   *
   * @param sequence position of the fetch's start
   * @returns whether this changed a state that was already known
   */
  setFetched(id: string, connection: Connection | null, sequence: number): boolean {
    const current = this.#snapshots.get(id);
    if (current && current.sequence > sequence) return false;
    const isChanged = !isSameValue(current?.connection, connection);
    this.#snapshots.set(id, { connection: isChanged ? connection : current?.connection, sequence });
    return isChanged && current?.connection !== undefined;
  }

  /** Sets what a mutation or a push reported of `id`. Responses to fetches that started before are then ignored. */
  set(id: string, connection: Connection | null | undefined): void {
    this.#snapshots.set(id, { connection, sequence: this.nextSequence() });
  }

  /** Whether the known state of `connection`, which was pushed, is newer by its `updatedAt`. */
  isOutdated(connection: Connection): boolean {
    const known = this.get(connection.id)?.updatedAt;
    return !!known && !!connection.updatedAt && Date.parse(connection.updatedAt) < Date.parse(known);
  }

  /**
   * Removes connections that are not in `ids`, but not the ones known not to exist: a running fetch may return them.
   */
  prune(ids: ReadonlySet<string>): void {
    for (const [id, { connection }] of this.#snapshots) {
      if (connection && !ids.has(id)) this.#snapshots.delete(id);
    }
  }

  clear(): void {
    this.#snapshots.clear();
  }
}

/** Content of one page of the list: ids in the host's order. */
export interface PageContent {
  readonly ids: readonly string[];
  readonly hasMore: boolean;
  /** False while the host has not read all connections yet. */
  readonly complete: boolean;
}

export const toPageContent = ({ list, hasMore, complete }: ConnectionPage): PageContent => ({
  // A host may list a connection twice by mistake; it is shown once.
  ids: [...new Set(list.map(({ id }) => id))],
  hasMore,
  complete,
});

/** Derives the view of one connection. `error` is the last fetch's error. */
export function toConnectionView(connection: Connection | null | undefined, error?: ConnectError): ConnectionView {
  if (connection) return { name: "known", connection, stale: !!error, ...(error && { error }) };
  if (connection === null) return { name: "none" };
  return error ? { name: "failed", error } : { name: "loading" };
}

/** Derives the view of one page. `error` is the last fetch's error. */
export function toPageView(
  content: PageContent | undefined,
  snapshots: ConnectionSnapshots,
  error: ConnectError | undefined,
): PageView {
  if (!content) return error ? { name: "failed", error } : { name: "loading" };
  const connections = content.ids.map((id) => snapshots.get(id)).filter((connection) => !!connection);
  // An empty list must not look as if it were all, while the host is still reading.
  if (!content.complete && connections.length === 0) return error ? { name: "failed", error } : { name: "loading" };
  return { name: "known", connections, hasMore: content.hasMore, stale: !!error };
}

/** Compares by value. Connections have a fixed field order; an error's message is not enumerable, so not compared. */
export const isSameValue = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
