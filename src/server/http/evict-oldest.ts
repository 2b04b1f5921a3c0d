/** Bounds what one process keeps in memory. */
const MAX_ENTRIES = 10_000;

/** Deletes the entries that were inserted first until at most 10,000 are left. */
export function evictOldest(entries: Set<string> | Map<string, unknown>): void {
  for (const key of entries.keys()) {
    if (entries.size <= MAX_ENTRIES) return;
    entries.delete(key);
  }
}
