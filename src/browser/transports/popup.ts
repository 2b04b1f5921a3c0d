import type { ConnectInput } from "../../connect/attempt.js";
import type { Clock } from "../../connect/ports.js";
import { POPUP_POLL_INTERVAL_MS, RESULT_READ_SPACING_MS } from "../../connect/timeouts.js";
import { parseCallbackQuery } from "../../protocol/callback-url.js";
import { isConnectError } from "../../protocol/error-codes.js";
import type { SessionUrl } from "../../protocol/link-session.js";
import type { DialogText } from "../dialog/dialog-strings.js";
import { awaitCallback } from "./callback-waiting.js";
import { followLink } from "./follow-link.js";
import type { OpenBlankWindow } from "./open-window.js";
import { markWindow } from "./pending-attempts.js";

/**
 * How often the window must have been seen on another origin before `closed` is believed. A page with a
 * Cross-Origin-Opener-Policy severs the window as it replaces the blank page: then it is never seen there for half a second.
 */
const LOOKS_AWAY = 2;

export interface PopupTransportOptions {
  readonly window: Window;
  readonly attemptId: string;
  readonly clock: Clock;
  readonly openWindow: OpenBlankWindow;
  readonly text: DialogText;
  readonly send: (input: ConnectInput) => void;
}

/**
 * The hosted page in a popup. The result arrives over a channel from the callback page, never from the window itself. Where
 * there is no channel, the host's server is asked for it when the user is back.
 */
export class PopupTransport {
  readonly #options: PopupTransportOptions;
  #popup: Window | null = null;
  #channel: BroadcastChannel | undefined;
  readonly #listeners = new AbortController();
  #stopPolling: (() => void) | undefined;
  #stopAsking: (() => void) | undefined;
  #isNavigated = false;
  /** At how many looks the window was on another origin. */
  #looksAway = 0;
  #isAway = false;
  #askedAt = -Infinity;
  #hasCallback = false;
  /** Whether the window is probably still open after `close()`: on OFAuth's pages, a policy can make `close()` ineffective. */
  leftOpen = false;

  constructor(options: PopupTransportOptions) {
    this.#options = options;
  }

  /**
   * Takes the window that was opened in the click, or opens one.
   *
   * @param opened null when the browser blocked the window of the click
   * @returns False when there is no window; see `Transport`.
   */
  prepare(opened?: Window | null): boolean | "redirect" {
    const { openWindow, text, window } = this.#options;
    const popup = opened === undefined ? openWindow(text("windowOpening")) : opened;
    if (popup === window) return "redirect";
    this.#popup = popup;
    if (!popup) return false;
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
    if (!this.#isNavigated) this.#listen();
    this.#isNavigated = true;
    markWindow(popup, this.#options.attemptId);
    followLink(popup.document, url.inWindow());
  }

  /** Whether the window can be focused: a severed one cannot. */
  get isReachable(): boolean {
    return this.#popup?.closed === false;
  }

  focus(): void {
    this.#popup?.focus();
  }

  close(): void {
    this.#stopPolling?.();
    this.#stopAsking?.();
    this.#listeners.abort();
    this.#channel?.close();
    const popup = this.#popup;
    if (!popup) return;
    const mayBeSevered = popup.closed && this.#mayBeSevered;
    popup.close();
    this.leftOpen = this.#isNavigated && !this.#hasCallback && (mayBeSevered || !popup.closed);
    this.#popup = null;
  }

  #listen(): void {
    const { window, attemptId, send } = this.#options;
    const { signal } = this.#listeners;
    const onReturn = () => {
      const popup = this.#popup;
      if (!popup || window.document.hidden) return;
      this.#reportIfClosed();
      // While the window is on OFAuth's page, a result on the server is not its own: any site can open the host's callback.
      if (popup.closed || !isElsewhere(popup)) this.#askForResult();
    };
    window.addEventListener("focus", onReturn, { signal });
    window.document.addEventListener("visibilitychange", onReturn, { signal });
    this.#channel = awaitCallback(window, attemptId, (query) => {
      this.#hasCallback = true;
      send(this.#inputFor(query));
    });
  }

  #inputFor(query: string | null): ConnectInput {
    if (query === null) return { type: "callback", result: undefined };
    const result = parseCallbackQuery(query);
    return isConnectError(result) ? { type: "failed", error: result } : { type: "callback", result };
  }

  /** Looks at the window until it is closed. */
  #poll(): void {
    this.#stopPolling = this.#options.clock.after(POPUP_POLL_INTERVAL_MS, () => {
      if (!this.#popup || this.#reportIfClosed()) return;
      const wasAway = this.#isAway;
      this.#isAway = isElsewhere(this.#popup);
      if (this.#isAway) this.#looksAway++;
      else if (wasAway) this.#askForResult();
      this.#poll();
    });
  }

  #reportIfClosed(): boolean {
    if (!this.#popup?.closed) return false;
    this.#options.send({ type: "popup-closed", severed: this.#mayBeSevered });
    return true;
  }

  /** Whether `closed` may mean that the window is on screen, severed from this page. A blank one never is. */
  get #mayBeSevered(): boolean {
    return this.#isNavigated && this.#looksAway < LOOKS_AWAY;
  }

  /** Asks for the result: soon after another time later, and not never, because it may have come in between. */
  #askForResult(): void {
    const { clock, send } = this.#options;
    this.#stopAsking?.();
    this.#stopAsking = clock.after(Math.max(0, this.#askedAt + RESULT_READ_SPACING_MS - clock.now()), () => {
      this.#askedAt = clock.now();
      send({ type: "popup-may-be-done" });
    });
  }
}

function isElsewhere(window: Window): boolean {
  try {
    // The document of another origin throws.
    return !window.document;
  } catch {
    return true;
  }
}
