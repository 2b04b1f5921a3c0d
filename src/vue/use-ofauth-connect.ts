import {
  getCurrentInstance,
  getCurrentScope,
  onMounted,
  onScopeDispose,
  readonly,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type Ref,
} from "vue";
import { createLink, type LinkOptions } from "../link.js";
import type { ConnectStateName } from "../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../connect/result.js";
import type { Connection } from "../protocol/connection.js";

export interface OFAuthConnectLink {
  /** What the flow is doing. */
  readonly state: Readonly<Ref<ConnectStateName>>;
  /** Whether `open()` can do anything: not on a server, and not before the component is in the page. */
  readonly isReady: Readonly<Ref<boolean>>;
  /** The last failure, until the next `open()`; else null. */
  readonly error: Readonly<Ref<FailedResult | null>>;
  /** The connection of the last success, else null. */
  readonly connection: Readonly<Ref<Connection | null>>;
  /** Starts an attempt, and resolves to how it ended; rejects for nothing. While one is under way, answers with that one. */
  open(): Promise<ConnectResult>;
  /** Asks the hosted page to leave and closes after 1.5 s at the latest; with `force` at once. */
  close(options?: { force?: boolean }): void;
  /** Loads the flow's code and asks for a session, so that the next `open()` is quick. */
  prepare(): Promise<void>;
  /** Reads a return from OFAuth out of `url` (default: the page's address, which is then cleaned). Null when there is none; never rejects. */
  handleCallback(url?: string): Promise<ConnectResult | null>;
}

/**
 * The flow for a button of the page's own. The options may be reactive; an attempt that is under way goes on as it began.
 * It ends with the component, or the effect scope, that it was begun in.
 */
export function useOFAuthConnect(options: MaybeRefOrGetter<LinkOptions> = {}): OFAuthConnectLink {
  const state = shallowRef<ConnectStateName>("idle");
  const error = shallowRef<FailedResult | null>(null);
  const connection = shallowRef<Connection | null>(null);
  const isReady = shallowRef(false);

  // Spread, so that each option of a reactive object is watched.
  const given = (): LinkOptions => ({ ...toValue(options) });
  const watched = (now: LinkOptions): LinkOptions => ({
    ...now,
    onStateChange(detail) {
      read();
      now.onStateChange?.(detail);
    },
    // A refusal leaves the state as it is.
    onError(detail) {
      read();
      now.onError?.(detail);
    },
  });
  const link = createLink(watched(given()));
  function read(): void {
    state.value = link.state;
    error.value = link.error;
    connection.value = link.connection;
  }

  // At once: who sets an option and opens in the same click means that option.
  watch(given, (now, before) => link.update({ ...withoutValues(before), ...watched(now) }), { flush: "sync" });
  if (getCurrentInstance()) onMounted(() => (isReady.value = true));
  else isReady.value = typeof document !== "undefined";
  if (getCurrentScope()) {
    onScopeDispose(() => {
      link.destroy();
      isReady.value = false;
    });
  }

  return {
    state: readonly(state),
    isReady: readonly(isReady),
    error,
    connection,
    open: () => link.open(),
    close: (how) => link.close(how),
    prepare: () => link.prepare(),
    handleCallback: (url) => link.handleCallback(url),
  };
}

/** What is not given any more gets its default back. */
const withoutValues = (options: LinkOptions): LinkOptions =>
  Object.fromEntries(Object.keys(options).map((name) => [name, undefined]));
