/**
 * For a callback page of the host's own: import it there, and nothing else is to be done. It reads OFAuth's parameters,
 * takes them out of the address, hands them to the page that waits, and closes the window.
 */
import { browserClock } from "./browser/signals/clock.js";
import { handOffCallback } from "./browser/transports/callback-handoff.js";
import { PendingAttempts } from "./browser/transports/pending-attempts.js";
import { parseCallbackUrl, stripCallbackParams } from "./protocol/callback-url.js";

/** `handed-over`: the waiting page has it, and the window closes. `nobody-waits`: it stays, and shows what the page says. `not-a-return`: no parameters of OFAuth's. `unsolicited`: this browser has not begun a flow. `not-a-window`: a redirect has come back; the element reads it. */
export type CompletedLink = "handed-over" | "nobody-waits" | "not-a-return" | "unsolicited" | "not-a-window";

/**
 * Completes a flow that came back to `url`, an address that the host's router has kept (default: the page's own, which the
 * import has read already: see `completed`). Never rejects.
 */
export async function completeLink(url?: string): Promise<CompletedLink> {
  const here = window.location.href;
  const address = url === undefined ? here : URL.canParse(url, here) ? new URL(url, here).href : "";
  if (!isReturn(address)) return "not-a-return";
  const pending = new PendingAttempts(window, browserClock);
  const [record] = pending.list();
  if (record?.mode === "redirect") return "not-a-window";
  if (address === here) window.history.replaceState(window.history.state, "", stripCallbackParams(here));
  if (!record) return "unsolicited";
  pending.remove(record.attemptId);
  if (!(await handOffCallback(record.attemptId, new URL(address).search, browserClock))) return "nobody-waits";
  window.close();
  return "handed-over";
}

function isReturn(address: string): boolean {
  if (!address) return false;
  try {
    return parseCallbackUrl(address) !== undefined;
  } catch {
    // Malformed, and OFAuth's all the same: the page that waits refuses it with a code.
    return true;
  }
}

/** What became of the page's own address, which the import has read. Where there is no page: `not-a-return`. */
export const completed: Promise<CompletedLink> =
  typeof window === "undefined" ? Promise.resolve("not-a-return") : completeLink();
