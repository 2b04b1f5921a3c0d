/** What is known of connections, and which answers may change it: an older one never overwrites a newer one. */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionPage } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import type { ConnectionView, PageView } from "./types.js";

interface Entry {
  /** Null: there is none. Undefined: nothing has been heard. */
  readonly connection: Connection | null | undefined;
  /** When this became true, in the order of `begin`. */
  readonly as: number;
}

export class ConnectionSnapshots {
  readonly #entries = new Map<string, Entry>();
  #count = 0;

  /** The place of a read that begins now in the order of everything that happens. */
  begin(): number {
    return ++this.#count;
  }

  get(id: string): Connection | null | undefined {
    return this.#entries.get(id)?.connection;
  }

  /** Takes in what a read begun at `begun` says of `id`, unless it was overtaken. Whether it is not what was known before. */
  answered(id: string, connection: Connection | null, begun: number): boolean {
    const entry = this.#entries.get(id);
    if (entry && entry.as > begun) return false;
    const isNews = !isSameValue(entry?.connection, connection);
    this.#entries.set(id, { connection: isNews ? connection : entry?.connection, as: begun });
    return isNews && entry?.connection !== undefined;
  }

  /** Takes in what has just happened to `id`: reads that are under way know nothing of it. */
  happened(id: string, connection: Connection | null | undefined = this.get(id)): void {
    this.#entries.set(id, { connection, as: this.begin() });
  }

  /** Whether `connection`, which was pushed, is from before what is known. */
  isOutdated(connection: Connection): boolean {
    const known = this.get(connection.id)?.updatedAt;
    return !!known && !!connection.updatedAt && Date.parse(connection.updatedAt) < Date.parse(known);
  }

  /** Forgets the connections that nobody looks at. That one is gone is kept: an answer under way may still name it. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const [id, { connection }] of this.#entries) {
      if (connection && !ids.has(id)) this.#entries.delete(id);
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}

/** What a page of connections holds: the ids in their order. */
export interface PageContent {
  readonly ids: readonly string[];
  readonly hasMore: boolean;
}

export const contentOf = ({ list, hasMore }: ConnectionPage): PageContent => ({
  // A host that names one twice does not have it twice.
  ids: [...new Set(list.map(({ id }) => id))],
  hasMore,
});

/** `error`: of the last read, when it failed. */
export function toConnectionView(connection: Connection | null | undefined, error?: ConnectError): ConnectionView {
  if (connection) return { name: "known", connection, stale: !!error, ...(error && { error }) };
  if (connection === null) return { name: "none" };
  return error ? { name: "failed", error } : { name: "loading" };
}

export function toPageView(
  page: PageContent | undefined,
  known: ConnectionSnapshots,
  error: ConnectError | undefined,
): PageView {
  if (!page) return error ? { name: "failed", error } : { name: "loading" };
  const connections = page.ids.map((id) => known.get(id)).filter((connection) => !!connection);
  return { name: "known", connections, hasMore: page.hasMore, stale: !!error };
}

/** By value. Connections are copied field by field, in one order, and errors are told apart by their code. */
export const isSameValue = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
