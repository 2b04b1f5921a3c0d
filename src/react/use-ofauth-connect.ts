"use client";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { ConnectResult } from "../connect/result.js";
import type { LinkOptions } from "../link.js";
import { LinkStore, notMounted, type LinkSnapshot } from "./link-store.js";

export type UseOFAuthConnectOptions = LinkOptions;

export interface OFAuthConnectFlow extends LinkSnapshot {
  /** Starts an attempt, and resolves to how it ended; rejects for nothing. While one is under way, answers with that one. */
  readonly open: () => Promise<ConnectResult>;
  /** Asks the hosted page to leave and closes after 1.5 s at the latest; with `force` at once. */
  readonly close: (options?: { force?: boolean }) => void;
}

/**
 * The flow for a button of the page's own. `open` and `close` stay the same functions; `options` may be others at each
 * render: callbacks count at once, the rest from the next `open()` on. An attempt ends when the component is unmounted.
 */
export function useOFAuthConnect(options: UseOFAuthConnectOptions = {}): OFAuthConnectFlow {
  const [store] = useState(() => new LinkStore());
  // Before the subscription, so that its link begins with what the first render has given.
  useEffect(() => store.update(options));
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot, () => notMounted);
  return { open: store.open, close: store.close, ...snapshot };
}
