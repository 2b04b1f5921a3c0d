/** Distributes the changes that the store publishes to the open event streams of this process, by owner. */
import { HttpError } from "../http/http-error.js";
import { once } from "../http/once.js";
import { ClientGoneError, type StartTimer } from "../http/timeout.js";
import type { Store } from "../store/store.js";
import { createReplayBuffer, type BufferedChange } from "./replay-buffer.js";
import { MAX_UNREAD_MESSAGES, openEventStream, type EventStream } from "./stream.js";

/** How many streams one user may have open in one process, so that one user cannot use up its connections. */
const MAX_STREAMS_PER_OWNER = 10;
/** How long a client is asked to wait that comes while the handler closes, in seconds. */
const RETRY_AFTER_SECONDS = 3;

export interface EventFeed {
  /**
   * Opens a stream of the owner's changes. It starts with the changes after `lastId` (the browser's `Last-Event-ID`),
   * or with a `reset` event if they are no longer known or too many. An owner who has too many streams loses the
   * oldest: on a host that does not say when a client has left, it may be one that no page reads.
   *
   * @throws {HttpError} 503 after `closeAll`
   */
  open(owner: string, lastId: string | null, client: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** Ends all streams, so that their pages connect to another process, and refuses new ones. */
  closeAll(): void;
}

/** Creates the feed. `backgroundTimer` runs the streams' beats and lifetime; it does not keep the process alive. */
export function createEventFeed(store: Store, backgroundTimer: StartTimer): EventFeed {
  const buffer = createReplayBuffer();
  const streamsByOwner = new Map<string, Set<EventStream>>();
  let isClosed = false;

  const sendReset = (stream: EventStream) => stream.send({ event: "reset", id: buffer.lastId(), data: {} });
  const allStreams = () => Array.from(streamsByOwner.values()).flatMap((streams) => Array.from(streams));
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
        for (const stream of allStreams()) sendReset(stream);
      },
    ),
  );

  return {
    async open(owner, lastId, client) {
      await subscribeOnce();
      if (client.aborted) throw new ClientGoneError("The client is gone.");
      if (isClosed) {
        throw new HttpError(503, "server_error", "The server is shutting down.", { retryAfter: RETRY_AFTER_SECONDS });
      }
      const streams = streamsByOwner.get(owner) ?? new Set();
      // A set keeps the order of insertion.
      const [oldest] = streams;
      if (streams.size >= MAX_STREAMS_PER_OWNER) oldest?.replace();
      const stream = openEventStream({
        client,
        backgroundTimer,
        onMissed: () => sendReset(stream),
        onEnd() {
          streams.delete(stream);
          if (streams.size === 0 && streamsByOwner.get(owner) === streams) streamsByOwner.delete(owner);
        },
      });
      streamsByOwner.set(owner, streams.add(stream));
      const missed = lastId === null ? [] : buffer.after(lastId, owner);
      if (!missed || missed.length > MAX_UNREAD_MESSAGES) {
        sendReset(stream);
        return stream.body;
      }
      // An event without data: the browser remembers its id and emits nothing.
      if (missed.length === 0) stream.send({ id: buffer.lastId() });
      for (const buffered of missed) sendChange(stream, buffered);
      return stream.body;
    },
    closeAll() {
      isClosed = true;
      for (const stream of allStreams()) stream.close();
    },
  };
}
