/** A browser that left the page for OFAuth by redirect and is back, before any element has read the callback. */
import { afterwards } from "../../browser/page-setup.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";

export const callbackAttemptId = "attempt-of-a-redirect";

/** `own`: this window left the page; otherwise the pending attempt is another tab's. */
export function leaveByRedirect({ own = true, sender = "" } = {}): void {
  Reflect.deleteProperty(document, Symbol.for("ofauth-elements"));
  localStorage.setItem(`ofauth-link:redirect:${callbackAttemptId}`, JSON.stringify({ startedAt: Date.now() }));
  if (!own) return;
  sessionStorage.setItem(windowAttemptKey, callbackAttemptId);
  sessionStorage.setItem("ofauth-link:element", sender);
}

/** A promise that the test resolves. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Prevents navigations away from the page, as a user does who stays, and returns their URLs. */
export function blockNavigation(): string[] {
  const { navigation } = window as unknown as { navigation: EventTarget };
  const navigations: string[] = [];
  const refuse = (event: Event) => {
    navigations.push((event as Event & { destination: { url: string } }).destination.url);
    event.preventDefault();
  };
  navigation.addEventListener("navigate", refuse);
  afterwards(() => navigation.removeEventListener("navigate", refuse));
  return navigations;
}
