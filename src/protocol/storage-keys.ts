/** Keys under which the browser stores what it must remember while the user is on OFAuth's page. */

/** Prefix of every key; a type, for the code that must not import a value from here. */
export type StoragePrefix = "ofauth-link:";

type Key<Name extends string> = `${StoragePrefix}${Name}`;

/** Returns the key of a pending attempt in `localStorage`. */
export const pendingAttemptKey = (
  attemptId: string,
  mode: "popup" | "redirect",
): Key<`${"popup" | "redirect"}:${string}`> => `ofauth-link:${mode}:${attemptId}`;

/** Matches the keys of `pendingAttemptKey`; the groups are the mode and the attempt id. */
export const pendingAttemptKeyPattern = /^ofauth-link:(popup|redirect):(.+)$/;

/** Key in `sessionStorage`: which attempt the window that is sent to OFAuth belongs to. */
export const windowAttemptKey: Key<"attempt"> = "ofauth-link:attempt";

/** Key in `sessionStorage`: id of the element that sent the window to OFAuth by a redirect. */
export const windowElementKey: Key<"element"> = "ofauth-link:element";
