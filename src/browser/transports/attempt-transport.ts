/** The surface of one attempt: the dialog, and beside it a window or the page itself when the flow asks for them. */
import type { Transport } from "../../connect/ports.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { SessionUrl } from "../../protocol/link-session.js";
import { FrameTransport, type FrameTransportOptions } from "./frame.js";
import { markWindow, outerId } from "./pending-attempts.js";
import { PopupTransport, type PopupTransportOptions } from "./popup.js";

export interface AttemptTransportOptions extends FrameTransportOptions, PopupTransportOptions {
  /** The window that was opened in the click, null if the browser refused it; undefined when none was asked for. */
  readonly openedWindow: Window | null | undefined;
  /** Leaves the page. Default: `location.assign`. */
  readonly leave?: (url: string) => void;
}

export class AttemptTransport extends FrameTransport implements Transport {
  readonly #leaving: AttemptTransportOptions;
  readonly popup: PopupTransport;
  #openedWindow: Window | null | undefined;

  constructor(options: AttemptTransportOptions) {
    super(options);
    this.#leaving = options;
    this.#openedWindow = options.openedWindow;
    this.popup = new PopupTransport(options);
  }

  override prepare(mode: ConnectMode): boolean {
    if (mode !== "popup") return super.prepare(mode);
    const opened = this.#openedWindow;
    this.#openedWindow = undefined;
    const reserved = this.popup.prepare(opened);
    if (reserved) super.close();
    return reserved;
  }

  override navigate(mode: ConnectMode, url: SessionUrl): void {
    if (mode === "embed") return super.navigate(mode, url);
    if (mode === "popup") return this.popup.navigate(url);
    const { window, root, attemptId, leave = (href) => window.location.assign(href) } = this.#leaving;
    markWindow(window, attemptId, outerId(root.host));
    return leave(url.inWindow());
  }

  override close(): void {
    super.close();
    this.popup.close();
  }
}
