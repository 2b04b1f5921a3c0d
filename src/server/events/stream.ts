/** One page's stream of server-sent events. */
import type { StartTimer } from "../http/timeout.js";

/** Proxies cut what is silent for a minute, and a client that is gone is noticed only by writing to it. */
const heartbeatMs = 25_000;
/** The browser comes again by itself then, and `authorize` is asked again. */
const lifetimeMs = 10 * 60_000;
/** Messages that a client may leave unread before it is dropped. */
const maxUnread = 64;

export interface EventMessage {
  /** Default: the default type, `message`. */
  readonly event?: string;
  readonly id: string;
  readonly data?: unknown;
}

export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  send(message: EventMessage): void;
}

/** `ended` is called once: the client has left, does not read, or has been here for long enough. */
export function openEventStream(client: AbortSignal, alarm: StartTimer, ended: () => void): EventStream {
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
    ended();
  }

  function close(): void {
    if (!isOpen) return;
    end();
    // Not an error, also for one who does not read: he comes again and is told that he has missed something.
    controller.close();
  }

  function write(text: string): void {
    if (!isOpen) return;
    if ((controller.desiredSize ?? 0) <= 0) close();
    else controller.enqueue(encoder.encode(text));
  }

  function beat(): void {
    stopHeartbeat = alarm(heartbeatMs, () => {
      write(":\n\n");
      if (isOpen) beat();
    });
  }

  const body = new ReadableStream<Uint8Array>(
    { start: (own) => void (controller = own), cancel: end },
    { highWaterMark: maxUnread },
  );
  const stopLifetime = alarm(lifetimeMs, close);
  client.addEventListener("abort", close, { once: true });
  beat();
  write("retry: 3000\n\n");
  return {
    body,
    send({ event, id, data }) {
      const type = event === undefined ? "" : `event: ${event}\n`;
      // JSON has no line breaks of its own.
      const content = data === undefined ? "" : `data: ${JSON.stringify(data)}\n`;
      write(`${type}id: ${id}\n${content}\n`);
    },
  };
}
