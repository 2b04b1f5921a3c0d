/** The last changes, each with an id, so that a page that was cut off for a moment gets what it has missed. */
import { disconnected, type ConnectionChange } from "../protocol/connections-contract.js";
import type { StoreChange } from "./store.js";

const maxKept = 1000;

/** A change as it is sent: to its owner only. */
export interface NumberedChange {
  readonly owner: string;
  readonly id: string;
  readonly change: ConnectionChange;
}

export interface EventRing {
  add(change: StoreChange): NumberedChange;
  /** The id of the last one, whosever it was. */
  lastId(): string;
  /** The owner's changes after the one with this id; undefined when there may have been others, long ago or elsewhere. */
  after(id: string, owner: string): readonly NumberedChange[] | undefined;
  /** What has happened since is not known: no id from before counts any more. */
  forget(): void;
}

export function createEventRing(): EventRing {
  const kept: NumberedChange[] = [];
  let count = 0;
  let epoch = newEpoch();

  return {
    add({ clientReferenceId, connectionId, connection }) {
      count += 1;
      const change = connection
        ? { connectionId, status: connection.status, connection }
        : { connectionId, status: disconnected };
      const numbered = { owner: clientReferenceId, id: `${epoch}-${count}`, change };
      kept.push(numbered);
      if (kept.length > maxKept) kept.shift();
      return numbered;
    },
    lastId: () => `${epoch}-${count}`,
    after(id, owner) {
      const [, itsEpoch, digits] = /^(\w+)-(\d{1,15})$/.exec(id) ?? [];
      const missed = count - Number(digits);
      if (itsEpoch !== epoch || !(missed >= 0) || missed > kept.length) return undefined;
      return kept.slice(kept.length - missed).filter((numbered) => numbered.owner === owner);
    },
    forget() {
      kept.length = 0;
      epoch = newEpoch();
    },
  };
}

/** Tells this process's ids from those of others. */
const newEpoch = () => crypto.randomUUID().slice(0, 8);
