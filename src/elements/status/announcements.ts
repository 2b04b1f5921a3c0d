/** Says changes of connections to screen readers, and many at once in one sentence. */
import type { Clock } from "../../connect/ports.js";
import { ANNOUNCEMENT_BATCH_MS } from "../../connect/timeouts.js";
import type { ConnectionStatusName } from "../events/connection-events.js";

export interface StatusAnnouncement {
  /** Whose change it is: a connection that two elements show is one. */
  readonly id: string;
  readonly status: ConnectionStatusName;
  /** What is said of it alone. */
  readonly one: string;
  /** What is said when it is one of `count`. */
  readonly many: (count: number) => string;
}

export class StatusAnnouncements {
  readonly #say: (message: string) => void;
  readonly #clock: Clock;
  readonly #news = new Map<string, StatusAnnouncement>();

  constructor(say: (message: string) => void, clock: Clock) {
    this.#say = say;
    this.#clock = clock;
  }

  add(news: StatusAnnouncement): void {
    if (this.#news.size === 0) this.#clock.after(ANNOUNCEMENT_BATCH_MS, () => this.#tell());
    this.#news.set(news.id, news);
  }

  #tell(): void {
    const groups = new Map<ConnectionStatusName, StatusAnnouncement[]>();
    for (const news of this.#news.values()) groups.set(news.status, [...(groups.get(news.status) ?? []), news]);
    this.#news.clear();
    const sentences = [...groups.values()].map((group) => {
      const [{ one, many }] = group as [StatusAnnouncement];
      return group.length === 1 ? one : many(group.length);
    });
    this.#say(sentences.join(" "));
  }
}
