/** The surface of one attempt: dialog, window or the page itself, whichever the flow asks for. */
import type { Surface } from "../flow/ports.js";
import type { ConnectMode } from "../protocol/backend-contract.js";
import type { StallCode } from "../protocol/error-codes.js";
import type { SessionUrl } from "../protocol/link-session.js";
import type { SandboxInfo } from "../protocol/page-messages.js";
import { EmbedSurface, type EmbedSurfaceOptions } from "./embed-surface.js";
import { markWindow } from "./pending-flow.js";
import { PopupSurface, type PopupSurfaceOptions } from "./popup-surface.js";

export interface ConnectSurfaceOptions extends EmbedSurfaceOptions, Omit<PopupSurfaceOptions, "title"> {
  /** The window that was opened in the click, null if the browser refused it; undefined when none was asked for. */
  readonly openedWindow: Window | null | undefined;
  /** Leaves the page. Default: `location.assign`. */
  readonly leave?: (url: string) => void;
}

export class ConnectSurface implements Surface {
  readonly #options: ConnectSurfaceOptions;
  readonly #embed: EmbedSurface;
  readonly #popup: PopupSurface;
  #openedWindow: Window | null | undefined;

  constructor(options: ConnectSurfaceOptions) {
    this.#options = options;
    this.#openedWindow = options.openedWindow;
    this.#embed = new EmbedSurface(options);
    this.#popup = new PopupSurface({ ...options, title: () => options.text("windowOpening") });
  }

  reserve(mode: ConnectMode): boolean {
    if (mode === "embed") this.#embed.reserve();
    if (mode !== "popup") return true;
    const opened = this.#openedWindow;
    this.#openedWindow = undefined;
    const reserved = this.#popup.reserve(opened);
    if (reserved) this.#embed.close();
    return reserved;
  }

  navigate(mode: ConnectMode, url: SessionUrl): void {
    switch (mode) {
      case "embed":
        return this.#embed.navigate(url);
      case "popup":
        return this.#popup.navigate(url);
      case "redirect": {
        const { window, attemptId, leave = (href) => window.location.assign(href) } = this.#options;
        markWindow(window, attemptId);
        return leave(url.inWindow());
      }
      default:
        return mode satisfies never;
    }
  }

  revealEarly(): void {
    this.#embed.revealEarly();
  }

  reveal(): void {
    this.#embed.reveal();
  }

  offerWayOn(code: StallCode): void {
    this.#embed.offerWayOn(code);
  }

  withdrawWayOn(): void {
    this.#embed.withdrawWayOn();
  }

  showSandbox(info: SandboxInfo): void {
    this.#embed.showSandbox(info);
  }

  askToExit(): void {
    this.#embed.askToExit();
  }

  focusWindow(): void {
    this.#popup.focus();
  }

  get windowLeftOpen(): boolean {
    return this.#popup.leftOpen;
  }

  close(): void {
    this.#embed.close();
    this.#popup.close();
  }
}
