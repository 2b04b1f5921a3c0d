/** A browser that left the page for OFAuth by redirect and is back, before any element has read the callback. */
import { executeServerCommand } from "@web/test-runner-commands";
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

/**
 * Keeps the page where it is when it navigates to the hosted page, as with a user who stays, until the test ends. Returns a
 * function that waits for such a navigation and returns its URL.
 */
export async function blockNavigation(): Promise<() => Promise<string>> {
  const { navigation } = window as unknown as { navigation?: EventTarget };
  if (navigation) {
    const { promise, resolve } = deferred<string>();
    const refuse = (event: Event) => {
      event.preventDefault();
      resolve((event as Event & { destination: { url: string } }).destination.url);
    };
    navigation.addEventListener("navigate", refuse);
    afterwards(() => navigation.removeEventListener("navigate", refuse));
    return () => promise;
  }
  // Without the Navigation API (WebKit 2.50), the server answers so that the page stays.
  await executeServerCommand("block-navigation");
  afterwards(() => executeServerCommand("allow-navigation"));
  return async () => {
    for (;;) {
      const [url] = await executeServerCommand<string[], undefined>("blocked-navigations");
      if (url) return url;
    }
  };
}
