import type { ConnectNotice } from "../../connect/attempt.js";
import * as events from "../events/connect-events.lazy.js";
import type { ConnectHost } from "./host.js";
import type { OpenAttempt } from "./lazy-interface.js";

/** Emits the event of a notice that the runner of `attempt` gave. */
export function emitNotice(host: ConnectHost, attempt: OpenAttempt, notice: ConnectNotice): void {
  const attemptId = attempt.id;
  switch (notice.type) {
    case "open":
      attempt.mode = notice.mode;
      host.connectChanged();
      host.dispatchEvent(new events.OFAuthOpenEvent({ mode: notice.mode, attemptId }));
      return;
    case "load":
      host.dispatchEvent(new events.OFAuthLoadEvent({ attemptId, elapsedMs: notice.elapsedMs }));
      return;
    case "stall":
      host.dispatchEvent(new events.OFAuthStallEvent({ code: notice.code, attemptId }));
      return;
    case "session-renewed":
      host.dispatchEvent(new events.OFAuthSessionRenewedEvent({ attemptId }));
      return;
    case "popup-severed":
      return host.connectChanged();
    case "sandbox-info":
      host.dispatchEvent(new events.OFAuthSandboxInfoEvent(notice.info));
      return;
    default:
      notice satisfies never;
  }
}
