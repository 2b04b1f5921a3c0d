import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../../connect/result.js";
import type { Connection } from "../../protocol/connection.js";
import { ConnectController } from "../connect/controller.js";
import { mayHavePendingAttempt } from "../connect/pending.js";
import type { OFAuthEventMap } from "../events/event-map.js";
import { connectSettings, settingsOf } from "../flow-settings.js";
import { createLinkHost, type LinkHost } from "./host.js";
import type { Link, LinkOptions } from "./options.js";

/** Connect flow without a button. Creates its host element and its controller with the first use. */
export class HeadlessLink implements Link {
  #options: LinkOptions;
  #host: LinkHost | undefined;
  #controller: ConnectController | undefined;
  #connection: Connection | null = null;
  #destroyed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    // In a microtask: the page sets the link up first, and may destroy one that it does not need.
    if (typeof document !== "undefined") queueMicrotask(() => this.#lookForCallback());
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

  /** Returns the controller, with its host element in the page and set to the current options. */
  #ready(): ConnectController {
    const host = (this.#host ??= this.#createHost());
    const controller = (this.#controller ??= new ConnectController(host));
    // An open attempt keeps the options that it began with.
    if (controller.attempt || this.#destroyed) return controller;
    host.set(hostSettings(this.#options));
    host.enter(this.#options.container ?? document.body);
    host.noteFocus();
    return controller;
  }

  #createHost(): LinkHost {
    const host = createLinkHost(hostSettings(this.#options), (verified) => this.#changed(verified));
    for (const [name, call] of Object.entries(callbacks)) {
      host.addEventListener(name, (event) => call(this.#options, event as never));
    }
    return host;
  }

  #changed(verified?: Connection): void {
    const result = this.#controller?.result;
    if (result?.outcome === "connected") this.#connection = result.connection;
    else if (verified) this.#connection = verified;
  }

  #lookForCallback(): void {
    if (this.#options.callback === "manual" || !mayHavePendingAttempt()) return;
    // The controller looks for a callback when its host is connected.
    if (document.body || this.#options.container) this.#ready();
    else document.addEventListener("DOMContentLoaded", () => this.#lookForCallback(), { once: true });
  }
}

/** Calls the option that belongs to an event. */
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
  "ofauth-verified": (options, { detail }) => options.onVerified?.(detail),
  "ofauth-cancel": (options, { detail }) => options.onCancel?.(detail),
  "ofauth-error": (options, { detail }) => options.onError?.(detail),
  "ofauth-close": (options, { detail }) => options.onClose?.(detail),
};

const hostSettings = (options: LinkOptions) => ({
  ...settingsOf(connectSettings, options),
  id: options.id ?? "ofauth-link",
  lang: options.lang ?? "",
});
