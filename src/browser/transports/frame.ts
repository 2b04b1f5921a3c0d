import type { ConnectInput } from "../../connect/attempt.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import { ConnectError, type StallCode } from "../../protocol/error-codes.js";
import type { SessionUrl, Theme } from "../../protocol/link-session.js";
import { exitRequest, type SandboxInfo } from "../../protocol/page-messages.js";
import { ConnectDialog, type ConnectDialogOptions } from "../dialog/dialog.js";
import { modesOutsideFrame } from "../embedding.js";
import { listenToFrame } from "./frame-messages.js";
import { watchRefusals } from "./frame-refusals.js";

export interface FrameTransportOptions extends Omit<ConnectDialogOptions, "onClose" | "onContinue" | "onAbandon"> {
  readonly window: Window;
  readonly theme: () => Theme;
  readonly send: (input: ConnectInput) => void;
}

/** The hosted page in a frame inside the dialog. */
export class FrameTransport {
  readonly #options: FrameTransportOptions;
  #dialog: ConnectDialog | undefined;
  #frame: HTMLIFrameElement | undefined;
  #origin = "";
  #listeners = new AbortController();
  /** Whether the hosted page has reported that it is there. */
  #isReady = false;

  constructor(options: FrameTransportOptions) {
    this.#options = options;
  }

  /** Opens the dialog, with a skeleton in place of the page. */
  prepare(mode: ConnectMode): boolean | "redirect" {
    if (mode === "embed") this.#openDialog();
    return true;
  }

  navigate(_mode: ConnectMode, url: SessionUrl): void {
    const { window, text, theme, send } = this.#options;
    const dialog = this.#openDialog();
    // A sandboxed or file: page has an opaque origin, which the hosted page cannot send messages to (`location.origin` hides it).
    if (window.origin === "null") {
      send({
        type: "failed",
        error: new ConnectError("misconfigured", "This page has no origin (sandbox or file:): use popup or redirect."),
      });
      return;
    }
    this.#listeners.abort();
    this.#listeners = new AbortController();
    this.#isReady = false;
    this.#origin = url.origin;
    const frame = this.#frame ?? window.document.createElement("iframe");
    frame.part.add("frame");
    frame.title = text("frameTitle");
    // Face verification and the page's copy buttons need these (Link embed guide). Granted to that origin alone.
    frame.allow = ["camera", "microphone", "clipboard-write"].map((power) => `${power} ${url.origin}`).join("; ");
    frame.referrerPolicy = "strict-origin";
    this.#listen(frame);
    dialog.showOrigin(url.origin);
    dialog.page.showLoading();
    frame.src = url.inFrame(window.origin, theme());
    if (!this.#frame) dialog.page.insert(frame);
    this.#frame = frame;
    // The policy that isolates a page refuses every frame that does not have it, and no event says so.
    if (window.crossOriginIsolated || !window.navigator.onLine) this.offerAlternatives(undefined);
  }

  showSlow(): void {
    this.#dialog?.page.showSlow();
  }

  showFrame(): void {
    this.#isReady = true;
    this.#dialog?.page.reveal();
  }

  offerAlternatives(code: StallCode | undefined): void {
    const { window, root } = this.#options;
    const { page } = this.#openDialog();
    // The attempt has left the frame.
    if (code === "popup_blocked") this.#listeners.abort();
    const inUse = this.#frame !== undefined && root.activeElement === this.#frame;
    page.offerAlternatives(code, modesOutsideFrame(window), inUse || page.isRevealed);
  }

  withdrawAlternatives(): void {
    this.#dialog?.page.withdrawAlternatives();
  }

  showSandbox(info: SandboxInfo): void {
    void this.#dialog?.showSandbox(info);
  }

  requestExit(): void {
    this.#frame?.contentWindow?.postMessage(exitRequest(false), this.#origin);
  }

  close(): void {
    this.#listeners.abort();
    this.#dialog?.close();
    this.#dialog = undefined;
    this.#frame = undefined;
  }

  #openDialog(): ConnectDialog {
    const { send } = this.#options;
    return (this.#dialog ??= new ConnectDialog({
      ...this.#options,
      onClose: (force) => send({ type: "close", by: "user", force }),
      onAbandon: () => send({ type: "removed", reason: "disconnected" }),
      onContinue: (mode) => send({ type: "continue", mode }),
    }));
  }

  #listen(frame: HTMLIFrameElement): void {
    const { window, send } = this.#options;
    const { signal } = this.#listeners;
    listenToFrame({
      window,
      frame,
      origin: this.#origin,
      signal,
      receive: (message) => send({ type: "page-message", message }),
    });
    // `load` also fires for a page that the browser refused to show: it is a reason to look, never a success.
    frame.addEventListener("load", () => send({ type: "frame-load" }), { signal });
    window.addEventListener("offline", () => this.#isReady || this.offerAlternatives(undefined), { signal });
    window.addEventListener("online", () => this.#dialog?.page.isOffline && send({ type: "continue", mode: "embed" }), {
      signal,
    });
    const refused = () => send({ type: "stalled", code: "csp_blocked" });
    watchRefusals({ ...this.#options, frame, origin: this.#origin, refused, signal });
  }
}
