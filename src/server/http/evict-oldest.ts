/** What one process keeps in memory stays of bounded size. */
const maxKept = 10_000;

/** Forgets what came first until at most 10,000 entries are left. */
export function evictOldest(kept: Set<string> | Map<string, unknown>): void {
  for (const key of kept.keys()) {
    if (kept.size <= maxKept) return;
    kept.delete(key);
  }
}
