/**
 * Confirms a connection that the browser reports: OFAuth says that it exists and belongs to the user, the host saves it
 * once for each attempt, and it is recorded as confirmed (`connections/confirmed.ts`).
 */
import type { Connection } from "../../protocol/connection.js";
import type { Caller } from "../authorize.js";
import type { ChangeRecorder } from "../connections/record-change.js";
import { evictOldest } from "../http/evict-oldest.js";
import { HttpError } from "../http/http-error.js";
import type { OFAuthApi } from "../ofauth/api.js";
import { findOwnConnection } from "../ofauth/list-all.js";
import type { Store } from "../store/store.js";
import { ATTEMPT_SECONDS } from "./attempt-record.js";
import type { OnConnected } from "./on-connected.js";

/** How long the lock holds when the process that saves the connection stops before it releases it. */
const SAVE_LOCK_SECONDS = 60;

// Store keys. Persisted: do not change them.
const saveLock = (nonce: string) => `telling:${nonce}`;
/** Mark: the host saved this connection for this start of the attempt. */
const savedMark = (nonce: string, connectionId: string) => `told:${nonce}:${connectionId}`;
/** Mark: this start of the attempt has its connection. */
const usedMark = (nonce: string) => `used:${nonce}`;

interface ConfirmRequest {
  /** Nonce of the attempt's record: one start of an attempt can attach one connection. */
  readonly nonce: string;
  readonly connectionId: string;
  /** Whether the host has already saved the connection for this attempt. */
  readonly isSaved: boolean;
}

/**
 * Returns the user's connection; undefined when it is not theirs. Throws a 500 when `onConnected` throws, a 504 when it
 * takes too long, a 503 while another process is saving the connection, and the errors of the call to OFAuth. All can
 * be retried.
 */
export type Confirm = (report: ConfirmRequest, caller: Caller, client: AbortSignal) => Promise<Connection | undefined>;

interface ConfirmDeps {
  readonly api: Pick<OFAuthApi, "listConnections">;
  readonly store: Pick<Store, "lock" | "unlock" | "mark" | "marked">;
  readonly changes: Pick<ChangeRecorder, "confirmed">;
  readonly onConnected: OnConnected;
  readonly now: () => number;
}

interface Save {
  readonly connectionId: string;
  /** Whether the connection is the one that this nonce attaches. */
  readonly done: Promise<boolean>;
}

export function createConfirm({ api, store, changes, onConnected, now }: ConfirmDeps): Confirm {
  // Includes saves in progress: the retry of a request whose response was lost waits for the first one.
  const saves = new Map<string, Save>();

  function startSave(nonce: string, connection: Connection, clientReferenceId: string): Save {
    const save = { connectionId: connection.id, done: saveOnce(nonce, connection, clientReferenceId) };
    saves.set(nonce, save);
    evictOldest(saves);
    // It may fail when no request waits for it any more: the next one starts again.
    save.done.catch(() => saves.delete(nonce));
    return save;
  }

  /** The map covers this process only; the lock and the marks in the store cover the other processes. */
  async function saveOnce(nonce: string, connection: Connection, clientReferenceId: string): Promise<boolean> {
    const owner = crypto.randomUUID();
    if (!(await store.lock(saveLock(nonce), owner, SAVE_LOCK_SECONDS))) {
      throw new HttpError(503, "server_error", "The connection is being saved. Try again.", { retryAfter: 1 });
    }
    try {
      // Checked with the lock held: another process may have saved it in the meantime.
      const [isSaved, isUsed] = await store.marked([savedMark(nonce, connection.id), usedMark(nonce)]);
      if (isSaved || isUsed) return isSaved === true;
      await onConnected.call({ connection, clientReferenceId });
      await store.mark(savedMark(nonce, connection.id), ATTEMPT_SECONDS);
      await store.mark(usedMark(nonce), ATTEMPT_SECONDS);
      return true;
    } finally {
      await store.unlock(saveLock(nonce), owner);
    }
  }

  async function save(nonce: string, connection: Connection, caller: Caller, client: AbortSignal): Promise<boolean> {
    const { connectionId, done } = saves.get(nonce) ?? startSave(nonce, connection, caller.clientReferenceId);
    const isAttached = await onConnected.wait(done, client);
    return isAttached && connectionId === connection.id;
  }

  return async ({ nonce, connectionId, isSaved }, caller, client) => {
    const requestedAt = now();
    const connection = await findOwnConnection(api, connectionId, caller.clientReferenceId, client);
    if (!connection) return undefined;
    if (!isSaved && !(await save(nonce, connection, caller, client))) return undefined;
    await changes.confirmed(connection, caller.clientReferenceId, requestedAt);
    return connection;
  };
}
