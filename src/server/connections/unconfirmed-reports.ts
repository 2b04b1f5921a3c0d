/** Tells the host of each connection that nobody has claimed in time, once. */
import type { Connection } from "../../protocol/connection.js";
import { forGood, type ConfirmedConnections } from "./confirmed.js";
import type { StartTimer } from "../http/timeout.js";
import type { OFAuthHandlerOptions } from "../options.js";
import type { Store } from "../store/store.js";

/** How long a browser has to come back with what OFAuth has connected. */
export const CONFIRM_WITHIN_MS = 10 * 60_000;
// Those that find no room are seen again with the next whole list.
const maxWatched = 1000;
/** How long one whose report has failed is left alone. */
const afterFailureMs = 60_000;

export interface UnconfirmedReports {
  /** Reports those of `connections` that are still unconfirmed when their time is over. */
  watch(connections: readonly Connection[]): void;
}

export interface ReportParts {
  readonly store: Store;
  readonly claims: ConfirmedConnections;
  readonly onUnconfirmed: OFAuthHandlerOptions["onUnconfirmed"];
  readonly alarm: StartTimer;
  readonly now: () => number;
  /** Reads OFAuth's list anew. */
  readonly sweep: () => Promise<void>;
  /** Told of what has failed while nobody was waiting for an answer. */
  readonly failed: (error: unknown) => void;
}

export function createUnconfirmedReports(parts: ReportParts): UnconfirmedReports {
  const { store, claims, onUnconfirmed, alarm, now, sweep, failed } = parts;
  const watched = new Set<string>();

  /** What it is like now decides: it may have been claimed, imported or removed since. */
  async function report(id: string): Promise<void> {
    await sweep();
    const connection = (await store.get(id))?.connection;
    if (!connection || !isReportable(connection) || !(await claims.isHidden(connection))) return;
    const key = `unclaimed:${id}`;
    if (!(await store.claim(key, forGood))) return;
    try {
      await onUnconfirmed?.({ connection, clientReferenceId: connection.clientReferenceId });
    } catch (error) {
      await store.release(key);
      throw error;
    }
  }

  async function look(connection: Connection): Promise<void> {
    const { id } = connection;
    // Each report reads the list, and each list is looked at: one that can never be reported would have it read for ever.
    if (!isReportable(connection) || watched.has(id) || watched.size >= maxWatched) return;
    if (!(await claims.isHidden(connection)) || (await store.isClaimed(`unclaimed:${id}`))) return;
    if (watched.has(id)) return;
    watched.add(id);
    const due = (lastTouched(connection) ?? now()) + CONFIRM_WITHIN_MS;
    const forget = () => void watched.delete(id);
    alarm(Math.min(Math.max(0, due - now()), CONFIRM_WITHIN_MS), () => {
      report(id).then(forget, (error: unknown) => {
        failed(error);
        alarm(afterFailureMs, forget);
      });
    });
  }

  return {
    watch(connections) {
      if (!onUnconfirmed) return;
      for (const connection of connections) look(connection).catch(failed);
    },
  };
}

interface Reportable extends Connection {
  readonly clientReferenceId: string;
}

/** Somebody's, and not in the midst of its flow: whoever looks for his code has nothing to confirm yet. */
const isReportable = (connection: Connection): connection is Reportable =>
  Boolean(connection.clientReferenceId) && connection.status !== "awaiting_2fa";

/** The flow ends with a change, and that may be long after its beginning. */
function lastTouched({ createdAt, updatedAt }: Connection): number | undefined {
  const times = [createdAt, updatedAt].filter((time) => time !== null).map((time) => Date.parse(time));
  return times.length > 0 ? Math.max(...times) : undefined;
}
