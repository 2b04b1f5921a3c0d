/**
 * Finishes intents whose connection OFAuth has shown in the meantime: in a read of its list, or in a signed webhook. The
 * request that reported them may have failed, or its process may have ended.
 */
import { evictOldest } from "../http/evict-oldest.js";
import { TimeoutError, waitAtMost, type StartTimer } from "../http/timeout.js";
import type { Intent, Store, StoredConnection } from "../store/store.js";
import { isOtherAccount } from "./confirm.js";
import type { Intents } from "./intents.js";
import type { SaveConnection } from "./save-connection.js";

/** How long an intent is left alone after it failed, in milliseconds: `onConnected` may be down. */
const RETRY_DELAY_MS = 30_000;
/** How long what shows the connection waits for `onConnected`, in milliseconds: other users wait for it, too. */
const WAIT_MS = 2000;

export interface IntentFinisher {
  /**
   * Finishes the intents of `owner` for connections that OFAuth has just shown as theirs. The failure of one is reported,
   * and it is tried again 30 seconds later at the earliest.
   */
  finish(owner: string, entries: readonly StoredConnection[]): Promise<void>;
}

interface IntentFinisherDeps {
  readonly store: Pick<Store, "intentsOf">;
  readonly intents: Pick<Intents, "dropStored">;
  readonly saveConnection: SaveConnection;
  readonly timer: StartTimer;
  readonly onBackgroundError: (error: unknown) => void;
  readonly now: () => number;
}

export function createIntentFinisher(deps: IntentFinisherDeps): IntentFinisher {
  const { store, intents, saveConnection, timer, onBackgroundError, now } = deps;
  const failedAt = new Map<string, number>();

  async function finishOne(intent: Intent, entry: StoredConnection): Promise<void> {
    const key = `${intent.nonce}:${intent.connectionId}`;
    if (now() - (failedAt.get(key) ?? -Infinity) < RETRY_DELAY_MS) return;
    try {
      const isOwn = !isOtherAccount(entry) && (await saveConnection.save(intent, entry));
      if (!isOwn) await intents.dropStored(intent);
    } catch (error) {
      failedAt.set(key, now());
      evictOldest(failedAt);
      onBackgroundError(error);
    }
  }

  /** A slow one goes on when the time is over. */
  async function waitBriefly(work: Promise<void>): Promise<void> {
    try {
      await waitAtMost(() => work, { ms: WAIT_MS, timer });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }

  return {
    async finish(owner, entries) {
      const shown = new Map(
        entries
          .filter(({ connection }) => connection.clientReferenceId === owner)
          .map((entry) => [entry.connection.id, entry]),
      );
      if (shown.size === 0) return;
      const open = (await store.intentsOf(owner)).filter((intent) => {
        const entry = shown.get(intent.connectionId);
        return entry !== undefined && isShownSince(intent, entry);
      });
      if (open.length === 0) return;
      // In this order, because the first one uses up the attempt.
      for (const intent of open.sort((a, b) => a.at - b.at)) {
        const entry = shown.get(intent.connectionId)!;
        // Those that are finished are kept for the page's questions.
        if (entry.confirmation && (await saveConnection.findSaved([intent]))) continue;
        await waitBriefly(finishOne(intent, entry));
      }
    },
  };
}

/** A new connection proves itself; that of a reconnect existed before, with its earlier state and account. */
const isShownSince = ({ requestedConnectionId, connectionId, at }: Intent, entry: StoredConnection): boolean =>
  requestedConnectionId !== connectionId || entry.at >= at;
