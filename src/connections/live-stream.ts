/**
 * One stream of the host's server-sent events: opened again with backoff when it breaks or falls silent, and not tried
 * again where the host has no such route.
 */
import {
  MAX_RECONNECT_MS,
  MAX_REFUSED_STREAM_RETRY_MS,
  MAX_STREAM_RETRY_MS,
  MIN_RECONNECT_MS,
  MIN_REFUSED_STREAM_RETRY_MS,
  MIN_STREAM_RETRY_MS,
  STREAM_SILENCE_MS,
} from "../connect/timeouts.js";
import { parseRetryAfter } from "./poll-interval.js";
import type { ConnectionsPorts, StreamAnswer } from "./ports.js";

interface LiveStreamOptions extends Pick<ConnectionsPorts, "clock" | "random" | "openEventSource"> {
  /** Called when the stream has opened. `hasMissed`: messages may have been missed before. */
  readonly onOpen: (hasMissed: boolean) => void;
  /** Receives each message, which is not validated. */
  readonly onMessage: (message: unknown) => void;
  /** The host has sent a sign of life. */
  readonly onBeat: () => void;
  /** Messages may have been missed while the stream was open. */
  readonly onMissed: () => void;
  /** The host has ended the stream because this user has too many. It is closed. */
  readonly onReplaced: () => void;
  /** The host does not let this user open a stream. Called once until a stream opens; it is tried again much later. */
  readonly onRefused: () => void;
  /** The host or the browser has no such stream. */
  readonly onUnsupported: () => void;
}

/** Statuses of a host that has no such route. */
const unsupportedStatuses: readonly (number | undefined)[] = [404, 405, 501];

export class LiveStream {
  readonly #options: LiveStreamOptions;
  #closeSource: (() => void) | undefined;
  /** Cancels the next try, or while the stream is open the wait for its next beat. */
  #cancelTimer: (() => void) | undefined;
  #isOpen = false;
  #hasOpenedBefore = false;
  /** Only a host that has sent a beat is expected to send more. */
  #sendsBeats = false;
  #failureCount = 0;
  #mayHaveMissed = false;

  constructor(options: LiveStreamOptions) {
    this.#options = options;
  }

  /** Whether messages arrive. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether the stream is open, is being opened or will be tried again. */
  get isActive(): boolean {
    return !!(this.#closeSource || this.#cancelTimer);
  }

  /** Whether messages may have been missed, which it reports once it opens. */
  get mayHaveMissed(): boolean {
    return this.#mayHaveMissed;
  }

  /** Opens the stream, unless it is active. An open one reports that it has opened. */
  open(mayHaveMissed: boolean): void {
    this.#mayHaveMissed ||= mayHaveMissed;
    if (this.#isOpen) this.#opened();
    else if (!this.isActive) this.#connect();
  }

  /** Closes the stream. */
  close(): void {
    this.#disconnect();
    this.#failureCount = 0;
    this.#mayHaveMissed = false;
  }

  #connect(): void {
    const { openEventSource, onMessage, onBeat, onMissed, onReplaced, onUnsupported } = this.#options;
    this.#closeSource = openEventSource({
      onOpen: () => {
        this.#isOpen = this.#hasOpenedBefore = true;
        this.#failureCount = 0;
        if (this.#sendsBeats) this.#awaitBeat();
        this.#opened();
      },
      onMessage,
      onReset: onMissed,
      onBeat: () => {
        this.#sendsBeats = true;
        this.#awaitBeat();
        onBeat();
      },
      onReplaced: () => {
        this.close();
        onReplaced();
      },
      onBreak: () => this.#broken(),
      onClose: (answer) => this.#closed(answer),
    });
    if (!this.#closeSource) onUnsupported();
  }

  /** A connection can be dead without the browser's knowledge. */
  #awaitBeat(): void {
    this.#startTimer(STREAM_SILENCE_MS, () => {
      this.#disconnect();
      this.open(true);
    });
  }

  #opened(): void {
    const hasMissed = this.#mayHaveMissed;
    this.#mayHaveMissed = false;
    this.#options.onOpen(hasMissed);
  }

  /** The browser reconnects. */
  #broken(): void {
    this.#isOpen = false;
    this.#mayHaveMissed = true;
    this.#stopTimer();
  }

  #closed(answer: StreamAnswer | undefined): void {
    this.#disconnect();
    this.#mayHaveMissed = true;
    if (unsupportedStatuses.includes(answer?.status)) return this.#options.onUnsupported();
    this.#failureCount++;
    this.#startTimer(this.#retryDelay(answer), () => this.open(true));
    const isRefused = answer?.status === 401 || answer?.status === 403;
    if (isRefused && this.#failureCount === 1) this.#options.onRefused();
  }

  #retryDelay(answer: StreamAnswer | undefined): number {
    const { clock, random } = this.#options;
    const between = (min: number, max: number) => min + random() * (max - min);
    const retryAfter = parseRetryAfter(answer?.retryAfter, clock.now());
    if (retryAfter !== undefined) return retryAfter;
    // An answer such as a login page, which a moment later will be the same.
    const isRefusal = answer && answer.status < 500 && answer.status !== 429;
    if (isRefusal) return between(MIN_REFUSED_STREAM_RETRY_MS, MAX_REFUSED_STREAM_RETRY_MS);
    if (!this.#hasOpenedBefore) return between(MIN_STREAM_RETRY_MS, MAX_STREAM_RETRY_MS);
    return between(MIN_RECONNECT_MS, Math.min(MAX_RECONNECT_MS, MIN_RECONNECT_MS * 2 ** this.#failureCount));
  }

  #disconnect(): void {
    this.#isOpen = false;
    this.#stopTimer();
    this.#closeSource?.();
    this.#closeSource = undefined;
  }

  #startTimer(ms: number, onEnd: () => void): void {
    this.#stopTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => {
      this.#cancelTimer = undefined;
      onEnd();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
