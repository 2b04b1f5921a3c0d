/** Locks, marks, intents and what walks have seen, in the memory of one process. Each ends by itself. */
import {
  MAX_INTENTS_PER_ATTEMPT,
  MAX_INTENTS_PER_USER,
  MAX_MARK_SECONDS,
  SEEN_RETENTION_MS,
  type Intent,
  type Store,
} from "./store.js";

/** How many marks are kept: events of a few days. Beyond that, those that end first are dropped. */
const MAX_MARKS = 50_000;

/** How many locks are kept before those that have ended are dropped. Their number is that of the work in progress. */
const MAX_ENDED_LOCKS = 1000;

/** Locks: none is ever dropped while it holds. */
export function createMemoryLocks(now: () => number): Pick<Store, "lock" | "renew" | "unlock"> {
  const locks = new Map<string, { readonly owner: string; readonly endsAt: number }>();
  const ownerOf = (key: string) => {
    const lock = locks.get(key);
    return lock && lock.endsAt > now() ? lock.owner : undefined;
  };
  const set = (key: string, owner: string, seconds: number) =>
    void locks.set(key, { owner, endsAt: now() + seconds * 1000 });

  return {
    async lock(key, owner, seconds) {
      if ((ownerOf(key) ?? owner) !== owner) return false;
      if (locks.size >= MAX_ENDED_LOCKS)
        for (const [other, { endsAt }] of locks) if (endsAt <= now()) locks.delete(other);
      set(key, owner, seconds);
      return true;
    },
    async renew(key, owner, seconds) {
      if (ownerOf(key) !== owner) return false;
      set(key, owner, seconds);
      return true;
    },
    async unlock(key, owner) {
      if (locks.get(key)?.owner === owner) locks.delete(key);
    },
  };
}

/** Marks, each with the time when it ends. */
export function createMemoryMarks(now: () => number, maxMarks = MAX_MARKS): Pick<Store, "mark" | "marked"> {
  const endTimes = new Map<string, number>();
  const isMarked = (key: string) => (endTimes.get(key) ?? 0) > now();

  function evict(): void {
    for (const [key, end] of endTimes) if (end <= now()) endTimes.delete(key);
    if (endTimes.size < maxMarks) return;
    // Drops a tenth at once, those that end first, so that not every further mark has to sort all of them.
    const byEndTime = Array.from(endTimes).sort(([, a], [, b]) => a - b);
    for (const [key] of byEndTime.slice(0, maxMarks / 10)) endTimes.delete(key);
  }

  return {
    async mark(key, seconds) {
      if (isMarked(key)) return false;
      if (endTimes.size >= maxMarks) evict();
      endTimes.set(key, now() + Math.min(seconds, MAX_MARK_SECONDS) * 1000);
      return true;
    },
    marked: async (keys) => keys.map(isMarked),
  };
}

/** What browsers have reported. */
export function createMemoryIntents(now: () => number): Pick<Store, "addIntent" | "intentsOf" | "removeIntents"> {
  const intents = new Map<string, readonly Intent[]>();

  function read(clientReferenceId: string): readonly Intent[] {
    return (intents.get(clientReferenceId) ?? []).filter(({ expiresAt }) => expiresAt > now());
  }

  function write(clientReferenceId: string, list: readonly Intent[]): void {
    intents.delete(clientReferenceId);
    if (list.length > 0) intents.set(clientReferenceId, list);
    // The users that were written longest ago come first: what has expired is among them.
    for (const [user] of intents) {
      if (read(user).length > 0) break;
      intents.delete(user);
    }
  }

  return {
    async addIntent(intent) {
      const { clientReferenceId, nonce, connectionId } = intent;
      const kept = read(clientReferenceId);
      const ofAttempt = kept.filter((other) => other.nonce === nonce);
      if (ofAttempt.some((other) => other.connectionId === connectionId)) return true;
      if (ofAttempt.length >= MAX_INTENTS_PER_ATTEMPT) return false;
      write(clientReferenceId, [...kept, Object.freeze({ ...intent })].slice(-MAX_INTENTS_PER_USER));
      return true;
    },
    intentsOf: async (clientReferenceId) => read(clientReferenceId).toSorted((a, b) => a.at - b.at),
    async removeIntents(clientReferenceId, nonce) {
      write(
        clientReferenceId,
        read(clientReferenceId).filter((intent) => intent.nonce !== nonce),
      );
    },
  };
}

/** What walks through OFAuth's list have seen. `storedIds` returns all ids in the store. */
export function createMemoryWalks(
  now: () => number,
  storedIds: () => Iterable<string>,
): Pick<Store, "addSeen" | "unseenBy" | "dropSeen"> {
  const walks = new Map<string, { readonly ids: Set<string>; endsAt: number }>();

  return {
    async addSeen(walk, ids) {
      for (const [name, { endsAt }] of walks) if (endsAt <= now()) walks.delete(name);
      const seen = walks.get(walk) ?? { ids: new Set(), endsAt: 0 };
      for (const id of ids) seen.ids.add(id);
      seen.endsAt = now() + SEEN_RETENTION_MS;
      walks.set(walk, seen);
    },
    async unseenBy(walk) {
      const seen = walks.get(walk);
      const isSeen = (id: string) => seen !== undefined && seen.endsAt > now() && seen.ids.has(id);
      return Array.from(storedIds()).filter((id) => !isSeen(id));
    },
    dropSeen: async (walk) => void walks.delete(walk),
  };
}
