/** Keys under which the browser stores what it must remember while the user is on OFAuth's page. */

/** Prefix of every key. */
export const storagePrefix = "ofauth-link:";

/** The prefix as a type, for the code that must not import a value from here. */
export type StoragePrefix = typeof storagePrefix;

type Key<Name extends string> = `${StoragePrefix}${Name}`;

/** Returns the key of a pending attempt in `localStorage`. */
export const pendingAttemptKey = (
  attemptId: string,
  mode: "popup" | "redirect",
): Key<`${"popup" | "redirect"}:${string}`> => `ofauth-link:${mode}:${attemptId}`;

/** Matches the keys of `pendingAttemptKey`; the groups are the mode and the attempt id. */
export const pendingAttemptKeyPattern = /^ofauth-link:(popup|redirect):(.+)$/;

/** Prefix of the keys of attempts that have ended without a confirmation, in `localStorage`; the attempt id follows. */
export const endedAttemptPrefix: Key<"ended:"> = "ofauth-link:ended:";

/** Key in `sessionStorage`: which attempt the window that is sent to OFAuth belongs to. */
export const windowAttemptKey: Key<"attempt"> = "ofauth-link:attempt";

/** Key in `sessionStorage`: id of the element that sent the window to OFAuth by a redirect. */
export const windowElementKey: Key<"element"> = "ofauth-link:element";
