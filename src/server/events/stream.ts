/**
 * One page's stream of server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
import type { StartTimer } from "../http/timeout.js";

/**
 * How often a comment is sent, in milliseconds. Proxies close a connection that is idle for a minute (nginx:
 * `proxy_read_timeout`), and a client that is gone is noticed only when something is written to it.
 */
const HEARTBEAT_MS = 25_000;
/** How long a stream stays open, in milliseconds. The browser then reconnects, and `authorize` is called again. */
const LIFETIME_MS = 10 * 60_000;
/** How long the browser waits before it reconnects, in milliseconds (the field `retry`). */
const RECONNECT_MS = 3000;
/** How many messages a client may leave unread before its stream is closed, so that they do not fill the memory. */
const MAX_UNREAD_MESSAGES = 64;

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
}

/**
 * Opens a stream. `onEnd` is called once: when the client disconnects or does not read, or when the stream's lifetime
 * is over.
 */
export function openEventStream(client: AbortSignal, backgroundTimer: StartTimer, onEnd: () => void): EventStream {
  const encoder = new TextEncoder();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let isOpen = true;
  let stopHeartbeat = () => {};

  function end(): void {
    if (!isOpen) return;
    isOpen = false;
    stopHeartbeat();
    stopLifetime();
    client.removeEventListener("abort", close);
    onEnd();
  }

  function close(): void {
    if (!isOpen) return;
    end();
    // Closed without an error, also for a client that does not read: it reconnects and gets a `reset` event.
    controller.close();
  }

  function write(text: string): void {
    if (!isOpen) return;
    if ((controller.desiredSize ?? 0) <= 0) close();
    else controller.enqueue(encoder.encode(text));
  }

  function startHeartbeat(): void {
    stopHeartbeat = backgroundTimer(HEARTBEAT_MS, () => {
      write(":\n\n");
      if (isOpen) startHeartbeat();
    });
  }

  const body = new ReadableStream<Uint8Array>(
    { start: (streamController) => void (controller = streamController), cancel: end },
    { highWaterMark: MAX_UNREAD_MESSAGES },
  );
  const stopLifetime = backgroundTimer(LIFETIME_MS, close);
  client.addEventListener("abort", close, { once: true });
  startHeartbeat();
  write(`retry: ${RECONNECT_MS}\n\n`);
  return {
    body,
    send({ event, id, data }) {
      const type = event === undefined ? "" : `event: ${event}\n`;
      // JSON contains no raw line breaks, so one `data` field is enough.
      const content = data === undefined ? "" : `data: ${JSON.stringify(data)}\n`;
      write(`${type}id: ${id}\n${content}\n`);
    },
  };
}
