/** Reports each connection that was not confirmed in time to the host's `onUnconfirmed`, once. */
import type { Connection } from "../../protocol/connection.js";
import type { StartTimer } from "../http/timeout.js";
import type { OFAuthHandlerOptions } from "../options.js";
import { holdLock } from "../store/hold-lock.js";
import { MAX_MARK_SECONDS, type Store, type StoredConnection } from "../store/store.js";
import type { ConfirmedConnections } from "./confirmed.js";

/** How long a browser has to confirm a connection that OFAuth created. */
const CONFIRM_TIMEOUT_MS = 10 * 60_000;
/** Connections beyond this number are picked up with a later refresh. */
const MAX_WATCHED = 1000;
/** How long a connection is not watched again after its report failed. */
const RETRY_DELAY_MS = 60_000;

/** Store key of a connection that was reported. Persisted: do not change it. */
const reportedMark = (id: string) => `unclaimed:${id}`;

interface UnconfirmedReports {
  /** Reports those of `entries` that are still unconfirmed when their time is over. */
  watch(entries: readonly StoredConnection[]): void;
}

interface UnconfirmedReportDeps {
  readonly store: Pick<Store, "get" | "lock" | "renew" | "unlock" | "mark" | "marked">;
  readonly confirmed: Pick<ConfirmedConnections, "isVisible" | "askHost">;
  readonly onUnconfirmed: OFAuthHandlerOptions["onUnconfirmed"];
  readonly backgroundTimer: StartTimer;
  readonly now: () => number;
  /** Reads OFAuth's list. */
  readonly refresh: () => Promise<void>;
  readonly onBackgroundError: (error: unknown) => void;
}

export function createUnconfirmedReports(deps: UnconfirmedReportDeps): UnconfirmedReports {
  const { store, confirmed, onUnconfirmed, backgroundTimer, now, refresh, onBackgroundError } = deps;
  const watched = new Set<string>();

  /** The current state decides: the connection may have been confirmed, imported or removed in the meantime. */
  async function report(id: string): Promise<void> {
    await refresh();
    const [entry] = await store.get([id]);
    if (!entry || (await confirmed.isVisible(entry)) || (await confirmed.askHost([entry])).length > 0) return;
    const { connection } = entry;
    if (!isReportable(connection)) return;
    // Another process that holds the lock reports it.
    await holdLock(deps, reportedMark(id), async () => {
      if ((await store.marked([reportedMark(id)]))[0]) return;
      await onUnconfirmed?.({ connection, clientReferenceId: connection.clientReferenceId });
      await store.mark(reportedMark(id), MAX_MARK_SECONDS);
    });
  }

  async function watchOne(seen: StoredConnection): Promise<void> {
    const { connection } = seen;
    const { id } = connection;
    // Each report reads the list, and each list is watched: a connection that can never be reported must not start a
    // loop.
    if (!isReportable(connection) || watched.has(id) || watched.size >= MAX_WATCHED) return;
    if (await confirmed.isVisible(seen)) return;
    watched.add(id);
    const [[isReported], [entry]] = await Promise.all([store.marked([reportedMark(id)]), store.get([id])]);
    if (isReported || (entry && (await confirmed.isVisible(entry)))) return void watched.delete(id);
    const dueAt = (lastChangedAt(connection) ?? now()) + CONFIRM_TIMEOUT_MS;
    const unwatch = () => void watched.delete(id);
    backgroundTimer(Math.min(Math.max(0, dueAt - now()), CONFIRM_TIMEOUT_MS), () => {
      report(id).then(unwatch, (error: unknown) => {
        onBackgroundError(error);
        backgroundTimer(RETRY_DELAY_MS, unwatch);
      });
    });
  }

  return {
    watch(entries) {
      if (!onUnconfirmed) return;
      for (const entry of entries) watchOne(entry).catch(onBackgroundError);
    },
  };
}

interface Reportable extends Connection {
  readonly clientReferenceId: string;
}

/**
 * Whether the connection has an owner and its flow has ended: while the user enters a 2FA code there is nothing to
 * confirm.
 */
const isReportable = (connection: Connection): connection is Reportable =>
  Boolean(connection.clientReferenceId) && connection.status !== "awaiting_2fa";

/** The later of both times: the flow ends with a change, possibly long after the connection was created. */
function lastChangedAt({ createdAt, updatedAt }: Connection): number | undefined {
  const times = [createdAt, updatedAt].filter((time) => time !== null).map((time) => Date.parse(time));
  return times.length > 0 ? Math.max(...times) : undefined;
}
