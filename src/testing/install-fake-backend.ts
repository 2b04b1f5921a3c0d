/** Puts a backend in memory into the place of a page's own: its requests and its live stream, and no others. */
import type { ConnectionChange } from "../protocol/connections-contract.js";
import { createFakeBackend, type FakeBackend, type FakeBackendOptions } from "./fake-backend.js";
import { replaced } from "./replace-property.js";

export interface InstallOptions extends FakeBackendOptions {
  /** The page. Default: this one. */
  readonly window?: Window & typeof globalThis;
}

export interface InstalledBackend extends FakeBackend {
  /** Gives the page its own backend back. */
  restore(): void;
}

/**
 * Replaces `fetch` for the routes under `endpoint`, and `EventSource` for their live stream: what is set in the backend
 * shows in the elements. Everything else goes where it went before. Call `restore()` after the test.
 */
export function installFakeBackend({ window = globalThis.window, ...options }: InstallOptions = {}): InstalledBackend {
  const backend = createFakeBackend(options);
  const base = new URL(backend.endpoint, window.location.href).href.replace(/\/?$/, "/");
  const realFetch = window.fetch as typeof fetch | undefined;
  const RealEventSource = window.EventSource as typeof EventSource | undefined;

  const fakeFetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const given = typeof input === "object" && "url" in input ? input : undefined;
    const url = new URL(given?.url ?? (input as string | URL), window.location.href);
    if (!url.href.startsWith(base)) {
      if (!realFetch) throw new TypeError("Failed to fetch");
      return realFetch.call(window, input, init);
    }
    const {
      method = given?.method ?? "GET",
      body = given ? await given.text() : null,
      headers = given?.headers,
      signal,
    } = init;
    const abort = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new DOMException("The request was given up.", "AbortError"));
      if (signal?.aborted) giveUp();
      signal?.addEventListener("abort", giveUp);
    });
    // Without the signal: where the page is a simulated one, it is of another kind than the one that Request takes.
    const request = new Request(url, { method, ...(headers && { headers }), ...(body && { body }) });
    return Promise.race([backend.handle(request), abort]);
  };

  const restores = [replaced(window, "fetch", { value: fakeFetch, writable: true })];
  if (RealEventSource) {
    const FakeEventSource = function (url: string | URL, init?: EventSourceInit) {
      const isOurs = new URL(url, window.location.href).href.startsWith(base);
      return isOurs ? fakeStream(backend) : new RealEventSource(url, init);
    };
    restores.push(replaced(window, "EventSource", { value: FakeEventSource, writable: true }));
  }
  return Object.defineProperties(
    { restore: () => restores.splice(0).forEach((restore) => restore()) } as InstalledBackend,
    {
      ...Object.getOwnPropertyDescriptors(backend),
    },
  );
}

/** A live stream that is open, and tells what becomes of the backend's connections. */
function fakeStream(backend: FakeBackend): EventTarget & { readonly readyState: number; close(): void } {
  const stream = new EventTarget();
  const stop = backend.listen((change: ConnectionChange) =>
    stream.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(change) })),
  );
  queueMicrotask(() => stream.dispatchEvent(new Event("open")));
  return Object.assign(stream, { readyState: 1, close: stop });
}
