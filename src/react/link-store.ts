/** A store for `useSyncExternalStore` that holds a link while its component is mounted. */
import type { ConnectStateName } from "../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../connect/result.js";
import { createLink, type Link, type LinkOptions } from "../link.js";
import type { Connection } from "../protocol/connection.js";

/** State of the flow. */
export interface LinkSnapshot {
  /** State of the flow. */
  readonly state: ConnectStateName;
  /** Whether `open()` can open the flow: false on a server and until the component is mounted. */
  readonly isReady: boolean;
  /** The last failure, until the next `open()`; otherwise null. */
  readonly error: FailedResult | null;
  /** The connection of the last success; otherwise null. */
  readonly connection: Connection | null;
}

/** The snapshot on a server and of an unmounted component. */
export const notMounted: LinkSnapshot = { state: "idle", isReady: false, error: null, connection: null };

const notOpened: ConnectResult = {
  outcome: "failed",
  code: "not_connected",
  message: "The component is not mounted.",
  retryable: false,
};

/** Holds a link while its component is mounted, and the state of the link as a snapshot. */
export class LinkStore {
  #options: LinkOptions = {};
  #link: Link | undefined;
  #snapshot = notMounted;
  #notify: () => void = () => undefined;

  /** Creates the link when React mounts the component; the returned function destroys it. StrictMode does both twice. */
  readonly subscribe = (notify: () => void): (() => void) => {
    const link = createLink();
    this.#link = link;
    this.#notify = notify;
    this.#applyOptions(link);
    this.#updateSnapshot(link);
    return () => {
      this.#link = undefined;
      this.#snapshot = notMounted;
      link.destroy();
    };
  };

  readonly snapshot = (): LinkSnapshot => this.#snapshot;

  readonly open = (): Promise<ConnectResult> => this.#link?.open() ?? Promise.resolve(notOpened);

  readonly close = (options?: { force?: boolean }): void => this.#link?.close(options);

  /** Applies the options of the latest render. An option that the render leaves out returns to its default. */
  update(options: LinkOptions): void {
    const defaults = Object.fromEntries(Object.keys(this.#options).map((name) => [name, undefined]));
    this.#options = { ...defaults, ...options };
    if (this.#link) this.#applyOptions(this.#link);
  }

  #applyOptions(link: Link): void {
    const { onStateChange, onError } = this.#options;
    link.update({
      ...this.#options,
      onStateChange: (detail) => {
        this.#updateSnapshot(link);
        onStateChange?.(detail);
      },
      // An error before any attempt does not change the state.
      onError: (detail) => {
        this.#updateSnapshot(link);
        onError?.(detail);
      },
    });
  }

  #updateSnapshot(link: Link): void {
    if (link !== this.#link) return;
    const { state, error, connection } = link;
    this.#snapshot = { state, isReady: true, error, connection };
    this.#notify();
  }
}
