/** The surface of one attempt: the dialog, and beside it a window or the page itself when the flow asks for them. */
import type { Surface } from "../../connect/ports.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { SessionUrl } from "../../protocol/link-session.js";
import { EmbedSurface, type EmbedSurfaceOptions } from "./frame.js";
import { markWindow, outerId } from "./pending-attempts.js";
import { PopupSurface, type PopupSurfaceOptions } from "./popup.js";

export interface ConnectSurfaceOptions extends EmbedSurfaceOptions, PopupSurfaceOptions {
  /** The window that was opened in the click, null if the browser refused it; undefined when none was asked for. */
  readonly openedWindow: Window | null | undefined;
  /** Leaves the page. Default: `location.assign`. */
  readonly leave?: (url: string) => void;
}

export class ConnectSurface extends EmbedSurface implements Surface {
  readonly #leaving: ConnectSurfaceOptions;
  readonly popup: PopupSurface;
  #openedWindow: Window | null | undefined;

  constructor(options: ConnectSurfaceOptions) {
    super(options);
    this.#leaving = options;
    this.#openedWindow = options.openedWindow;
    this.popup = new PopupSurface(options);
  }

  override reserve(mode: ConnectMode): boolean {
    if (mode !== "popup") return super.reserve(mode);
    const opened = this.#openedWindow;
    this.#openedWindow = undefined;
    const reserved = this.popup.reserve(opened);
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
