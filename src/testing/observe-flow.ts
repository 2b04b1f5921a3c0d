/** Follows the one flow of a page by its events. */
import type { ConnectResult } from "../connect/result.js";

/** What is to be done at each of its steps. */
export interface FlowSteps {
  asked(mode: string, connectionId: string | undefined): void;
  comeBack(attemptId: string): void;
  giveUp(): void;
}

/** Calls `open`, and resolves to how the flow that it opens ends, when the last event has been told. */
export function followFlow(document: Document, steps: FlowSteps, open: () => unknown): Promise<ConnectResult> {
  const listeners = new AbortController();
  const { signal } = listeners;
  const heard = new Promise<ConnectResult>((resolve, reject) => {
    let result: ConnectResult;
    document.addEventListener(
      "ofauth-before-open",
      (event) => {
        const { mode, connectionId, attemptId } = event.detail;
        try {
          steps.asked(mode, connectionId);
        } catch (error) {
          event.preventDefault();
          reject(error);
        }
        // After every listener: then there is nothing more to hear.
        queueMicrotask(() => event.defaultPrevented && resolve({ outcome: "cancelled", reason: "host", attemptId }));
      },
      { signal },
    );
    document.addEventListener(
      "ofauth-open",
      ({ detail }) => detail.mode === "popup" && steps.comeBack(detail.attemptId),
      {
        signal,
      },
    );
    document.addEventListener("ofauth-stall", () => steps.giveUp(), { signal });
    document.addEventListener("ofauth-success", ({ detail }) => (result = { outcome: "connected", ...detail }), {
      signal,
    });
    document.addEventListener("ofauth-cancel", ({ detail }) => (result = { outcome: "cancelled", ...detail }), {
      signal,
    });
    document.addEventListener(
      "ofauth-error",
      ({ detail }) => {
        result = { outcome: "failed", ...detail };
        // Before any attempt: no close follows.
        if (!detail.attemptId) resolve(result);
      },
      { signal },
    );
    document.addEventListener("ofauth-close", () => queueMicrotask(() => resolve(result)), { signal });
    Promise.resolve(open()).catch(reject);
  });
  return heard.finally(() => listeners.abort());
}
