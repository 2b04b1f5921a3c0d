import type { LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import { callbackChannelName, type CallbackMessage } from "../protocol/callback-channel.js";
import { HANDSHAKE_TIMEOUT_MS } from "../connect/timeouts.js";
import { fakeConnection } from "./builders.js";
import type { FakeBackend } from "./fake-backend.js";
import type { PostMessage } from "./fake-hosted-page.js";
import { json } from "./fake-response.js";
import type { FakeRoute } from "./fake-route.js";
import type { FlowHandlers } from "./observe-flow.js";
import { failureStage, type DrivenCode, type FlowOutcome } from "./outcomes.js";
import { replaceProperty } from "./replace-property.js";

/** Plays the roles of the backend, the hosted page and the user, so that one flow ends with one outcome. */
export class FlowDriver implements FlowHandlers {
  readonly #outcome: FlowOutcome;
  readonly #backend: FakeBackend;
  readonly #window: Window & typeof globalThis;
  readonly #replacedRoutes: FakeRoute[] = [];
  #connectionId: string | undefined;
  #restoreTimeout: (() => void) | undefined;

  constructor(outcome: FlowOutcome, backend: FakeBackend, window: Window & typeof globalThis) {
    this.#outcome = outcome;
    this.#backend = backend;
    this.#window = window;
    const { code } = this;
    if (code && failureStage(code) === "init") {
      backend.fail("link/init", code);
      this.#replacedRoutes.push("link/init");
    }
    if (outcome.outcome === "connected" || (code && failureStage(code) === "complete")) {
      backend.respond("link/complete", () => this.#confirm());
      this.#replacedRoutes.push("link/complete");
    }
  }

  get code(): DrivenCode | undefined {
    return this.#outcome.outcome === "failed" ? this.#outcome.code : undefined;
  }

  /** Throws when the flow cannot end with the outcome in this mode. */
  onBeforeOpen(mode: string, connectionId: string | undefined): void {
    this.#connectionId = connectionId;
    if (mode === "redirect")
      throw new Error("driveFlow cannot follow a redirect, which leaves the page: test it with the emulator.");
    const requiredMode = { popup_blocked: "popup", frame_timeout: "embed" }[this.code as string];
    if (requiredMode && mode !== requiredMode) {
      throw new Error(`${String(this.code)} can occur only with mode="${requiredMode}", not with mode="${mode}".`);
    }
  }

  /** Makes the timeout for the hosted page's first message expire at once. */
  skipHandshakeTimeout(): void {
    if (this.code !== "frame_timeout") return;
    const real = this.#window.setTimeout;
    const setTimeout = (run: () => void, ms = 0) => real.call(this.#window, run, ms >= HANDSHAKE_TIMEOUT_MS ? 0 : ms);
    this.#restoreTimeout ??= replaceProperty(this.#window, "setTimeout", { value: setTimeout, writable: true });
  }

  /** Posts the messages of the hosted page in the frame. */
  postFromHostedPage(post: PostMessage): void {
    const outcome = this.#outcome;
    if (outcome.outcome === "failed" && failureStage(outcome.code) === "stall") return;
    post("loaded");
    if (outcome.outcome === "cancelled") {
      post("exit", { type: "user_exit", ...(outcome.step && { step: outcome.step }) });
    } else if (outcome.outcome === "failed" && failureStage(outcome.code) === "page") {
      post("exit", { type: "error", error: { error_type: reasonOf(outcome) } });
    } else {
      const { id, userData } = this.#connection;
      post("success", { connection: { id, userData } });
    }
  }

  /** Sends what the callback page sends when OFAuth redirects the popup back. */
  onPopup(attemptId: string): void {
    const { id } = this.#connection;
    const outcome = this.#outcome;
    // Without a result of the server, the page confirms the connection itself.
    const isUnconfirmed =
      outcome.outcome === "connected"
        ? outcome.verified === false
        : this.code && failureStage(this.code) === "complete";
    if (!isUnconfirmed) this.#backend.finish(this.#result(attemptId));
    const channel = new this.#window.BroadcastChannel(callbackChannelName(attemptId));
    const query = isUnconfirmed ? `?status=success&connection_id=${id}` : null;
    channel.onmessage = () => channel.close();
    channel.postMessage({ type: "ofauth-link-returned", query } satisfies CallbackMessage);
  }

  /** Closes the dialog, as the user does when the hosted page cannot be shown. */
  onStall(): void {
    this.#restoreTimeout?.();
    deepQuery(this.#window.document, "dialog [part~=close]")?.click();
  }

  /** Restores the routes and the timers that were replaced. */
  restore(): void {
    this.#restoreTimeout?.();
    for (const route of this.#replacedRoutes) this.#backend.respond(route, null);
  }

  get #connection(): Connection {
    const fields = this.#outcome.outcome === "connected" ? this.#outcome.connection : undefined;
    return fakeConnection({ ...(this.#connectionId && { id: this.#connectionId }), ...fields });
  }

  #confirm(): Response {
    const outcome = this.#outcome;
    if (this.code === "mismatch") return json(fakeConnection({ id: "conn_of_another" }));
    if (outcome.outcome !== "connected")
      return json({ code: "forbidden", message: "Error requested by the test." }, 403);
    // Like a framework without such a route.
    if (outcome.verified === false) return new Response("", { status: 404 });
    this.#backend.set(this.#connection);
    return json(this.#connection);
  }

  #result(attemptId: string): LinkResult {
    const outcome = this.#outcome;
    if (outcome.outcome === "cancelled") return { ...outcome, attemptId };
    if (outcome.outcome === "failed") {
      const { code } = outcome;
      return {
        outcome: "failed",
        attemptId,
        code,
        reason: failureStage(code) === "page" ? reasonOf(outcome) : outcome.reason,
      };
    }
    const connection = this.#connection;
    this.#backend.set(connection);
    return { outcome: "connected", attemptId, connection };
  }
}

/** OFAuth's own error string. For most codes it is the code itself. */
const reasonOf = ({ code, reason }: Extract<FlowOutcome, { outcome: "failed" }>): string => reason ?? code;

function deepQuery(root: ParentNode, selector: string): HTMLElement | undefined {
  const found = root.querySelector<HTMLElement>(selector);
  if (found) return found;
  for (const element of root.querySelectorAll("*")) {
    const inner = element.shadowRoot && deepQuery(element.shadowRoot, selector);
    if (inner) return inner;
  }
  return undefined;
}
