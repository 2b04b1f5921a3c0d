/** Shared setup of the browser tests: a hosted page on its own origin, a fake of the host's backend, a fake clock. */
import { FakeClock } from "../support/fake-ports.js";

/** Origin of the hosted page. It is the dev server under its other name, and so another origin. */
export const hostedOrigin = `http://127.0.0.1:${location.port}`;

/** URL of a hosted page that posts `events` as soon as it loads. An event is a name or a whole message. */
export function hostedUrl(...events: readonly unknown[]): string {
  const url = new URL("/test/support/pages/hosted.html", hostedOrigin);
  if (events.length > 0) url.searchParams.set("say", JSON.stringify(events));
  return url.href;
}

/** A message as OFAuth's hosted page posts it. */
export const linkMessage = (event: unknown, metadata?: unknown) => ({
  type: "OFAUTH_LINK",
  event,
  ...(metadata !== undefined && { metadata }),
});

export const successMessage = (id = "conn_1") => linkMessage("success", { connection: { id, userData: null } });
export const exitMessage = (step = "login") => linkMessage("exit", { type: "user_exit", step });

const undo: (() => unknown)[] = [];
/** Calls `restore` after the current test; the function that was added last is called first. */
export const afterwards = (restore: () => unknown): void => void undo.push(restore);

afterEach(async function () {
  // The runner reports a failure by a message, and waits for ever if the values cannot be cloned, as elements cannot.
  const failure = this.currentTest?.err as { actual?: unknown; expected?: unknown } | undefined;
  if (failure?.actual instanceof Node || failure?.expected instanceof Node) {
    failure.actual = failure.expected = undefined;
  }
  for (const restore of undo.splice(0).toReversed()) await restore();
  localStorage.clear();
  sessionStorage.clear();
});

/** Replaces a property of `owner` with `value` until the end of the current test. */
export function replace<Owner extends object>(owner: Owner, name: keyof Owner, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  afterwards(() => (before ? Object.defineProperty(owner, name, before) : Reflect.deleteProperty(owner, name)));
}

const realTimeout = window.setTimeout.bind(window);
const realClear = window.clearTimeout.bind(window);

/** Moves `element` by `moveBefore()`, which keeps its state; by `append()` in engines without it (WebKit 2.50). */
export function move(element: Element, parent: Element & { moveBefore?(node: Node, before: null): void }): void {
  if (parent.moveBefore) parent.moveBefore(element, null);
  else parent.append(element);
}

/** Waits for one turn of the event loop. */
export const turn = (): Promise<void> => new Promise((next) => realTimeout(next));

/** Waits until an open dialog is opaque. While it fades in, an audit measures contrast with colours that are not its own. */
export const fadedIn = (dialog: Element): Promise<boolean> => until(() => getComputedStyle(dialog).opacity === "1");

/** Polls `look` once per turn and resolves with its first truthy value. Rejects after 10 seconds. */
export async function until<T>(look: () => T | undefined | null | false): Promise<T> {
  const end = performance.now() + 10_000;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Timed out waiting for: ${look.toString()}`);
    await turn();
  }
}

/** Waits until pending frames, promises and tasks have run. Used to prove that nothing happens. */
export async function quiet(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await turn();
}

/** Runs `setTimeout` and `Date.now` on a fake clock. Timers below 100 ms (Lit's, the test runner's) stay real. */
export function fakeTime(): FakeClock {
  const clock = new FakeClock();
  const cancels = new Map<number, () => void>();
  let next = 1_000_000_000;
  replace(window, "setTimeout", (callback: () => void, ms = 0, ...rest: []) => {
    if (ms < 100) return realTimeout(callback, ms, ...rest);
    cancels.set(++next, clock.after(ms, callback));
    return next;
  });
  replace(window, "clearTimeout", (id: number) => (cancels.has(id) ? cancels.get(id)?.() : realClear(id)));
  replace(Date, "now", () => clock.now());
  return clock;
}

export interface HostRequest {
  readonly url: URL;
  readonly init: RequestInit;
  readonly headers: Headers;
  /** Parsed JSON body; undefined for a request without a body. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

type Respond = (request: HostRequest) => Response | Promise<Response>;

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** Response that never arrives. Rejects when the request is aborted. */
export const never: Respond = ({ init }) =>
  new Promise((_, reject) => {
    const abort = () => reject(new DOMException("Aborted", "AbortError"));
    if (init.signal?.aborted) abort();
    init.signal?.addEventListener("abort", abort);
  });

/**
 * Replaces `fetch` with a fake backend. `responses` maps the end of a path, such as `link/init`, to its response; other
 * paths get a 404 page as a web framework sends it.
 */
export function fakeHost(responses: Readonly<Record<string, Respond>> = {}) {
  const requests: HostRequest[] = [];
  replace(window, "fetch", async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as HostRequest["body"]) : undefined;
    const request = { url, init, headers: new Headers(init.headers), body };
    requests.push(request);
    const route = Object.keys(responses).find((name) => url.pathname.endsWith(name));
    return (await (route && responses[route]?.(request))) || new Response("<h1>Not found</h1>", { status: 404 });
  });
  return {
    requests,
    /** Method and path of each request, in order. */
    get paths() {
      return requests.map(({ url, init }) => `${init.method ?? "GET"} ${url.pathname}`);
    },
  };
}
