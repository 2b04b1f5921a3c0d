/** The last changes, each with an id, so that a page that was cut off for a moment gets what it has missed. */
import { disconnectedStatus, type ConnectionChange } from "../../protocol/connections-contract.js";
import type { StoreChange } from "../store/store.js";

const maxKept = 1000;

/** A change as it is sent: to its owner only. */
export interface BufferedChange {
  readonly owner: string;
  readonly id: string;
  readonly change: ConnectionChange;
}

export interface ReplayBuffer {
  add(change: StoreChange): BufferedChange;
  /** The id of the last one, whosever it was. */
  lastId(): string;
  /** The owner's changes after the one with this id; undefined when there may have been others, long ago or elsewhere. */
  after(id: string, owner: string): readonly BufferedChange[] | undefined;
  /** What has happened since is not known: no id from before counts any more. */
  clear(): void;
}

export function createReplayBuffer(): ReplayBuffer {
  const kept: BufferedChange[] = [];
  /** Of what came right before all that is kept. */
  let before = newId();

  return {
    add({ clientReferenceId, connectionId, connection }) {
      const change = connection
        ? { connectionId, status: connection.status, connection }
        : { connectionId, status: disconnectedStatus };
      const marked = { owner: clientReferenceId, id: newId(), change };
      kept.push(marked);
      if (kept.length > maxKept) before = kept.shift()?.id ?? before;
      return marked;
    },
    lastId: () => kept.at(-1)?.id ?? before,
    after(id, owner) {
      const index = kept.findIndex((marked) => marked.id === id);
      if (index < 0 && id !== before) return undefined;
      return kept.slice(index + 1).filter((marked) => marked.owner === owner);
    },
    clear() {
      kept.length = 0;
      before = newId();
    },
  };
}

// Random: a number would tell each user how much happens to all the others.
const newId = (): string => crypto.randomUUID();
