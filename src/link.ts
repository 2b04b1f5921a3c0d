/** The flow without the button: for a page that has a button of its own, or opens the flow from code. */
import { ConnectController, mayHavePendingAttempt } from "./elements/connect/controller.js";
import type { OFAuthEventMap } from "./elements/events/event-map.js";
import { connectSettings, settingsOf } from "./elements/flow-settings.js";
import { createLinkHost, type LinkHost } from "./elements/link/host.js";
import type { Link, LinkOptions } from "./elements/link/options.js";
import type { ConnectStateName } from "./connect/attempt.js";
import type { ConnectResult, FailedResult } from "./connect/result.js";
import type { Connection } from "./protocol/connection.js";

export type { Link, LinkOptions };
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/event-map.js";
export type * from "./elements/events/connect-events.lazy.js";
export type { ConnectResult, ConnectStateName, Connection, FailedResult };

/** A flow for the page to open. Touches nothing until it is used, and can be imported where there is no page. */
export function createLink(options: LinkOptions = {}): Link {
  return new HeadlessLink(options);
}

class HeadlessLink implements Link {
  #options: LinkOptions;
  #host: LinkHost | undefined;
  #controller: ConnectController | undefined;
  #connection: Connection | null = null;
  #destroyed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    // After the page has set it up, and not for a link that was made only to be thrown away.
    if (typeof document !== "undefined") queueMicrotask(() => this.#lookForReturn());
  }

  get state(): ConnectStateName {
    return this.#controller?.state ?? "idle";
  }

  get connection(): Connection | null {
    return this.#connection;
  }

  get error(): FailedResult | null {
    const result = this.#controller?.result;
    return result?.outcome === "failed" ? result : null;
  }

  get isOpen(): boolean {
    return this.#controller?.attempt !== undefined;
  }

  open(): Promise<ConnectResult> {
    return this.#ready().open();
  }

  close({ force = false }: { force?: boolean } = {}): void {
    this.#controller?.close("host", force);
  }

  prepare(): Promise<void> {
    return this.#ready().prepare(true);
  }

  handleCallback(url?: string): Promise<ConnectResult | null> {
    return this.#ready().handleCallback(url, false);
  }

  update(options: LinkOptions): void {
    this.#options = { ...this.#options, ...options };
  }

  destroy(): void {
    this.#destroyed = true;
    this.#controller?.leave("disconnected");
    this.#host?.exit();
  }

  /** The controller, with its host in the page and as the options are now. */
  #ready(): ConnectController {
    const host = (this.#host ??= this.#createHost());
    const controller = (this.#controller ??= new ConnectController(host));
    // An attempt that is under way goes on as it began.
    if (controller.attempt || this.#destroyed) return controller;
    host.set(hostSettings(this.#options));
    host.enter(this.#options.container ?? document.body);
    host.noteFocus();
    return controller;
  }

  #createHost(): LinkHost {
    const host = createLinkHost(hostSettings(this.#options), () => this.#changed());
    for (const [name, tell] of Object.entries(callbacks)) {
      host.addEventListener(name, (event) => tell(this.#options, event as never));
    }
    return host;
  }

  #changed(): void {
    const result = this.#controller?.result;
    if (result?.outcome === "connected") this.#connection = result.connection;
  }

  #lookForReturn(): void {
    if (this.#options.callback === "manual" || !mayHavePendingAttempt()) return;
    // Being in the page is all that it takes: the controller looks by itself.
    if (document.body || this.#options.container) this.#ready();
    else document.addEventListener("DOMContentLoaded", () => this.#lookForReturn(), { once: true });
  }
}

const callbacks: {
  readonly [Name in keyof OFAuthEventMap]?: (options: LinkOptions, event: OFAuthEventMap[Name]) => void;
} = {
  "ofauth-before-open": (options, event) => options.onBeforeOpen?.(event),
  "ofauth-open": (options, { detail }) => options.onOpen?.(detail),
  "ofauth-load": (options, { detail }) => options.onLoad?.(detail),
  "ofauth-stall": (options, { detail }) => options.onStall?.(detail),
  "ofauth-session-renewed": (options, { detail }) => options.onSessionRenewed?.(detail),
  "ofauth-sandbox-info": (options, { detail }) => options.onSandboxInfo?.(detail),
  "ofauth-state-change": (options, { detail }) => options.onStateChange?.(detail),
  "ofauth-success": (options, { detail }) => options.onSuccess?.(detail),
  "ofauth-cancel": (options, { detail }) => options.onCancel?.(detail),
  "ofauth-error": (options, { detail }) => options.onError?.(detail),
  "ofauth-close": (options, { detail }) => options.onClose?.(detail),
};

const hostSettings = (options: LinkOptions) => ({
  ...settingsOf(connectSettings, options),
  id: options.id ?? "ofauth-link",
  lang: options.lang ?? "",
});
