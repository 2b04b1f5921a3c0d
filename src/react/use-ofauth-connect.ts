"use client";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { ConnectResult } from "../connect/result.js";
import type { LinkOptions } from "../link.js";
import { LinkStore, notMounted, type LinkSnapshot } from "./link-store.js";

/** Options of `useOFAuthConnect`: those of `createLink`. */
export type UseOFAuthConnectOptions = LinkOptions;

/** The flow of a component. */
export interface OFAuthConnectFlow extends LinkSnapshot {
  /**
   * Starts the connect flow and resolves with its result. Never rejects. Returns the promise of the open flow if there is one.
   */
  readonly open: () => Promise<ConnectResult>;
  /** Asks the hosted page to exit, and closes the flow after at most 1.5 seconds; with `force`, at once. */
  readonly close: (options?: { force?: boolean }) => void;
}

/**
 * The connect flow for a button of your own.
 *
 * @param options May change with every render: new callbacks apply at once, other options from the next `open()`.
 * @returns the state of the flow, and `open` and `close`, which are the same functions in every render. Unmounting the
 *   component ends an open attempt.
 * @example
 * const { open, isReady } = useOFAuthConnect({ onSuccess: ({ connectionId }) => save(connectionId) });
 */
export function useOFAuthConnect(options: UseOFAuthConnectOptions = {}): OFAuthConnectFlow {
  const [store] = useState(() => new LinkStore());
  // Before the subscription, so that its link starts with the options of the first render.
  useEffect(() => store.update(options));
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot, () => notMounted);
  return { open: store.open, close: store.close, ...snapshot };
}
