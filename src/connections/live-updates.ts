/**
 * The host's live updates (server-sent events): open while they are enabled, reconnected with backoff when the stream
 * breaks, and not tried again when the host has no such route.
 */
import { MAX_RECONNECT_MS, MIN_RECONNECT_MS } from "../connect/timeouts.js";
import type { ConnectionsPorts } from "./ports.js";

interface LiveUpdatesOptions extends Pick<ConnectionsPorts, "clock" | "random" | "openEventSource"> {
  /** Receives each message of the stream, which is not validated. */
  readonly onMessage: (message: unknown) => void;
  /** Called when messages may have been missed. */
  readonly onMissed: () => void;
}

export class LiveUpdates {
  readonly #options: LiveUpdatesOptions;
  #close: (() => void) | undefined;
  #cancelReconnect: (() => void) | undefined;
  #hasOpened = false;
  #isUnsupported = false;
  #failureCount = 0;
  #mayHaveMissed = false;

  constructor(options: LiveUpdatesOptions) {
    this.#options = options;
  }

  /** Opens the stream, or closes it. */
  setEnabled(enabled: boolean): void {
    if (!enabled) this.#disable();
    else if (!this.#close && !this.#cancelReconnect && !this.#isUnsupported) this.#open();
  }

  #disable(): void {
    this.#cancelReconnect?.();
    this.#cancelReconnect = undefined;
    this.#close?.();
    this.#close = undefined;
    // When the stream is enabled again, the client refetches everything anyway.
    this.#mayHaveMissed = false;
  }

  #open(): void {
    const { openEventSource, onMessage, onMissed } = this.#options;
    this.#close = openEventSource({
      onOpen: () => {
        this.#hasOpened = true;
        this.#failureCount = 0;
        if (this.#mayHaveMissed) onMissed();
        this.#mayHaveMissed = false;
      },
      onMessage,
      onReset: onMissed,
      onError: (closed) => {
        this.#mayHaveMissed = true;
        if (closed) this.#reconnectLater();
      },
    });
    this.#isUnsupported = !this.#close;
  }

  #reconnectLater(): void {
    this.#close?.();
    this.#close = undefined;
    // A stream that closes before it ever opened is one that the host does not have.
    this.#isUnsupported = !this.#hasOpened;
    if (this.#isUnsupported) return;
    const { clock, random } = this.#options;
    const maxDelay = Math.min(MAX_RECONNECT_MS, MIN_RECONNECT_MS * 2 ** ++this.#failureCount);
    this.#cancelReconnect = clock.after(MIN_RECONNECT_MS + random() * (maxDelay - MIN_RECONNECT_MS), () => {
      this.#cancelReconnect = undefined;
      this.#open();
    });
  }
}
