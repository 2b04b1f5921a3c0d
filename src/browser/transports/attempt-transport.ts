import type { Transport } from "../../connect/ports.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { SessionUrl } from "../../protocol/link-session.js";
import { FrameTransport, type FrameTransportOptions } from "./frame.js";
import { PopupTransport, type PopupTransportOptions } from "./popup.js";
import { navigateByRedirect, type RedirectOptions } from "./redirect.js";

interface AttemptTransportOptions extends FrameTransportOptions, PopupTransportOptions, RedirectOptions {
  /** The window that was opened in the click; null when the browser blocked it, undefined when none was needed. */
  readonly openedWindow: Window | null | undefined;
}

/**
 * Transport of one attempt: chooses between frame, popup and redirect by the mode. It extends the transport of the frame,
 * because the dialog also shows how an attempt in another mode stalled.
 */
export class AttemptTransport extends FrameTransport implements Transport {
  readonly #redirectOptions: RedirectOptions;
  readonly popup: PopupTransport;
  #openedWindow: Window | null | undefined;

  constructor(options: AttemptTransportOptions) {
    super(options);
    this.#redirectOptions = options;
    this.#openedWindow = options.openedWindow;
    this.popup = new PopupTransport(options);
  }

  override prepare(mode: ConnectMode): boolean | "redirect" {
    if (mode !== "popup") return super.prepare(mode);
    const opened = this.#openedWindow;
    this.#openedWindow = undefined;
    const isOpen = this.popup.prepare(opened);
    if (isOpen) super.close();
    return isOpen;
  }

  override navigate(mode: ConnectMode, url: SessionUrl): void {
    if (mode === "embed") super.navigate(mode, url);
    else if (mode === "popup") this.popup.navigate(url);
    else navigateByRedirect(url, this.#redirectOptions);
  }

  override close(): void {
    super.close();
    this.popup.close();
  }
}
