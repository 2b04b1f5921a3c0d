/** Has things read out of turn: at once for somebody in this page, a little later and never in a flood for everybody else. */
import type { ConnectionPorts } from "./connection-ports.js";
import type { ConnectionReads } from "./connection-reads.js";
import type { Topic } from "./connection-topic.js";
import type { ChangeCause } from "./connection-watch.js";

const roundsApart = 2_000;

export class ConnectionRounds {
  readonly #ports: Pick<ConnectionPorts, "clock" | "random">;
  readonly #reads: ConnectionReads;
  #roundAt = -Infinity;

  constructor(ports: Pick<ConnectionPorts, "clock" | "random">, reads: ConnectionReads) {
    this.#ports = ports;
    this.#reads = reads;
  }

  now(topics: readonly Topic[], cause: ChangeCause): void {
    const now = this.#ports.clock.now();
    for (const topic of topics) topic.readNow(now, cause);
    if (topics.length) this.#reads.wake(now);
  }

  soon(topics: readonly Topic[], cause: ChangeCause): void {
    if (!topics.length) return;
    const { clock, random } = this.#ports;
    const now = clock.now();
    // By chance: every tab and every visitor of the host may have heard the same.
    if (this.#roundAt <= now) this.#roundAt = Math.max(now + 20 + random() * 480, this.#roundAt + roundsApart);
    for (const topic of topics) topic.readAt(this.#roundAt, cause);
    this.#reads.wakeForNext();
  }

  /** The user is back: what was not read just now is read. */
  back(topics: readonly Topic[]): void {
    const since = this.#ports.clock.now() - roundsApart;
    const old = topics.filter((topic) => topic.mayBeOld(since));
    for (const topic of old) topic.failures = 0;
    this.soon(old, "refresh");
    // What has become due in the meantime.
    this.#reads.wakeForNext();
  }
}
