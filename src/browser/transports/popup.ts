import type { ConnectInput } from "../../connect/attempt.js";
import type { Clock } from "../../connect/ports.js";
import { POPUP_CLOSED_DISTRUST_MS, POPUP_POLL_INTERVAL_MS } from "../../connect/timeouts.js";
import { parseCallbackUrl } from "../../protocol/callback-url.js";
import { ConnectError, isConnectError } from "../../protocol/error-codes.js";
import type { SessionUrl } from "../../protocol/link-session.js";
import { parseCallbackMessage, callbackReceipt, callbackChannelName } from "../../protocol/callback-channel.js";
import type { DialogText } from "../dialog/dialog-strings.js";
import type { OpenBlankWindow } from "./open-window.js";
import { markWindow } from "./pending-attempts.js";

export interface PopupTransportOptions {
  readonly attemptId: string;
  readonly clock: Clock;
  readonly openWindow: OpenBlankWindow;
  readonly text: DialogText;
  readonly send: (input: ConnectInput) => void;
}

/** The hosted page in a popup. The result arrives over a channel from the callback page, never from the window itself. */
export class PopupTransport {
  readonly #options: PopupTransportOptions;
  #popup: Window | null = null;
  #channel: BroadcastChannel | undefined;
  #stopPolling: (() => void) | undefined;
  #navigatedAt: number | undefined;
  #closedAt: number | undefined;
  #hasCallback = false;
  #leftOpen = false;

  constructor(options: PopupTransportOptions) {
    this.#options = options;
  }

  /**
   * Takes the window that was opened in the click, or opens one.
   *
   * @param opened null when the browser blocked the window of the click
   * @returns False when there is no window.
   */
  prepare(opened?: Window | null): boolean {
    const { openWindow, text } = this.#options;
    this.#popup = opened === undefined ? openWindow(text("windowOpening")) : opened;
    if (!this.#popup) return false;
    this.#poll();
    return true;
  }

  navigate(url: SessionUrl): void {
    const popup = this.#popup;
    if (!popup) return;
    if (popup.closed) {
      // Closed while it was blank, which only the user can have done.
      this.#options.send({ type: "close", by: "user", force: true });
      return;
    }
    const { attemptId, clock } = this.#options;
    this.#listen();
    this.#navigatedAt = clock.now();
    markWindow(popup, attemptId);
    // `replace`, so that Back does not lead to the blank page.
    popup.location.replace(url.inWindow());
  }

  /** Whether the window is probably still open after `close()`: on OFAuth's pages, a policy can make `close()` ineffective. */
  get leftOpen(): boolean {
    return this.#leftOpen;
  }

  focus(): void {
    this.#popup?.focus();
  }

  close(): void {
    this.#stopPolling?.();
    this.#stopPolling = undefined;
    this.#channel?.close();
    this.#channel = undefined;
    if (!this.#popup) return;
    if (this.#popup.closed) this.#closedAt ??= this.#options.clock.now();
    this.#popup.close();
    this.#leftOpen =
      this.#navigatedAt !== undefined && !this.#hasCallback && !this.#isGone(this.#popup, this.#navigatedAt);
    this.#popup = null;
  }

  /** Whether the window is really closed. One that Cross-Origin-Opener-Policy severed reports `closed` immediately. */
  #isGone(popup: Window, navigatedAt: number): boolean {
    return this.#closedAt === undefined ? popup.closed : this.#closedAt - navigatedAt > POPUP_CLOSED_DISTRUST_MS;
  }

  #listen(): void {
    if (this.#channel) return;
    const { attemptId, send } = this.#options;
    const channel = new BroadcastChannel(callbackChannelName(attemptId));
    channel.onmessage = (event) => {
      const message = parseCallbackMessage(event.data);
      if (!message) return;
      channel.postMessage(callbackReceipt);
      this.#hasCallback = true;
      send(this.#inputFor(message.query));
    };
    this.#channel = channel;
  }

  #inputFor(query: string | null): ConnectInput {
    if (query === null) return { type: "callback", result: undefined };
    try {
      const result = parseCallbackUrl(`https://return.invalid/?${query.replace(/^\?/, "")}`);
      if (result) return { type: "callback", result };
      throw new ConnectError("bad_response", "The callback has no parameters of OFAuth.");
    } catch (error) {
      return { type: "failed", error: isConnectError(error) ? error : new ConnectError("bad_response") };
    }
  }

  #poll(): void {
    const { clock, send } = this.#options;
    this.#stopPolling = clock.after(POPUP_POLL_INTERVAL_MS, () => {
      if (!this.#popup) return;
      if (this.#popup.closed) {
        this.#closedAt ??= clock.now();
        send({ type: "popup-closed" });
      } else {
        this.#poll();
      }
    });
  }
}
