import type { StoragePrefix } from "../../protocol/storage-keys.js";

/**
 * Returns whether this browser may have a pending attempt. Without one, there is no callback to look for, and the lazy
 * half is not loaded.
 */
export function mayHavePendingAttempt(): boolean {
  try {
    // Spelled out, and checked by its type: importing the constant would cost a chunk (see `lazy-interface.ts`).
    return Object.keys(localStorage)
      .join()
      .includes("ofauth-link:" satisfies StoragePrefix);
  } catch {
    // Storage is denied: only the attempt's cookie can say so. A sandboxed page has no origin to send it to.
    return origin !== "null";
  }
}
