import type { ConnectResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { OpenAttempt } from "./lazy-interface.js";

/** Creates the record of an attempt that begins. */
export function createOpenAttempt(id: string, mode: ConnectMode): OpenAttempt {
  let resolve!: (result: ConnectResult) => void;
  const promise = new Promise<ConnectResult>((settle) => (resolve = settle));
  return { id, promise, resolve, over: new AbortController(), mode };
}

/** Emits an event that ends an attempt, also from the document when a page swap has removed the element. */
export function emitEnd(host: Element, event: Event): void {
  // Before: a listener may remove it.
  const { isConnected } = host;
  host.dispatchEvent(event);
  if (!isConnected) host.ownerDocument.dispatchEvent(event);
}
