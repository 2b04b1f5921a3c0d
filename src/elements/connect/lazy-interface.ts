/**
 * Interface between the two halves of a connect controller. The eager half (`controller.ts`) is loaded with the element and
 * owns what a page can observe: state, result, the page's lock, the events at both ends of an attempt. The lazy half
 * (`controller.lazy.ts`) is loaded with the first use and knows how an attempt is run.
 *
 * An attempt crosses between them twice:
 *
 *     open()            eager.open -> lazy.start -> runner … -> eager.end
 *     handleCallback()  eager.handleCallback -> lazy.handleCallback -> read the callback, resume the runner … -> eager.end
 *
 * Between the two, the lazy half reports through `EagerHalf` only.
 *
 * Neither half imports the other's modules: what both import is split by bundlers into a chunk of its own, and one more file
 * is one more request before the button works. The eager half therefore hands `openBlankWindow` and `pageRecord` over to the
 * constructor of the lazy one, and what both spell out (the prefix of the storage keys) is checked by its type.
 */
import type { ConnectInput, ConnectStateName } from "../../connect/attempt.js";
import type { CancelledResult, ConnectedResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { Localizer } from "../i18n/localizer.js";
import type { PageRecord } from "./page-lock.js";
import type { ButtonStringKey } from "./strings.js";

/** Text under the button, with the actions that the user can take. */
export interface Message {
  readonly text: string;
  readonly isError: boolean;
  readonly actions: readonly { readonly label: string; readonly part: string; readonly run: () => void }[];
}

/** An attempt that has begun and not ended, as the eager half keeps it. */
export interface OpenAttempt {
  readonly id: string;
  readonly promise: Promise<ConnectResult>;
  readonly resolve: (result: ConnectResult) => void;
  /** Aborts when the attempt ends. */
  readonly over: AbortController;
  /** Where the hosted page is shown. Changes when a stalled attempt continues in another mode. */
  mode: ConnectMode;
  /** The window that was opened in the click; null when the browser blocked it, undefined when none was needed. */
  openedWindow?: Window | null;
  /** Sends an input to the runner; undefined until the lazy half has started one. */
  send?: (input: ConnectInput) => void;
}

/** The eager half, as the lazy half sees it. */
export interface EagerHalf {
  readonly localizer: Localizer;
  readonly state: ConnectStateName;
  /** How the last attempt ended. Changed by the lazy half when the account is confirmed later. */
  result: ConnectResult | undefined;
  readonly attempt: OpenAttempt | undefined;
  /** Returns the id of the connection to reconnect; empty or undefined for a new one. */
  readonly target: () => string | undefined;
  /** Returns one of the strings that the eager half has. */
  text(key: ButtonStringKey): string;

  /**
   * Takes the page's lock and calls `read`, during which `open()` waits. When an attempt is open or the lock is taken,
   * returns how that ended instead.
   */
  reserve(read: () => Promise<ConnectResult | null>): Promise<ConnectResult | null>;
  /** Gives back the page's lock, after an attempt or a reservation that led to none. */
  release(): void;
  /** Reports a failure that belongs to no attempt: emits `ofauth-error`, and leaves the state as it is. */
  refuse(code: ErrorCode, message: string): Promise<FailedResult>;
  /** Begins an attempt. */
  begin(id: string, mode: ConnectMode): OpenAttempt;
  /** Changes the state and emits `ofauth-state-change`. */
  setState(state: ConnectStateName): void;
  /** Ends an attempt: emits its last events and resolves its promise. Only the lazy half has the event of a success. */
  end(attempt: OpenAttempt, result: ConnectedResult, event: Event): void;
  end(attempt: OpenAttempt, result: CancelledResult | FailedResult): void;

  /** Opens the flow again from a message's button, and moves the focus off that button first. */
  retry(): void;
  /** See `OFAuthConnect.close()`. */
  close(by: "user" | "host", force: boolean): void;
  /** Ends the attempt because its element or its page goes away. */
  leave(reason: "disconnected" | "navigation"): void;
}

/** The lazy half, as the eager half sees it. */
export interface LazyHalf {
  /** What to show under the button now. */
  readonly message: Message | undefined;
  /** Runs an attempt. */
  start(attempt: OpenAttempt): void;
  /**
   * Reads the callback in `url` (undefined: the page's address, which is then cleaned) and runs its attempt to the end.
   *
   * @param unprompted True when the page did not ask: then only one element per page reads, and foreign parameters are ignored.
   */
  handleCallback(url: string | undefined, unprompted: boolean): Promise<ConnectResult | null>;
  /** Requests the session of the next attempt, under the id `id`, unless one is waiting already. */
  prepare(id: string): void;
  /** Takes the id of the attempt whose session was prepared, unless what that session depends on has changed. */
  takePrepared(mode: ConnectMode): string | undefined;
  /** Discards a prepared session. */
  dropPrepared(): void;
}

/** Type of `pageRecord`. The constructor of the lazy half is given the function. */
export type GetPageRecord = (document: Document) => PageRecord;
