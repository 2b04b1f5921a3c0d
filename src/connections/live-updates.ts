/** The host's live stream: open while somebody looks, opened again when it breaks, given up for good where the host has none. */
import type { OpenEventSource } from "./ports.js";
import type { Clock } from "../connect/ports.js";
import { MAX_RECONNECT_MS, MIN_RECONNECT_MS } from "../connect/timeouts.js";

export interface LiveUpdatesOptions {
  readonly open: OpenEventSource;
  readonly clock: Clock;
  readonly random: () => number;
  /** Gets what the host sends, unchecked. */
  readonly changed: (message: unknown) => void;
  /** Something may have been missed. */
  readonly missed: () => void;
}

export class LiveUpdates {
  readonly #options: LiveUpdatesOptions;
  #close: (() => void) | undefined;
  #cancelWait: (() => void) | undefined;
  #hasOpened = false;
  #none = false;
  #failures = 0;
  #gap = false;

  constructor(options: LiveUpdatesOptions) {
    this.#options = options;
  }

  /** Opens the stream, or closes it. */
  set(wanted: boolean): void {
    if (!wanted) this.#stop();
    else if (!this.#close && !this.#cancelWait && !this.#none) this.#open();
  }

  #stop(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#close?.();
    this.#close = undefined;
    // Whoever wants it again reads everything anyway.
    this.#gap = false;
  }

  #open(): void {
    const { open, changed, missed } = this.#options;
    this.#close = open({
      opened: () => {
        this.#hasOpened = true;
        this.#failures = 0;
        if (this.#gap) missed();
        this.#gap = false;
      },
      changed,
      reset: missed,
      lost: (final) => {
        this.#gap = true;
        if (final) this.#ended();
      },
    });
    this.#none = !this.#close;
  }

  #ended(): void {
    this.#close?.();
    this.#close = undefined;
    this.#none = !this.#hasOpened;
    if (this.#none) return;
    const { clock, random } = this.#options;
    const most = Math.min(MAX_RECONNECT_MS, MIN_RECONNECT_MS * 2 ** ++this.#failures);
    this.#cancelWait = clock.after(MIN_RECONNECT_MS + random() * (most - MIN_RECONNECT_MS), () => {
      this.#cancelWait = undefined;
      this.#open();
    });
  }
}
