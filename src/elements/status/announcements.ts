/** Announces status changes to screen readers, and combines several at once into one sentence per status. */
import type { Clock } from "../../connect/ports.js";
import { ANNOUNCEMENT_BATCH_MS } from "../../connect/timeouts.js";
import { announce, prepareAnnouncer } from "../announce.js";
import type { Localizer } from "../i18n/localizer.js";
import type { ConnectionStatusName } from "../events/connection-events.js";

export interface StatusAnnouncement {
  /** Id of the connection. Two elements that show the same connection announce it once. */
  readonly id: string;
  readonly localizer: Localizer;
  readonly status: ConnectionStatusName;
  /** Sentence for this change alone. */
  readonly one: string;
  /** Returns the sentence for `count` connections with this status. */
  readonly many: (count: number) => string;
}

/** Collects changes for a moment, then announces them. */
export class StatusAnnouncements {
  readonly #announce: (message: string, localizer: Localizer) => void;
  readonly #clock: Clock;
  readonly #pending = new Map<string, StatusAnnouncement>();

  constructor(announce: (message: string, localizer: Localizer) => void, clock: Clock) {
    this.#announce = announce;
    this.#clock = clock;
  }

  add(announcement: StatusAnnouncement): void {
    if (this.#pending.size === 0) this.#clock.after(ANNOUNCEMENT_BATCH_MS, () => this.#flush());
    this.#pending.set(announcement.id, announcement);
  }

  #flush(): void {
    const [first] = this.#pending.values();
    if (!first) return;
    const groups = new Map<ConnectionStatusName, StatusAnnouncement[]>();
    for (const item of this.#pending.values()) groups.set(item.status, [...(groups.get(item.status) ?? []), item]);
    this.#pending.clear();
    const sentences = [...groups.values()].map((group) => {
      const [{ one, many }] = group as [StatusAnnouncement];
      return group.length === 1 ? one : many(group.length);
    });
    this.#announce(sentences.join(" "), first.localizer);
  }
}

const byDocument = new WeakMap<Document, StatusAnnouncements>();

/**
 * Returns the announcements of a document, shared by its elements. The first call also creates the live region, which has to be
 * in the page before its first message.
 */
export function documentAnnouncements(document: Document, clock: Clock): StatusAnnouncements {
  let announcements = byDocument.get(document);
  if (!announcements) {
    prepareAnnouncer(document);
    announcements = new StatusAnnouncements((message, localizer) => announce(localizer, message), clock);
    byDocument.set(document, announcements);
  }
  return announcements;
}
