/** How a page lets the elements know that another user has signed in or out without a page load. */
import { userChangedEvent } from "../protocol/user-changed.js";

/**
 * Call it when another user has signed in, or the user has signed out, and the page stays open: after the request that
 * changed the session. The elements forget the previous user's connections and prepared sessions, end their stream of live
 * updates, and ask the host once for what they show. An attempt that is open belongs to the previous user: close it first.
 *
 * @example
 * await signOut();
 * userChanged();
 */
export function userChanged(): void {
  document.dispatchEvent(new Event(userChangedEvent));
}
