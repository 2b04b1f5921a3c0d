/**
 * One page's stream of server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
import type { StartTimer } from "../http/timeout.js";

/**
 * How often a beat is sent, in milliseconds. Bun ends a connection that is idle for 10 seconds, proxies after a minute
 * (nginx: `proxy_read_timeout`), and a client that is gone is noticed only when something is written to it.
 */
const BEAT_MS = 8_000;
/** How long a stream stays open, in milliseconds. The browser then reconnects, and `authorize` is called again. */
const LIFETIME_MS = 10 * 60_000;
/** How long the browser waits before it reconnects, in milliseconds (the field `retry`). */
const RECONNECT_MS = 3000;
/** The same for a page whose stream was replaced, unless it knows that event and waits for its user. */
const RECONNECT_REPLACED_MS = 60_000;
/** How many messages a client may leave unread. What comes after them is lost, so that it does not fill the memory. */
export const MAX_UNREAD_MESSAGES = 64;
/** One more, for the field `retry` at the start. */
const QUEUE_LENGTH = MAX_UNREAD_MESSAGES + 1;

interface EventMessage {
  /** Event type. Default: `message`. */
  readonly event?: string;
  /** What the browser sends as `Last-Event-ID` when it reconnects. */
  readonly id: string;
  /** Sent as JSON. Left out: the browser only remembers the id. */
  readonly data?: unknown;
}

export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Sends a message; does nothing once the stream has ended. */
  send(message: EventMessage): void;
  /** Ends the stream. The browser reconnects. */
  close(): void;
  /** Tells the page that a newer page of the user has taken its place, and ends the stream. */
  replace(): void;
}

interface EventStreamOptions {
  /** Signal of the stream's request. */
  readonly client: AbortSignal;
  readonly backgroundTimer: StartTimer;
  /** Called once the client, which had left too much unread, has read it: messages after that were lost. */
  readonly onMissed: () => void;
  /** Called once: when the client disconnects, the stream is ended or its lifetime is over. */
  readonly onEnd: () => void;
}

/** Opens a stream. */
export function openEventStream({ client, backgroundTimer, onMissed, onEnd }: EventStreamOptions): EventStream {
  const encoder = new TextEncoder();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let isOpen = true;
  let hasMissed = false;
  let stopBeats = () => {};

  function end(): void {
    if (!isOpen) return;
    isOpen = false;
    stopBeats();
    stopLifetime();
    client.removeEventListener("abort", close);
    onEnd();
  }

  function close(): void {
    if (!isOpen) return;
    end();
    controller.close();
  }

  const countUnread = () => QUEUE_LENGTH - (controller.desiredSize ?? 0);

  function write(text: string): void {
    if (!isOpen) return;
    hasMissed ||= countUnread() >= QUEUE_LENGTH;
    if (!hasMissed) controller.enqueue(encoder.encode(text));
  }

  function startBeats(): void {
    stopBeats = backgroundTimer(BEAT_MS, () => {
      // An event, not a comment, because scripts do not see comments; with data, because without it is no event.
      write("event: beat\ndata: {}\n\n");
      if (isOpen) startBeats();
    });
  }

  /** Called after each chunk that was read. */
  function pull(): void {
    // Not before everything is read: a client that stays slow would get one reset after another.
    if (!hasMissed || countUnread() > 0) return;
    hasMissed = false;
    onMissed();
  }

  const body = new ReadableStream<Uint8Array>(
    { start: (streamController) => void (controller = streamController), pull, cancel: end },
    { highWaterMark: QUEUE_LENGTH },
  );
  const stopLifetime = backgroundTimer(LIFETIME_MS, close);
  client.addEventListener("abort", close, { once: true });
  startBeats();
  write(`retry: ${RECONNECT_MS}\n\n`);
  return {
    body,
    send({ event, id, data }) {
      const type = event === undefined ? "" : `event: ${event}\n`;
      // JSON contains no raw line breaks, so one `data` field is enough.
      const content = data === undefined ? "" : `data: ${JSON.stringify(data)}\n`;
      write(`${type}id: ${id}\n${content}\n`);
    },
    close,
    replace() {
      // Also to a client that has much unread: it is the last message.
      if (isOpen) controller.enqueue(encoder.encode(`retry: ${RECONNECT_REPLACED_MS}\nevent: replaced\ndata: {}\n\n`));
      close();
    },
  };
}
