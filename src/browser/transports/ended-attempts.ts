/**
 * Attempts that have ended without a confirmation: records from which the page that is loaded next goes on asking the host's
 * server. They are kept in `localStorage`, because that page may be in another tab.
 */
import type { AttemptEnd } from "../../connect/attempt.js";
import type { Clock, EndedAttemptStore } from "../../connect/ports.js";
import { PENDING_ATTEMPT_LIFETIME_MS } from "../../connect/timeouts.js";
import { isAttemptId } from "../../protocol/link-contract.js";
import { asRecord } from "../../protocol/record.js";
import { endedAttemptKey, endedAttemptPrefix } from "../../protocol/storage-keys.js";

/** Record of an attempt that has ended. */
export interface EndedAttempt {
  readonly attemptId: string;
  readonly after: AttemptEnd;
  /** Until then another page asks, unless it is gone. In milliseconds since the epoch. */
  readonly heldUntil: number;
}

interface StoredAttempt {
  readonly after: AttemptEnd;
  readonly endedAt: number;
  readonly heldUntil: number;
}

const ends: readonly unknown[] = ["success", "cancel", "error"] satisfies AttemptEnd[];

/** Storage of the ended attempts. */
export class EndedAttempts implements EndedAttemptStore {
  readonly #window: Window;
  readonly #clock: Clock;
  /** Until when this page holds each record. */
  readonly #held = new Map<string, number>();

  constructor(window: Window, clock: Clock) {
    this.#window = window;
    this.#clock = clock;
  }

  save(attemptId: string, after: AttemptEnd): void {
    this.#use((local) => this.#write(local, attemptId, { after, endedAt: this.#clock.now(), heldUntil: 0 }), undefined);
  }

  hold(attemptId: string, until: number): boolean {
    return this.#use((local) => {
      const stored = this.#read(local, attemptId);
      if (!stored) return false;
      const { heldUntil } = stored;
      if (heldUntil > this.#clock.now() && heldUntil !== this.#held.get(attemptId)) return false;
      this.#held.set(attemptId, until);
      this.#write(local, attemptId, { ...stored, heldUntil: until });
      return true;
    }, true);
  }

  release(attemptId: string): void {
    this.#use((local) => {
      const stored = this.#read(local, attemptId);
      if (stored) this.#write(local, attemptId, { ...stored, heldUntil: 0 });
    }, undefined);
  }

  take(attemptId: string): boolean {
    return this.#use((local) => {
      const isThere = this.#read(local, attemptId) !== undefined;
      local.removeItem(endedAttemptKey(attemptId));
      return isThere;
    }, true);
  }

  /** Returns the records of the last hour, the newest first. Removes older and broken ones. */
  list(): readonly EndedAttempt[] {
    return this.#use((local) => {
      const records: (EndedAttempt & StoredAttempt)[] = [];
      for (const key of Object.keys(local)) {
        if (!key.startsWith(endedAttemptPrefix)) continue;
        const attemptId = key.slice(endedAttemptPrefix.length);
        const stored = isAttemptId(attemptId) && this.#read(local, attemptId);
        if (stored) records.push({ attemptId, ...stored });
        else local.removeItem(key);
      }
      return records.sort((a, b) => b.endedAt - a.endedAt);
    }, []);
  }

  #read(local: Storage, attemptId: string): StoredAttempt | undefined {
    const text = local.getItem(endedAttemptKey(attemptId));
    let record;
    try {
      record = asRecord(JSON.parse(text ?? "null"));
    } catch {
      return undefined;
    }
    const { after, endedAt, heldUntil } = (record ?? {}) as Partial<StoredAttempt>;
    if (!ends.includes(after) || typeof endedAt !== "number" || typeof heldUntil !== "number") return undefined;
    const age = Math.abs(this.#clock.now() - endedAt);
    return age < PENDING_ATTEMPT_LIFETIME_MS ? ({ after, endedAt, heldUntil } as StoredAttempt) : undefined;
  }

  #write(local: Storage, attemptId: string, record: StoredAttempt): void {
    local.setItem(endedAttemptKey(attemptId), JSON.stringify(record));
  }

  #use<T>(action: (local: Storage) => T, otherwise: T): T {
    try {
      return action(this.#window.localStorage);
    } catch {
      // SecurityError where storage is denied, QuotaExceededError where it is full: only this page can confirm the account.
      return otherwise;
    }
  }
}
