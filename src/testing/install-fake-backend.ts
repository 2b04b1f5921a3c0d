/** Installs a fake backend in a page, in place of its own: for the requests to its routes and its event stream only. */
import type { ConnectionChange } from "../protocol/connections-contract.js";
import { createFakeBackend, type FakeBackend, type FakeBackendOptions } from "./fake-backend.js";
import { replaceProperty } from "./replace-property.js";

/** Options of `installFakeBackend`. */
export interface InstallOptions extends FakeBackendOptions {
  /** The window of the page. Default: the current one. */
  readonly window?: Window & typeof globalThis;
}

/** A fake backend that a page uses. */
export interface InstalledBackend extends FakeBackend {
  /** Uninstalls the backend: restores `fetch` and `EventSource`. */
  restore(): void;
}

/**
 * Installs a fake backend: replaces `fetch` for the routes under `endpoint`, and `EventSource` for their event stream. The
 * elements show every change of the backend. All other requests are sent as before. Call `restore()` after the test.
 *
 * @example
 * const backend = installFakeBackend({ connections: [fakeConnection({ status: "expired" })] });
 * // …
 * backend.restore();
 */
export function installFakeBackend({ window = globalThis.window, ...options }: InstallOptions = {}): InstalledBackend {
  const backend = createFakeBackend(options);
  const base = new URL(backend.endpoint, window.location.href).href.replace(/\/?$/, "/");
  const realFetch = window.fetch as typeof fetch | undefined;
  const RealEventSource = window.EventSource as typeof EventSource | undefined;

  const fakeFetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const inputRequest = typeof input === "object" && "url" in input ? input : undefined;
    const url = new URL(inputRequest?.url ?? (input as string | URL), window.location.href);
    if (!url.href.startsWith(base)) {
      if (!realFetch) throw new TypeError("Failed to fetch");
      return realFetch.call(window, input, init);
    }
    const {
      method = inputRequest?.method ?? "GET",
      body = inputRequest ? await inputRequest.text() : null,
      headers = inputRequest?.headers,
      signal,
    } = init;
    const aborted = new Promise<never>((_, reject) => {
      const onAbort = () => reject(new DOMException("The request was aborted.", "AbortError"));
      if (signal?.aborted) onAbort();
      signal?.addEventListener("abort", onAbort);
    });
    // Without the signal: Node's Request rejects the AbortSignal of jsdom and happy-dom.
    const request = new Request(url, { method, ...(headers && { headers }), ...(body && { body }) });
    return Promise.race([backend.handle(request), aborted]);
  };

  const restores = [replaceProperty(window, "fetch", { value: fakeFetch, writable: true })];
  if (RealEventSource) {
    const FakeEventSource = function (url: string | URL, init?: EventSourceInit) {
      const isBackend = new URL(url, window.location.href).href.startsWith(base);
      return isBackend ? createFakeEventSource(backend) : new RealEventSource(url, init);
    };
    restores.push(replaceProperty(window, "EventSource", { value: FakeEventSource, writable: true }));
  }
  return Object.defineProperties(
    { restore: () => restores.splice(0).forEach((restore) => restore()) } as InstalledBackend,
    {
      ...Object.getOwnPropertyDescriptors(backend),
    },
  );
}

/** An open `EventSource` that emits the changes of the backend's connections. */
function createFakeEventSource(backend: FakeBackend): EventTarget & { readonly readyState: number; close(): void } {
  const source = new EventTarget();
  const close = backend.listen((change: ConnectionChange) =>
    source.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(change) })),
  );
  queueMicrotask(() => source.dispatchEvent(new Event("open")));
  return Object.assign(source, { readyState: 1, close });
}
