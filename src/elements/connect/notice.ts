/** What is said under the button while a flow is somewhere else, and after it has failed. */
import type { RunningAttempt } from "../../browser/connect-runtime.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type { ConnectController, ConnectHost, Message } from "./controller.js";
import { flowStrings } from "./strings.lazy.js";
import type { ConnectStringKey } from "./strings.js";

type Text = (key: ConnectStringKey) => string;

export function connectMessage(
  controller: ConnectController,
  host: ConnectHost,
  running: RunningAttempt | undefined,
  text: Text,
): Message | undefined {
  const { state, attempt, result } = controller;
  const action = (key: ConnectStringKey, part: string, run: () => void) => ({ label: text(key), part, run });
  const cancel = action("cancel", "action-cancel", () => {
    // This button goes away with the attempt.
    host.focus();
    controller.close("user", false);
  });
  if (state === "open" && attempt?.mode === "popup") {
    const show = action("switchToWindow", "action-continue", () => running?.focusWindow());
    return { text: text("continueInOtherWindow"), isError: false, actions: [show, cancel] };
  }
  // The user may keep the page from being left, and must not be left with a button that does nothing.
  if (state === "opening" && attempt?.mode === "redirect") {
    return { text: text("windowOpening"), isError: false, actions: [cancel] };
  }
  if (result?.outcome === "failed") {
    const retry = action("retry", "action-retry", () => controller.retry());
    return { text: errorText(result.code, text), isError: true, actions: [retry] };
  }
  if (state === "cancelled" && running?.windowLeftOpen) {
    return { text: text("windowMayBeClosed"), isError: false, actions: [] };
  }
  return undefined;
}

/** What a user reads about an error. Codes that only a developer can mend share one sentence. */
export function errorText(code: ErrorCode, text: Text): string {
  const key = `error_${code}`;
  const known = key in flowStrings || key === "error_network" || key === "error_busy";
  return text(known ? (key as ConnectStringKey) : "error_unknown");
}
