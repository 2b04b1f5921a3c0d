/** A browser that was sent away for OFAuth, and has come back to a page that has not looked yet. */
import { afterwards } from "../../browser/page-setup.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";

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

/** The page refuses to be left, as by a user who stays; where it was to go. */
export function stayHere(): string[] {
  const { navigation } = window as unknown as { navigation: EventTarget };
  const gone: string[] = [];
  const refuse = (event: Event) => {
    gone.push((event as Event & { destination: { url: string } }).destination.url);
    event.preventDefault();
  };
  navigation.addEventListener("navigate", refuse);
  afterwards(() => navigation.removeEventListener("navigate", refuse));
  return gone;
}
