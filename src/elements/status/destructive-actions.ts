/** The two steps of the actions that take something away: the question, and what is done when it is answered. */
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
  #asking: { readonly action: DestructiveAction; readonly id: string } | undefined;
  #running: { readonly action: DestructiveAction; readonly promise: Promise<ActionResult> } | undefined;
  #failure: { readonly code: ErrorCode; readonly id: string } | undefined;

  constructor(host: ObserverHost, connection: ConnectionObserver) {
    this.#host = host;
    this.#connection = connection;
  }

  /** What the user is being asked about, as long as it is what is shown. */
  get asking(): DestructiveAction | undefined {
    return this.#asking?.id === this.#connection.shown?.id ? this.#asking?.action : undefined;
  }

  get running(): DestructiveAction | undefined {
    return this.#running?.action;
  }

  /** The error code of the last action, until the next one. */
  get failure(): ErrorCode | undefined {
    return this.#failure?.id === this.#connection.shown?.id ? this.#failure?.code : undefined;
  }

  /** First step: asks the page, then the user. */
  ask(action: DestructiveAction): void {
    const id = this.#connection.shown?.id;
    if (!id || this.#running || !this.#allowed(action, id)) return;
    this.#failure = undefined;
    this.#asking = { action, id };
    this.#host.requestUpdate();
  }

  keep(): void {
    if (this.#running) return;
    this.#asking = undefined;
    this.#host.requestUpdate();
  }

  /** Second step: the user has said yes. */
  confirm(): void {
    const { asking } = this;
    const id = this.#connection.shown?.id;
    if (asking && id && !this.#running) void this.#start(asking, id);
  }

  /** Without the user's second step: whoever calls this from script has asked. A call while the same is under way answers with that. */
  async run(action: DestructiveAction): Promise<ActionResult> {
    if (this.#running) {
      return this.#running.action === action
        ? this.#running.promise
        : this.#failed("busy", "Another action runs.", true);
    }
    if (!this.#host.isConnected) return this.#failed("not_connected", "Not in the document.");
    const id = this.#connection.shown?.id;
    if (!id) return this.#failed("not_found", "There is no connection.");
    return this.#allowed(action, id) ? this.#start(action, id) : { outcome: "cancelled", connectionId: id };
  }

  #allowed(action: DestructiveAction, connectionId: string): boolean {
    const Question = action === "disconnect" ? OFAuthBeforeDisconnectEvent : OFAuthBeforeInvalidateEvent;
    // A listener may take the element away, or set it to another connection.
    return (
      this.#host.dispatchEvent(new Question({ connectionId })) &&
      this.#host.isConnected &&
      this.#connection.shown?.id === connectionId
    );
  }

  #start(action: DestructiveAction, id: string): Promise<ActionResult> {
    this.#failure = undefined;
    const promise = this.#do(action, id);
    this.#running = { action, promise };
    this.#host.requestUpdate();
    return promise;
  }

  async #do(action: DestructiveAction, id: string): Promise<ActionResult> {
    try {
      const connection = (await this.#connection.hub()[action](id)) || undefined;
      this.#end();
      this.#connection.acted(id, connection);
      // What has changed is shown, and told, before what has been done.
      await this.#host.updateComplete;
      const detail = { connectionId: id, ...(connection && { connection }) };
      const Done = action === "disconnect" ? OFAuthDisconnectedEvent : OFAuthInvalidatedEvent;
      this.#host.dispatchEvent(new Done({ ...detail }));
      return { outcome: "done", ...detail };
    } catch (error) {
      const { code, message, retryable } = isConnectError(error) ? error : new ConnectError("unknown");
      this.#end();
      this.#failure = { code, id };
      return this.#failed(code, message, retryable);
    }
  }

  #end(): void {
    this.#asking = this.#running = undefined;
    this.#host.requestUpdate();
  }

  #failed(code: ErrorCode, message: string, retryable = false): ActionResult {
    this.#host.dispatchEvent(new OFAuthErrorEvent({ code, message, retryable }));
    return { outcome: "failed", code, message, retryable };
  }
}
