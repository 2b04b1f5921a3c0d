/** Sets up a handler with a fake OFAuth, a fake clock and fake timers, and the assertions that its tests share. */
import assert from "node:assert/strict";
import { createHandler } from "../../src/server/handler.js";
import type { HandlerError } from "../../src/server/http/report-error.js";
import type { ConnectedEvent, UnconfirmedEvent } from "../../src/server/host-events.js";
import type { OFAuthHandlerOptions } from "../../src/server/options.js";
import { fakeBrowser } from "./fake-browser.js";
import { fakeOFAuth } from "./fake-ofauth.js";

export const apiKey = "sk_sandbox_0123456789abcdef";
export const origin = "https://app.example";

/** A timer that is longer ends only when a test says so. */
const LONGEST_PAUSE_MS = 250;

export function setupHandler(
  options: Partial<OFAuthHandlerOptions> = {},
  { endsWithAnswer = false }: { readonly endsWithAnswer?: boolean } = {},
) {
  const ofauth = fakeOFAuth();
  const clock = { now: Date.parse("2026-01-01T00:00:00Z") };
  const connected: ConnectedEvent[] = [];
  const unconfirmed: UnconfirmedEvent[] = [];
  const errors: HandlerError[] = [];
  const timers = new Map<() => void, number>();
  const backgroundTimers = new Map<() => void, number>();
  const handler = createHandler(
    {
      apiKey,
      authorize: (request) => {
        const user = request.headers.get("x-user");
        return user === null ? null : { clientReferenceId: user };
      },
      onConnected: (event) => void connected.push(event),
      onUnconfirmed: (event) => void unconfirmed.push(event),
      onError: (error) => void errors.push(error),
      fetch: ofauth.fetch,
      now: () => clock.now,
      ...options,
    },
    {
      timer: (ms, onEnd) => {
        timers.set(onEnd, clock.now + ms);
        if (ms <= LONGEST_PAUSE_MS) setImmediate(passTime, onEnd, ms);
        return () => timers.delete(onEnd);
      },
      endsWithAnswer,
      backgroundTimer: (ms, onEnd) => {
        backgroundTimers.set(onEnd, clock.now + ms);
        return () => backgroundTimers.delete(onEnd);
      },
    },
  );
  /** Ends a pause between two looks at the store: the clock goes on by itself while a request only waits. */
  function passTime(onEnd: () => void, ms: number): void {
    if (!timers.has(onEnd)) return;
    clock.now += ms;
    for (const [end, at] of timers) if (at <= clock.now) end();
  }
  /** Advances the clock, and ends the background timers that are due. */
  const advance = async (ms: number) => {
    clock.now += ms;
    for (const [onEnd, at] of backgroundTimers) {
      if (at > clock.now) continue;
      backgroundTimers.delete(onEnd);
      onEnd();
    }
    await settle();
  };
  return {
    ofauth,
    clock,
    connected,
    unconfirmed,
    errors,
    handler,
    browser: (user: string | null = "user-1", from = origin) => fakeBrowser(handler, from, user),
    advance,
    openBackgroundTimers: () => backgroundTimers.size,
    openTimers: () => timers.size,
    /** Ends all timers that requests wait with: everything that can time out does. */
    fireTimers: () => {
      for (const onEnd of Array.from(timers.keys())) onEnd();
    },
  };
}

/** Lets everything run that needs only one turn of the event loop. To wait for an effect, use `waitUntil`. */
export const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Waits until `condition` holds. The test runner's timeout ends a test whose condition never does. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await settle();
}

/** Asserts that the response is an error with this status and code, and contains nothing else. */
export async function assertError(response: Response, status: number, code: string): Promise<void> {
  const body = (await response.json()) as Record<string, unknown>;
  assert.deepEqual([response.status, body["code"]], [status, code]);
  assert.deepEqual(Object.keys(body), ["code", "message"]);
  assert.equal(typeof body["message"], "string");
}

/** Asserts that `link/result` has no result, and whether it got the attempt's cookie. */
export async function assertNoResult(response: Response, cookie: "present" | "missing"): Promise<void> {
  const body = (await response.json()) as Record<string, unknown>;
  assert.deepEqual([response.status, body["code"], body["cookie"]], [404, "not_found", cookie]);
  assert.deepEqual(Object.keys(body), ["code", "message", "cookie"]);
}

/** Asserts that OFAuth has not confirmed yet what the browser reported. */
export async function assertConfirming(response: Response, attemptId: string): Promise<void> {
  assert.equal(response.status, 202);
  assert.deepEqual(await response.json(), { outcome: "confirming", attemptId });
  assert.match(response.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
}

/** JSON body of a successful response, with the fields that tests read. */
export interface JsonObject extends Record<string, unknown> {
  readonly connection: { readonly id: string };
}

/** Returns the JSON body of a successful response. */
export const bodyOf = async (response: Response): Promise<JsonObject> => {
  assert.equal(response.status, 200, `responded with ${response.status}: ${await response.clone().text()}`);
  return (await response.json()) as JsonObject;
};
