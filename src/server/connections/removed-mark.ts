/**
 * Remembers which of the removed connections were confirmed: OFAuth's event of a removal comes after the handler has
 * removed the connection itself, and a list that does not contain it any more may come before. One that only a list
 * lacked may come back.
 */
import { REMOVAL_RETENTION_MS, type Confirmation, type Store, type StoredConnection } from "../store/store.js";
import { confirmationOf } from "./confirmed.js";

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

/** Store key of a confirmation whose connection a list lacked. Persisted: do not change it. */
const unlistedMark = (id: string, { clientReferenceId, userId }: Confirmation): string =>
  `unlisted:${id}:${JSON.stringify([clientReferenceId, userId])}`;

/** Records that a list lacks the connection. Call it before the removal. */
export async function markUnlisted(store: Pick<Store, "mark">, entry: StoredConnection): Promise<void> {
  const { connection, confirmation } = entry;
  if (confirmation) await store.mark(unlistedMark(connection.id, confirmation), REMOVAL_RETENTION_MS / 1000);
}

/**
 * Confirms those of `hidden` again that were confirmed for the same user and account before a list lacked them. OFAuth
 * never reuses an id: the list had a gap. Returns whether there are any.
 */
export async function restoreUnlisted(
  store: Pick<Store, "marked" | "confirm">,
  hidden: readonly StoredConnection[],
): Promise<boolean> {
  const found = hidden.flatMap(({ confirmation, connection }) => {
    const { id, clientReferenceId } = connection;
    return confirmation || !clientReferenceId ? [] : [{ id, confirmed: confirmationOf(connection, clientReferenceId) }];
  });
  if (found.length === 0) return false;
  const marks = await store.marked(found.map(({ id, confirmed }) => unlistedMark(id, confirmed)));
  const restored = found.filter((_, index) => marks[index]);
  for (const { id, confirmed } of restored) await store.confirm(id, confirmed);
  return restored.length > 0;
}
