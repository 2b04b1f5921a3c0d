/** A link as React's stores are: there is one while a component is mounted, none before and none after. */
import type { ConnectStateName } from "../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../connect/result.js";
import { createLink, type Link, type LinkOptions } from "../link.js";
import type { Connection } from "../protocol/connection.js";

export interface LinkSnapshot {
  /** What the flow is doing. */
  readonly state: ConnectStateName;
  /** Whether `open()` can open anything: not on a server, and not before the component is mounted. */
  readonly isReady: boolean;
  /** The last failure, until the next `open()`; else null. */
  readonly error: FailedResult | null;
  /** The connection of the last success, else null. */
  readonly connection: Connection | null;
}

export const notMounted: LinkSnapshot = { state: "idle", isReady: false, error: null, connection: null };

const notOpened: ConnectResult = {
  outcome: "failed",
  code: "not_connected",
  message: "The component is not mounted.",
  retryable: false,
};

export class LinkStore {
  #options: LinkOptions = {};
  #link: Link | undefined;
  #snapshot = notMounted;
  #changed: () => void = () => undefined;

  /** React does this when the component is mounted, and what it returns when it is unmounted; StrictMode does all of it twice. */
  readonly subscribe = (changed: () => void): (() => void) => {
    const link = createLink();
    this.#link = link;
    this.#changed = changed;
    this.#hand(link);
    this.#read(link);
    return () => {
      this.#link = undefined;
      this.#snapshot = notMounted;
      link.destroy();
    };
  };

  readonly snapshot = (): LinkSnapshot => this.#snapshot;

  readonly open = (): Promise<ConnectResult> => this.#link?.open() ?? Promise.resolve(notOpened);

  readonly close = (options?: { force?: boolean }): void => this.#link?.close(options);

  /** The options of the newest render. What it has left out has its default again. */
  update(options: LinkOptions): void {
    const leftOut = Object.fromEntries(Object.keys(this.#options).map((name) => [name, undefined]));
    this.#options = { ...leftOut, ...options };
    if (this.#link) this.#hand(this.#link);
  }

  #hand(link: Link): void {
    const { onStateChange, onError } = this.#options;
    link.update({
      ...this.#options,
      onStateChange: (detail) => {
        this.#read(link);
        onStateChange?.(detail);
      },
      // A refusal leaves the state as it is.
      onError: (detail) => {
        this.#read(link);
        onError?.(detail);
      },
    });
  }

  #read(link: Link): void {
    if (link !== this.#link) return;
    const { state, error, connection } = link;
    this.#snapshot = { state, isReady: true, error, connection };
    this.#changed();
  }
}
