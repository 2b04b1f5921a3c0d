/** Brings what the store publishes to the pages that listen to this process: to each its own user's only. */
import { once } from "../http/once.js";
import { ClientGoneError, type StartTimer } from "../http/timeout.js";
import { createReplayBuffer, type BufferedChange } from "./replay-buffer.js";
import { openEventStream, type EventStream } from "./stream.js";
import { HttpError } from "../http/http-error.js";
import type { Store } from "../store/store.js";

/** As many streams as one user may have open in one process. */
const maxStreams = 10;

export interface EventFeed {
  /** A stream of the owner's changes, from after `lastId` on where that is known. Throws a 429 when he has too many. */
  open(owner: string, lastId: string | null, client: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

export function createEventFeed(store: Store, alarm: StartTimer): EventFeed {
  const ring = createReplayBuffer();
  const streams = new Map<string, Set<EventStream>>();

  const reset = (stream: EventStream) => stream.send({ event: "reset", id: ring.lastId(), data: {} });
  const send = (stream: EventStream, { id, change }: BufferedChange) => stream.send({ id, data: change });

  /** From the first page on and for good: between two pages the ring goes on counting. */
  const listen = once(() =>
    store.subscribe(
      (change) => {
        const marked = ring.add(change);
        for (const stream of Array.from(streams.get(marked.owner) ?? [])) send(stream, marked);
      },
      () => {
        ring.clear();
        for (const stream of Array.from(streams.values()).flatMap((own) => Array.from(own))) reset(stream);
      },
    ),
  );

  return {
    async open(owner, lastId, client) {
      await listen();
      if (client.aborted) throw new ClientGoneError("The client is gone.");
      const own = streams.get(owner) ?? new Set();
      if (own.size >= maxStreams) {
        throw new HttpError(429, "rate_limited", "Too many pages of this user listen already.", { retryAfter: 30 });
      }
      const stream = openEventStream(client, alarm, () => {
        own.delete(stream);
        if (own.size === 0 && streams.get(owner) === own) streams.delete(owner);
      });
      streams.set(owner, own.add(stream));
      const missed = lastId === null ? [] : ring.after(lastId, owner);
      if (!missed) reset(stream);
      else if (missed.length === 0) stream.send({ id: ring.lastId() });
      for (const marked of missed ?? []) send(stream, marked);
      return stream.body;
    },
  };
}
