import type { RunningAttempt } from "../../browser/connect-runtime.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type { ConnectHost } from "./host.js";
import type { EagerHalf, Message } from "./lazy-interface.js";
import type { LateNews } from "./late-news.js";
import { flowStrings } from "./strings.lazy.js";
import type { ConnectStringKey } from "./strings.js";

type Text = (key: ConnectStringKey) => string;

/** Returns the message under the button: while the flow continues elsewhere, while the account is being confirmed, and after a failure. */
export function connectMessage(
  controller: EagerHalf,
  host: ConnectHost,
  running: RunningAttempt | undefined,
  late: LateNews,
  text: Text,
): Message | undefined {
  const { state, attempt, result } = controller;
  const action = (key: ConnectStringKey, part: string, run: () => void) => ({ label: text(key), part, run });
  const cancel = action("cancel", "action-cancel", () => {
    // The button that has the focus is removed with the attempt.
    host.focus();
    controller.close("user", false);
  });
  if (state === "open" && attempt?.mode === "popup") {
    const show = action("switchToWindow", "action-continue", () => running?.popup.focus());
    const actions = running?.popup.isReachable ? [show, cancel] : [cancel];
    return { text: text("continueInOtherWindow"), isError: false, actions };
  }
  // A `beforeunload` prompt lets the user stay on the page, and the attempt must not be left without a way to end it.
  if (state === "opening" && attempt?.mode === "redirect") {
    return { text: text("windowOpening"), isError: false, actions: [cancel] };
  }
  const { status } = late;
  if (status === "confirming") return { text: text("confirming"), isError: false, actions: [] };
  const failure = result?.outcome === "failed" ? result.code : status && "verify_failed";
  if (failure) {
    const alternative = isUnusableFrame(failure)
      ? action("continueInWindow", "action-continue", () => void open(location.href, "_blank", "noopener"))
      : action("retry", "action-retry", () => controller.retry());
    return { text: errorText(failure, text), isError: true, actions: [alternative] };
  }
  if (state === "cancelled" && running?.popup.leftOpen) {
    return { text: text("windowMayBeClosed"), isError: false, actions: [] };
  }
  return undefined;
}

/** Whether the page is in a frame that the flow does not work in. */
const isUnusableFrame = (code: ErrorCode): boolean => code === "misconfigured" && window.top !== window;

/** Returns the text about an error for the user. Codes that only a developer can resolve share one text. */
export function errorText(code: ErrorCode, text: Text): string {
  const key = `error_${isUnusableFrame(code) ? "framed" : code}`;
  const known = key in flowStrings || key === "error_network" || key === "error_busy";
  return text(known ? (key as ConnectStringKey) : "error_unknown");
}
