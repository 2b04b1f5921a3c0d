import { ConnectError } from "../protocol/error-codes.js";
import type { ConnectMode } from "../protocol/link-contract.js";

/** Whether the page is shown inside a frame of another page, of the same site or of another. */
export const isFramed = (window: Window): boolean => window.top !== window;

const PROBE = "ofauth-probe";

/** Whether the page is inside a frame of another site, so that its windows do not share its cookies and its channels. */
function isCrossSiteFramed(window: Window): boolean {
  if (!isFramed(window)) return false;
  const { document } = window;
  try {
    // There a browser takes no `Lax` cookie from a script. Origins do not tell: only browsers know which of them are one site.
    document.cookie = `${PROBE}=1; SameSite=Lax`;
    const isTaken = document.cookie.includes(PROBE);
    document.cookie = `${PROBE}=; Max-Age=0`;
    return !isTaken;
  } catch {
    return true;
  }
}

/**
 * Returns the modes that the page can use beside `embed`. In a frame none is a redirect, because only the frame would leave
 * and come back; in a frame of another site, a window could not report back either.
 */
export function modesOutsideFrame(window: Window): readonly ConnectMode[] {
  if (!isFramed(window)) return ["popup", "redirect"];
  return isCrossSiteFramed(window) ? [] : ["popup"];
}

/**
 * Checks that the page can use `mode`.
 *
 * @throws ConnectError `misconfigured`
 */
export function requireMode(mode: ConnectMode, window: Window): void {
  if (mode === "embed" || modesOutsideFrame(window).includes(mode)) return;
  throw new ConnectError("misconfigured", `mode="${mode}" cannot work in this frame: open the page in its own window.`);
}
