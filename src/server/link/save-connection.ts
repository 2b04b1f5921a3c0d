/**
 * Saves a connection that OFAuth has confirmed for an attempt: calls the host's `onConnected`, records the connection
 * as confirmed and publishes it. Once for each attempt, in however many processes it is tried; what a process leaves
 * unfinished when it ends, another one finishes.
 */
import type { ChangeRecorder } from "../connections/record-change.js";
import { evictOldest } from "../http/evict-oldest.js";
import { HttpError } from "../http/http-error.js";
import type { StartTimer } from "../http/timeout.js";
import { holdLock } from "../store/hold-lock.js";
import type { Intent, Store, StoredConnection } from "../store/store.js";
import type { Intents } from "./intents.js";
import type { OnConnected } from "./on-connected.js";

/** How long an attempt that has its connection is remembered: longer than any intent. */
const MARK_SECONDS = 4 * 24 * 60 * 60;

// Store keys. Persisted: do not change them.
const saveLock = ({ nonce }: Intent) => `telling:${nonce}`;
/** Mark: the host saved this connection for this start of the attempt. */
const savedMark = ({ nonce, connectionId }: Intent) => `told:${nonce}:${connectionId}`;
/** Mark: this connection may use up this start of the attempt. Set before `usedMark`, so that neither is alone. */
const takenMark = ({ nonce, connectionId }: Intent) => `taken:${nonce}:${connectionId}`;
/** Mark: this start of the attempt has its connection. */
const usedMark = ({ nonce }: Intent) => `used:${nonce}`;

export interface SaveConnection {
  /**
   * Saves the connection of an intent that OFAuth has confirmed. Resolves with false when another connection has used
   * up the attempt. Throws a 500 when `onConnected` throws, and a 503 while another process is saving.
   */
  save(intent: Intent, entry: StoredConnection): Promise<boolean>;
  /** Returns the first of an attempt's intents whose connection the host has saved. */
  findSaved(intents: readonly Intent[]): Promise<Intent | undefined>;
}

interface SaveDeps {
  readonly store: Pick<Store, "lock" | "renew" | "unlock" | "mark" | "marked">;
  readonly intents: Pick<Intents, "settle">;
  readonly changes: Pick<ChangeRecorder, "confirmed">;
  readonly onConnected: OnConnected;
  readonly backgroundTimer: StartTimer;
  /** Counts work as in progress until it settles: the handler's `close` waits for it. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

interface Save {
  readonly connectionId: string;
  /** Whether the connection is the one of the attempt. */
  readonly done: Promise<boolean>;
}

export function createSaveConnection(deps: SaveDeps): SaveConnection {
  const { store, intents, changes, onConnected, track } = deps;
  // By nonce. Includes those in progress: the retry of a request whose response was lost waits for the first one.
  const saves = new Map<string, Save>();
  // Saved by the host, while the store failed to take the mark.
  const unmarked = new Set<string>();

  async function callOnce(intent: Intent, { connection }: StoredConnection): Promise<void> {
    const mark = savedMark(intent);
    if (!unmarked.has(mark)) await onConnected.call({ connection, clientReferenceId: intent.clientReferenceId });
    unmarked.add(mark);
    evictOldest(unmarked);
    await store.mark(mark, MARK_SECONDS);
    unmarked.delete(mark);
  }

  async function saveLocked(intent: Intent, entry: StoredConnection): Promise<boolean> {
    // Checked with the lock held: another process may have saved it in the meantime.
    const [isSaved, isTaken, isUsed] = await store.marked([savedMark(intent), takenMark(intent), usedMark(intent)]);
    if (isUsed && !isSaved && !isTaken) return false;
    if (!isSaved) {
      await store.mark(takenMark(intent), MARK_SECONDS);
      await store.mark(usedMark(intent), MARK_SECONDS);
      await callOnce(intent, entry);
    }
    await changes.confirmed(entry.connection, intent.clientReferenceId, entry.at);
    await intents.settle(intent);
    return true;
  }

  /** The map covers this process only; the lock and the marks in the store cover the other processes. */
  async function saveOnce(intent: Intent, entry: StoredConnection): Promise<boolean> {
    const lock = await holdLock(deps, saveLock(intent), () => saveLocked(intent, entry));
    if (lock.isLocked) return lock.result;
    throw new HttpError(503, "server_error", "The connection is being saved. Try again.", { retryAfter: 1 });
  }

  function start(intent: Intent, entry: StoredConnection): Save {
    const { nonce, connectionId } = intent;
    const save = { connectionId, done: track(saveOnce(intent, entry)) };
    saves.set(nonce, save);
    evictOldest(saves);
    const forget = () => saves.get(nonce) === save && saves.delete(nonce);
    // It may fail when no request waits for it any more: the next one starts again.
    save.done.then((isOwn) => isOwn || forget(), forget);
    return save;
  }

  return {
    async save(intent, entry) {
      const current = saves.get(intent.nonce);
      if (current?.connectionId === intent.connectionId) return current.done;
      if (current && (await current.done.catch(() => false))) return false;
      return start(intent, entry).done;
    },
    async findSaved(list) {
      if (list.length === 0) return undefined;
      const saved = await store.marked(list.map(savedMark));
      return list.find((_, index) => saved[index]);
    },
  };
}
