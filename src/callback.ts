/**
 * For a callback page of the host's own: import it there, and nothing else is to be done. It reads OFAuth's parameters,
 * takes them out of the address, hands them to the page that waits, and closes the window.
 */
import { browserClock } from "./browser/browser-clock.js";
import { handOver } from "./browser/hand-over.js";
import { PendingFlows } from "./browser/pending-flow.js";
import { parseRedirectResult, withoutRedirectResult } from "./protocol/redirect-result.js";

/** `handed-over`: the waiting page has it, and the window closes. `nobody-waits`: it stays, and shows what the page says. `not-a-return`: no parameters of OFAuth's. `unsolicited`: this browser has not begun a flow. `not-a-window`: a redirect has come back; the element reads it. */
export type CompletedLink = "handed-over" | "nobody-waits" | "not-a-return" | "unsolicited" | "not-a-window";

/** Completes a flow that came back to `url` (default: the page's address). Never rejects. */
export async function completeLink(url: string = window.location.href): Promise<CompletedLink> {
  const { search } = new URL(url);
  if (!isReturn(url)) return "not-a-return";
  const pending = new PendingFlows(window, browserClock);
  const [record] = pending.list();
  if (record?.mode === "redirect") return "not-a-window";
  if (url === window.location.href) window.history.replaceState(window.history.state, "", withoutRedirectResult(url));
  if (!record) return "unsolicited";
  pending.forget(record.attemptId);
  if (!(await handOver(record.attemptId, search, browserClock))) return "nobody-waits";
  window.close();
  return "handed-over";
}

function isReturn(url: string): boolean {
  try {
    return parseRedirectResult(url) !== undefined;
  } catch {
    // Malformed, and OFAuth's all the same: the page that waits refuses it with a code.
    return true;
  }
}

if (typeof window !== "undefined") void completeLink();
