/** Has things read out of turn: at once for somebody in this page, a little later and never in a flood for everybody else. */
import { REFETCH_JITTER_MAX_MS, REFETCH_JITTER_MIN_MS, REFETCH_SPACING_MS } from "../connect/timeouts.js";
import type { ConnectionsPorts } from "./ports.js";
import type { Fetcher } from "./fetcher.js";
import type { Query } from "./query.js";
import type { ChangeCause } from "./types.js";

export class Refetcher {
  readonly #ports: Pick<ConnectionsPorts, "clock" | "random" | "page">;
  readonly #reads: Fetcher;
  #roundAt = -Infinity;
  #awaySince = -Infinity;

  constructor(ports: Pick<ConnectionsPorts, "clock" | "random" | "page">, reads: Fetcher) {
    this.#ports = ports;
    this.#reads = reads;
  }

  refetchNow(topics: readonly Query[], cause: ChangeCause): void {
    const now = this.#ports.clock.now();
    for (const topic of topics) topic.readNow(now, cause);
    if (topics.length) this.#reads.wake(now);
  }

  scheduleRefetch(topics: readonly Query[], cause: ChangeCause): void {
    if (!topics.length) return;
    const { clock, random, page } = this.#ports;
    const now = clock.now();
    const isAway = !page.visible || !page.online;
    // By chance: every tab and every visitor of the host may have heard the same.
    if (!isAway && this.#roundAt <= now) {
      const jitter = REFETCH_JITTER_MIN_MS + random() * (REFETCH_JITTER_MAX_MS - REFETCH_JITTER_MIN_MS);
      this.#roundAt = Math.max(now + jitter, this.#roundAt + REFETCH_SPACING_MS);
    }
    // Who is away has it read on return.
    for (const topic of topics) topic.readAt(isAway ? now : this.#roundAt, cause);
    this.#reads.wakeForNext();
  }

  /** The user, or the network, has gone or come back: what was read neither since then nor just now is read, and what should have been. */
  visibilityChanged(topics: readonly Query[]): void {
    const { clock, page } = this.#ports;
    const now = clock.now();
    if (!page.visible || !page.online) {
      // Whatever happens from now on is not heard of.
      this.#awaySince = now;
      return;
    }
    const since = Math.max(this.#awaySince, now - REFETCH_SPACING_MS);
    const old = topics.filter((topic) => topic.due <= now || topic.mayBeOld(since));
    for (const topic of old) topic.failures = 0;
    this.scheduleRefetch(old, "refresh");
    this.#reads.wakeForNext();
  }
}
