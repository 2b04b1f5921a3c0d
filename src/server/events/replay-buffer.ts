/** The last changes of all users, each with an id, so that a page that was briefly disconnected gets what it missed. */
import { disconnectedStatus, type ConnectionChange } from "../../protocol/connections-contract.js";
import type { StoreChange } from "../store/store.js";

/** How many changes are kept, for all users together. */
const MAX_CHANGES = 1000;

/** A change with its event id. It is sent only to its owner. */
export interface BufferedChange {
  readonly owner: string;
  readonly id: string;
  readonly change: ConnectionChange;
}

interface ReplayBuffer {
  /** Adds a change and gives it an id; drops the oldest one when the buffer is full. */
  add(change: StoreChange): BufferedChange;
  /** Returns the id of the last change, of any user. */
  lastId(): string;
  /** Returns the owner's changes after `id`; undefined if `id` is too old or from another process. */
  after(id: string, owner: string): readonly BufferedChange[] | undefined;
  /** Drops all changes and ids, because changes may have been missed. */
  clear(): void;
}

export function createReplayBuffer(): ReplayBuffer {
  const changes: BufferedChange[] = [];
  /** Id of the position before the oldest kept change. Made when it is needed: Workers make no random values at start. */
  let startId: string | undefined;
  const start = () => (startId ??= newId());

  return {
    add({ clientReferenceId, connectionId, connection }) {
      const change = connection
        ? { connectionId, status: connection.status, connection }
        : { connectionId, status: disconnectedStatus };
      const buffered = { owner: clientReferenceId, id: newId(), change };
      changes.push(buffered);
      if (changes.length > MAX_CHANGES) startId = changes.shift()?.id;
      return buffered;
    },
    lastId: () => changes.at(-1)?.id ?? start(),
    after(id, owner) {
      const index = changes.findIndex((buffered) => buffered.id === id);
      if (index < 0 && id !== startId) return undefined;
      return changes.slice(index + 1).filter((buffered) => buffered.owner === owner);
    },
    clear() {
      changes.length = 0;
      startId = undefined;
    },
  };
}

// Random: consecutive numbers would reveal to each user how many changes other users have.
const newId = (): string => crypto.randomUUID();
