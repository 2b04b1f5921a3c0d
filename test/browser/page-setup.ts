/** What the tests in a browser share: the hosted page on its own origin, a host's backend, and time that stands still. */
import { FakeClock } from "../support/fake-ports.js";

/** The dev server under its other name: another origin. */
export const hostedOrigin = `http://127.0.0.1:${location.port}`;

/** The address of a hosted page that says `events` by itself; an event is a name or a whole message. */
export function hostedUrl(...events: readonly unknown[]): string {
  const url = new URL("/test/support/pages/hosted.html", hostedOrigin);
  if (events.length > 0) url.searchParams.set("say", JSON.stringify(events));
  return url.href;
}

/** A message of OFAuth's. */
export const word = (event: unknown, metadata?: unknown) => ({
  type: "OFAUTH_LINK",
  event,
  ...(metadata !== undefined && { metadata }),
});

export const successWord = (id = "conn_1") => word("success", { connection: { id, userData: null } });
export const exitWord = (step = "login") => word("exit", { type: "user_exit", step });

const undo: (() => unknown)[] = [];
/** Has `restore` called after the test, the last one first. */
export const afterwards = (restore: () => unknown): void => void undo.push(restore);

// A busy machine is no failure.
beforeEach(function () {
  this.currentTest?.timeout(15_000);
});

afterEach(async () => {
  for (const restore of undo.splice(0).toReversed()) await restore();
  localStorage.clear();
  sessionStorage.clear();
});

/** Puts `value` in the place of a property until the end of the test. */
export function replace<Owner extends object>(owner: Owner, name: keyof Owner, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  afterwards(() => (before ? Object.defineProperty(owner, name, before) : Reflect.deleteProperty(owner, name)));
}

const realTimeout = window.setTimeout.bind(window);
const realClear = window.clearTimeout.bind(window);

/** One turn of the event loop. */
export const turn = (): Promise<void> => new Promise((next) => realTimeout(next));

/** What `look` finds as soon as it finds something. */
export async function until<T>(look: () => T | undefined | null | false): Promise<T> {
  const end = performance.now() + 10_000;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`It has not come to: ${look.toString()}`);
    await turn();
  }
}

/** Everything that is under way between frames, promises and tasks has been heard. For proving that nothing happens. */
export async function quiet(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await turn();
}

/** `setTimeout` and `Date.now` by a clock of the test's. Waits below 100 ms are Lit's and the runner's own, and stay real. */
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
  /** The JSON of its body. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

type Answer = (request: HostRequest) => Response | Promise<Response>;

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** An answer that never comes; it gives up when the request does. */
export const never: Answer = ({ init }) =>
  new Promise((_, reject) => {
    const giveUp = () => reject(new DOMException("Aborted", "AbortError"));
    if (init.signal?.aborted) giveUp();
    init.signal?.addEventListener("abort", giveUp);
  });

/** A backend for `fetch`: by route, `link/init` for example. A route without an answer is a 404 of a framework's own. */
export function fakeHost(answers: Readonly<Record<string, Answer>> = {}) {
  const requests: HostRequest[] = [];
  replace(window, "fetch", async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as HostRequest["body"]) : undefined;
    const request = { url, init, headers: new Headers(init.headers), body };
    requests.push(request);
    const route = Object.keys(answers).find((name) => url.pathname.endsWith(name));
    return (await (route && answers[route]?.(request))) || new Response("<h1>Not found</h1>", { status: 404 });
  });
  return {
    requests,
    /** The paths asked for, in order. */
    get paths() {
      return requests.map(({ url, init }) => `${init.method ?? "GET"} ${url.pathname}`);
    },
  };
}
