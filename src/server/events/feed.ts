/** Distributes the changes that the store publishes to the open event streams of this process, by owner. */
import { HttpError } from "../http/http-error.js";
import { once } from "../http/once.js";
import { ClientGoneError, type StartTimer } from "../http/timeout.js";
import type { Store } from "../store/store.js";
import { createReplayBuffer, type BufferedChange } from "./replay-buffer.js";
import { openEventStream, type EventStream } from "./stream.js";

/** How many streams one user may have open in one process, so that one user cannot use up its connections. */
const MAX_STREAMS_PER_OWNER = 10;
/** How long a client with too many streams is asked to wait, in seconds. */
const RETRY_AFTER_SECONDS = 30;

interface EventFeed {
  /**
   * Opens a stream of the owner's changes. It starts with the changes after `lastId` (the browser's `Last-Event-ID`),
   * or with a `reset` event if they are no longer known.
   *
   * @throws {HttpError} 429 if the owner has too many streams open.
   */
  open(owner: string, lastId: string | null, client: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/** Creates the feed. `backgroundTimer` runs the streams' heartbeat and lifetime; it does not keep the process alive. */
export function createEventFeed(store: Store, backgroundTimer: StartTimer): EventFeed {
  const buffer = createReplayBuffer();
  const streamsByOwner = new Map<string, Set<EventStream>>();

  const sendReset = (stream: EventStream) => stream.send({ event: "reset", id: buffer.lastId(), data: {} });
  const sendChange = (stream: EventStream, { id, change }: BufferedChange) => stream.send({ id, data: change });

  /**
   * Subscribes with the first stream and never unsubscribes, so that the buffer also fills while no page is connected.
   */
  const subscribeOnce = once(() =>
    store.subscribe(
      (change) => {
        const buffered = buffer.add(change);
        for (const stream of Array.from(streamsByOwner.get(buffered.owner) ?? [])) sendChange(stream, buffered);
      },
      () => {
        buffer.clear();
        for (const stream of Array.from(streamsByOwner.values()).flatMap((streams) => Array.from(streams))) {
          sendReset(stream);
        }
      },
    ),
  );

  return {
    async open(owner, lastId, client) {
      await subscribeOnce();
      if (client.aborted) throw new ClientGoneError("The client is gone.");
      const streams = streamsByOwner.get(owner) ?? new Set();
      if (streams.size >= MAX_STREAMS_PER_OWNER) {
        const detail = { retryAfter: RETRY_AFTER_SECONDS };
        throw new HttpError(429, "rate_limited", "This user has too many event streams open.", detail);
      }
      const stream = openEventStream(client, backgroundTimer, () => {
        streams.delete(stream);
        if (streams.size === 0 && streamsByOwner.get(owner) === streams) streamsByOwner.delete(owner);
      });
      streamsByOwner.set(owner, streams.add(stream));
      const missed = lastId === null ? [] : buffer.after(lastId, owner);
      if (!missed) sendReset(stream);
      // An event without data: the browser remembers its id and emits nothing.
      else if (missed.length === 0) stream.send({ id: buffer.lastId() });
      for (const buffered of missed ?? []) sendChange(stream, buffered);
      return stream.body;
    },
  };
}
