/** The hosted page in place of your page. `callback.ts` reads the result when your page is loaded again. */
import type { SessionUrl } from "../../protocol/link-session.js";
import { windowElementKey } from "../../protocol/storage-keys.js";
import { followLink } from "./follow-link.js";
import { markWindow } from "./pending-attempts.js";

export interface RedirectOptions {
  readonly window: Window;
  readonly attemptId: string;
  /** Shadow root of the element that opened the flow. */
  readonly root: ShadowRoot;
}

/** Leaves the page for the hosted page. The window is marked with the attempt and the element. */
export function navigateByRedirect(url: SessionUrl, { window, attemptId, root }: RedirectOptions): void {
  markWindow(window, attemptId, outerId(root.host));
  followLink(window.document, url.inWindow());
}

/** Returns whether the redirect that this window comes back from may be `element`'s: it is, or its sender is not on the page. */
export function mayHaveSentWindow(element: Element): boolean {
  let sender: string | null = null;
  try {
    sender = sessionStorage.getItem(windowElementKey);
  } catch {
    // Storage is denied: any element may have.
  }
  return !sender || sender === outerId(element) || !element.ownerDocument.getElementById(sender);
}

/** Returns the id of the outermost element in whose shadow roots `element` is, else its own: an id that the page's tree has. */
function outerId(element: Element): string {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? outerId(root.host) : element.id;
}
