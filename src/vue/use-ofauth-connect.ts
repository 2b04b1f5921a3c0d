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

/** The flow of a component. */
export interface OFAuthConnectLink {
  /** State of the flow. */
  readonly state: Readonly<Ref<ConnectStateName>>;
  /** Whether `open()` can open the flow: false on a server and until the component is mounted. */
  readonly isReady: Readonly<Ref<boolean>>;
  /** The last failure, until the next `open()`; otherwise null. */
  readonly error: Readonly<Ref<FailedResult | null>>;
  /** The connection of the last success; otherwise null. */
  readonly connection: Readonly<Ref<Connection | null>>;
  /**
   * Starts the connect flow and resolves with its result. Never rejects. Returns the promise of the open flow if there is one.
   */
  open(): Promise<ConnectResult>;
  /** Asks the hosted page to exit, and closes the flow after at most 1.5 seconds; with `force`, at once. */
  close(options?: { force?: boolean }): void;
  /** Loads the code of the flow and requests a session, so that the next `open()` is fast. */
  prepare(): Promise<void>;
  /**
   * Reads OFAuth's callback parameters from `url` (default: the address of the page, from which it removes them) and resolves
   * with the result of the flow, or with null when there are none. Never rejects.
   */
  handleCallback(url?: string): Promise<ConnectResult | null>;
}

/**
 * The connect flow for a button of your own.
 *
 * @param options Options of `createLink`, also as a ref, a `reactive` object or a getter. Changes apply to the next `open()`;
 *   changed callbacks apply at once.
 * @returns the flow. Disposing the component or effect scope ends an open attempt.
 * @example
 * const { open, isReady } = useOFAuthConnect({ onSuccess: ({ connectionId }) => save(connectionId) });
 */
export function useOFAuthConnect(options: MaybeRefOrGetter<LinkOptions> = {}): OFAuthConnectLink {
  const state = shallowRef<ConnectStateName>("idle");
  const error = shallowRef<FailedResult | null>(null);
  const connection = shallowRef<Connection | null>(null);
  const isReady = shallowRef(false);

  // Spread, so that Vue tracks every option of a reactive object.
  const currentOptions = (): LinkOptions => ({ ...toValue(options) });
  const withStateUpdates = (linkOptions: LinkOptions): LinkOptions => ({
    ...linkOptions,
    onStateChange(detail) {
      updateRefs();
      linkOptions.onStateChange?.(detail);
    },
    // An error before any attempt does not change the state.
    onError(detail) {
      updateRefs();
      linkOptions.onError?.(detail);
    },
  });
  const link = createLink(withStateUpdates(currentOptions()));
  function updateRefs(): void {
    state.value = link.state;
    error.value = link.error;
    connection.value = link.connection;
  }

  // Synchronously, so that open() uses an option that was set in the same click.
  watch(currentOptions, (current, previous) => link.update({ ...unset(previous), ...withStateUpdates(current) }), {
    flush: "sync",
  });
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
    close: (closeOptions) => link.close(closeOptions),
    prepare: () => link.prepare(),
    handleCallback: (url) => link.handleCallback(url),
  };
}

/** All of `options` as undefined, which makes a link use their defaults. */
const unset = (options: LinkOptions): LinkOptions =>
  Object.fromEntries(Object.keys(options).map((name) => [name, undefined]));
