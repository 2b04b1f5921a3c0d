/** The hosted page in a frame of our dialog. */
import type { ConnectInput } from "../../connect/attempt.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import { ConnectError, type StallCode } from "../../protocol/error-codes.js";
import type { SessionUrl, Theme } from "../../protocol/link-session.js";
import { exitRequest, type SandboxInfo } from "../../protocol/page-messages.js";
import { ConnectDialog, type ConnectDialogOptions } from "../dialog/dialog.js";
import { listenToFrame } from "./frame-messages.js";

export interface FrameTransportOptions extends Omit<ConnectDialogOptions, "onClose" | "onContinue"> {
  readonly window: Window;
  readonly theme: () => Theme;
  readonly send: (input: ConnectInput) => void;
}

export class FrameTransport {
  readonly #options: FrameTransportOptions;
  #dialog: ConnectDialog | undefined;
  #frame: HTMLIFrameElement | undefined;
  #origin = "";
  #listeners = new AbortController();
  #painted = false;
  #early = false;

  constructor(options: FrameTransportOptions) {
    this.#options = options;
  }

  /** Opens the dialog, still without a page in it. */
  prepare(mode: ConnectMode): boolean {
    if (mode === "embed") this.#openDialog();
    return true;
  }

  navigate(_mode: ConnectMode, url: SessionUrl): void {
    const { window, text, theme, send } = this.#options;
    const dialog = this.#openDialog();
    // A sandboxed or file: page has no origin that the hosted page could answer to (`location.origin` would pretend one).
    if (window.origin === "null") {
      send({
        type: "failed",
        error: new ConnectError("misconfigured", "This page has no origin: use popup or redirect."),
      });
      return;
    }
    this.#listeners.abort();
    this.#listeners = new AbortController();
    this.#painted = false;
    this.#early = false;
    this.#origin = url.origin;
    const frame = this.#frame ?? window.document.createElement("iframe");
    frame.part.add("frame");
    frame.title = text("frameTitle");
    // What face verification and the page's copy buttons need (Link embed guide), for that origin alone.
    frame.allow = ["camera", "microphone", "clipboard-write"].map((power) => `${power} ${url.origin}`).join("; ");
    frame.referrerPolicy = "strict-origin";
    this.#listen(frame);
    dialog.showOrigin(url.origin);
    dialog.showLoading(false);
    frame.src = url.inFrame(window.origin, theme());
    if (!this.#frame) dialog.stage(frame);
    this.#frame = frame;
  }

  showFrameEarly(): void {
    this.#early = true;
    this.#dialog?.showLoading(true);
    this.#revealPainted();
  }

  showFrame(): void {
    this.#dialog?.reveal();
  }

  offerAlternatives(code: StallCode): void {
    const dialog = this.#openDialog();
    const inUse = this.#frame !== undefined && this.#options.root.activeElement === this.#frame;
    dialog.offerAlternatives(code, inUse);
  }

  withdrawAlternatives(): void {
    this.#dialog?.withdrawAlternatives();
  }

  showSandbox(info: SandboxInfo): void {
    this.#dialog?.showSandbox(info);
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
    frame.addEventListener(
      "load",
      () => {
        this.#painted = true;
        this.#revealPainted();
      },
      { signal },
    );
    window.document.addEventListener(
      "securitypolicyviolation",
      (event) => {
        const ours =
          event.isTrusted &&
          event.disposition === "enforce" &&
          /^(frame|child|default)-src/.test(event.effectiveDirective);
        if (ours && originOf(event.blockedURI) === this.#origin) send({ type: "stalled", code: "csp_blocked" });
      },
      { signal },
    );
  }

  #revealPainted(): void {
    if (this.#early && this.#painted) this.#dialog?.reveal();
  }
}

function originOf(uri: string): string | undefined {
  try {
    return new URL(uri).origin;
  } catch {
    return undefined;
  }
}
