/** Destructive actions, in two steps: the confirmation, and the request once the user has confirmed. */
import type { Clock } from "../../connect/ports.js";
import { CONFIRM_DELAY_MS } from "../../connect/timeouts.js";
import { ConnectError, isConnectError, type ErrorCode } from "../../protocol/error-codes.js";
import type { ActionResult } from "./action-result.js";
import type { ConnectionObserver, ObserverHost } from "./connection-observer.js";
import {
  OFAuthBeforeDisconnectEvent,
  OFAuthBeforeInvalidateEvent,
  OFAuthDisconnectedEvent,
  OFAuthInvalidatedEvent,
} from "../events/connection-events.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";

export type DestructiveAction = "invalidate" | "disconnect";

export class DestructiveActions {
  readonly #host: ObserverHost;
  readonly #connection: ConnectionObserver;
  readonly #clock: Clock;
  #asking: { readonly action: DestructiveAction; readonly id: string; isReady: boolean } | undefined;
  #running: { readonly action: DestructiveAction; readonly promise: Promise<ActionResult> } | undefined;
  #failure: { readonly code: ErrorCode; readonly id: string } | undefined;

  constructor(host: ObserverHost, connection: ConnectionObserver, clock: Clock) {
    this.#host = host;
    this.#clock = clock;
    this.#connection = connection;
  }

  /** The action that the user is asked to confirm, while its connection is shown. */
  get asking(): DestructiveAction | undefined {
    return this.#asking?.id === this.#connection.shown?.id ? this.#asking?.action : undefined;
  }

  /** Whether the user can confirm: not at once, see `CONFIRM_DELAY_MS`. */
  get isReady(): boolean {
    return this.#asking?.isReady === true;
  }

  get running(): DestructiveAction | undefined {
    return this.#running?.action;
  }

  /** The error code of the last action, until the next one. */
  get failure(): ErrorCode | undefined {
    return this.#failure?.id === this.#connection.shown?.id ? this.#failure?.code : undefined;
  }

  /** First step: asks the page by an event, then the user. */
  ask(action: DestructiveAction): void {
    const id = this.#connection.shown?.id;
    if (!id || this.#running || !this.#isAllowed(action, id)) return;
    this.#failure = undefined;
    const asking = { action, id, isReady: false };
    this.#asking = asking;
    this.#clock.after(CONFIRM_DELAY_MS, () => {
      asking.isReady = true;
      this.#host.requestUpdate();
    });
    this.#host.requestUpdate();
  }

  /** The user declined. */
  keep(): void {
    if (this.#running) return;
    this.#asking = undefined;
    this.#host.requestUpdate();
  }

  /** Second step: the user confirmed. */
  confirm(): void {
    const { asking } = this;
    const id = this.#connection.shown?.id;
    if (asking && this.isReady && id && !this.#running) void this.#start(asking, id);
  }

  /** Runs an action without asking the user, for calls from script. A call during the same action returns its promise. */
  async run(action: DestructiveAction): Promise<ActionResult> {
    if (this.#running) {
      return this.#running.action === action
        ? this.#running.promise
        : this.#failed("busy", "Another action is running.", true);
    }
    if (!this.#host.isConnected) return this.#failed("not_connected", "The element is not in the document.");
    const id = this.#connection.shown?.id;
    if (!id) return this.#failed("not_found", "There is no connection to act on.");
    return this.#isAllowed(action, id) ? this.#start(action, id) : { outcome: "cancelled", connectionId: id };
  }

  #isAllowed(action: DestructiveAction, connectionId: string): boolean {
    const BeforeEvent = action === "disconnect" ? OFAuthBeforeDisconnectEvent : OFAuthBeforeInvalidateEvent;
    // A listener may remove the element, or set another connection.
    return (
      this.#host.dispatchEvent(new BeforeEvent({ connectionId })) &&
      this.#host.isConnected &&
      this.#connection.shown?.id === connectionId
    );
  }

  #start(action: DestructiveAction, id: string): Promise<ActionResult> {
    this.#failure = undefined;
    const promise = this.#execute(action, id);
    this.#running = { action, promise };
    this.#host.requestUpdate();
    return promise;
  }

  async #execute(action: DestructiveAction, id: string): Promise<ActionResult> {
    try {
      const connection = (await this.#connection.client()[action](id)) || undefined;
      this.#finish();
      this.#connection.acted(id, connection);
      // The status change is shown and emitted before the event of the action.
      await this.#host.updateComplete;
      const detail = { connectionId: id, ...(connection && { connection }) };
      const DoneEvent = action === "disconnect" ? OFAuthDisconnectedEvent : OFAuthInvalidatedEvent;
      this.#host.dispatchEvent(new DoneEvent({ ...detail }));
      return { outcome: "done", ...detail };
    } catch (error) {
      const { code, message, retryable } = isConnectError(error) ? error : new ConnectError("unknown");
      this.#finish();
      this.#failure = { code, id };
      return this.#failed(code, message, retryable);
    }
  }

  #finish(): void {
    this.#asking = this.#running = undefined;
    this.#host.requestUpdate();
  }

  #failed(code: ErrorCode, message: string, retryable = false): ActionResult {
    this.#host.dispatchEvent(new OFAuthErrorEvent({ code, message, retryable }));
    return { outcome: "failed", code, message, retryable };
  }
}
