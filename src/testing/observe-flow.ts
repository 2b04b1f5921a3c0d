/** Observes the flow of a page through its events. */
import type { ConnectResult } from "../connect/result.js";
import type { OFAuthEventMap } from "../elements/events/event-map.js";

/** Reactions to the steps of a flow. */
export interface FlowHandlers {
  /** The flow is about to open. An error cancels it and rejects the observation. */
  onBeforeOpen(mode: string, connectionId: string | undefined): void;
  /** The flow opened a window. */
  onPopup(attemptId: string): void;
  /** The hosted page cannot be shown, and the dialog offers alternatives. */
  onStall(): void;
}

/** Calls `open` and resolves with the outcome of the flow that it opens, after the last event of the flow. */
export function observeFlow(document: Document, handlers: FlowHandlers, open: () => unknown): Promise<ConnectResult> {
  const listeners = new AbortController();
  const { signal } = listeners;
  const outcome = new Promise<ConnectResult>((resolve, reject) => {
    let result: ConnectResult;
    const listen = <Name extends keyof OFAuthEventMap>(
      name: Name,
      listener: (event: OFAuthEventMap[Name]) => void,
    ): void => document.addEventListener(name, listener, { signal });

    listen("ofauth-before-open", (event) => {
      const { mode, connectionId, attemptId } = event.detail;
      try {
        handlers.onBeforeOpen(mode, connectionId);
      } catch (error) {
        event.preventDefault();
        reject(error);
      }
      // After every listener has run: a prevented flow emits no further event.
      queueMicrotask(() => event.defaultPrevented && resolve({ outcome: "cancelled", reason: "host", attemptId }));
    });
    listen("ofauth-open", ({ detail }) => detail.mode === "popup" && handlers.onPopup(detail.attemptId));
    listen("ofauth-stall", () => handlers.onStall());
    listen("ofauth-success", ({ detail }) => (result = { outcome: "connected", ...detail }));
    listen("ofauth-cancel", ({ detail }) => (result = { outcome: "cancelled", ...detail }));
    listen("ofauth-error", ({ detail }) => {
      result = { outcome: "failed", ...detail };
      // An error before any attempt, which no close event follows.
      if (!detail.attemptId) resolve(result);
    });
    listen("ofauth-close", () => queueMicrotask(() => resolve(result)));
    Promise.resolve(open()).catch(reject);
  });
  return outcome.finally(() => listeners.abort());
}
