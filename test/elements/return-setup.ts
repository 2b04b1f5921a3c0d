/** A browser that was sent away for OFAuth, and has come back to a page that has not looked yet. */
import { windowAttemptKey } from "../../src/protocol/return-channel.js";

export const returnedId = "attempt-of-a-redirect";

/** `own`: this very window is the one that was sent away; else another tab's record lies there. */
export function sentAway({ own = true, sender = "" } = {}): void {
  Reflect.deleteProperty(document, Symbol.for("ofauth-elements"));
  localStorage.setItem(`ofauth-link:redirect:${returnedId}`, JSON.stringify({ startedAt: Date.now() }));
  if (!own) return;
  sessionStorage.setItem(windowAttemptKey, returnedId);
  sessionStorage.setItem("ofauth-link:element", sender);
}

/** A promise that the test settles. */
export function later<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
