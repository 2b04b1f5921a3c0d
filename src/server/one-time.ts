/**
 * What may happen once only. The flow cookie says so too, but a copy of an old cookie would say otherwise: this is the
 * server's own memory of it, for one process and of bounded size.
 */
const maxKept = 10_000;

export interface OneTimeUses {
  /** True the first time, false from then on. */
  claim(key: string): boolean;
  isUsed(key: string): boolean;
}

export function createOneTimeUses(): OneTimeUses {
  const used = new Set<string>();
  return {
    isUsed: (key) => used.has(key),
    claim(key) {
      if (used.has(key)) return false;
      used.add(key);
      dropOldest(used);
      return true;
    },
  };
}

/** Forgets what came first until at most 10,000 entries are left. */
export function dropOldest(kept: Set<string> | Map<string, unknown>): void {
  for (const key of kept.keys()) {
    if (kept.size <= maxKept) return;
    kept.delete(key);
  }
}
