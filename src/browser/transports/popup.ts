/** The hosted page in a window of its own. Its result comes over a channel from our callback page, never from the window. */
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

export class PopupTransport {
  readonly #options: PopupTransportOptions;
  #popup: Window | null = null;
  #channel: BroadcastChannel | undefined;
  #stopLooking: (() => void) | undefined;
  #navigatedAt: number | undefined;
  #closedAt: number | undefined;
  #returned = false;
  #leftOpen = false;

  constructor(options: PopupTransportOptions) {
    this.#options = options;
  }

  /** Takes over a window that was opened in the click, or opens one now. */
  prepare(opened?: Window | null): boolean {
    const { openWindow, text } = this.#options;
    this.#popup = opened === undefined ? openWindow(text("windowOpening")) : opened;
    if (!this.#popup) return false;
    this.#look();
    return true;
  }

  navigate(url: SessionUrl): void {
    const popup = this.#popup;
    if (!popup) return;
    if (popup.closed) {
      // Closed since the last look, while it was blank: nothing but the user can have done that.
      this.#options.send({ type: "close", by: "user", force: true });
      return;
    }
    const { attemptId, clock } = this.#options;
    this.#listen();
    this.#navigatedAt = clock.now();
    markWindow(popup, attemptId);
    // `replace`: Back in the window must not lead to the blank page.
    popup.location.replace(url.inWindow());
  }

  /** After `close()`: whether the window is probably still there, on OFAuth's pages, where no call of ours closes it. */
  get leftOpen(): boolean {
    return this.#leftOpen;
  }

  focus(): void {
    this.#popup?.focus();
  }

  close(): void {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    this.#channel?.close();
    this.#channel = undefined;
    if (!this.#popup) return;
    if (this.#popup.closed) this.#closedAt ??= this.#options.clock.now();
    this.#popup.close();
    this.#leftOpen =
      this.#navigatedAt !== undefined && !this.#returned && !this.#isGone(this.#popup, this.#navigatedAt);
    this.#popup = null;
  }

  /** Closed by the user, or now by us. A window that a policy has cut loose looks closed at once. */
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
      this.#returned = true;
      send(this.#inputFor(message.query));
    };
    this.#channel = channel;
  }

  #inputFor(query: string | null): ConnectInput {
    if (query === null) return { type: "callback", result: undefined };
    try {
      const result = parseCallbackUrl(`https://return.invalid/?${query.replace(/^\?/, "")}`);
      if (result) return { type: "callback", result };
      throw new ConnectError("bad_response", "The window came back without OFAuth's parameters.");
    } catch (error) {
      return { type: "failed", error: isConnectError(error) ? error : new ConnectError("bad_response") };
    }
  }

  #look(): void {
    const { clock, send } = this.#options;
    this.#stopLooking = clock.after(POPUP_POLL_INTERVAL_MS, () => {
      if (!this.#popup) return;
      if (this.#popup.closed) {
        this.#closedAt ??= clock.now();
        send({ type: "popup-closed" });
      } else {
        this.#look();
      }
    });
  }
}
