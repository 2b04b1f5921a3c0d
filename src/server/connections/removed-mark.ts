/**
 * Remembers which of the removed connections were confirmed: OFAuth's event of a removal comes after the handler has
 * removed the connection itself, and a list that does not contain it any more may come before.
 */
import { REMOVAL_RETENTION_MS, type Store } from "../store/store.js";

/** Store key of a removed connection that was confirmed. Persisted: do not change it. */
const removedMark = (id: string) => `removed:${id}`;

/** Records that the connection with this id was confirmed. Call it before the removal. */
export async function markConfirmedRemoval(store: Pick<Store, "mark">, id: string): Promise<void> {
  await store.mark(removedMark(id), REMOVAL_RETENTION_MS / 1000);
}

/** Whether the removed connection with this id was confirmed. */
export async function wasConfirmed(store: Pick<Store, "marked">, id: string): Promise<boolean> {
  return (await store.marked([removedMark(id)]))[0] === true;
}
