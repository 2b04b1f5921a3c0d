import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nextFetchDelay, parseRetryAfter, type PollState } from "../../src/connections/poll-interval.js";
import { errorCodes, isRetryable } from "../../src/protocol/error-codes.js";

const pollState = (fields: Partial<PollState> = {}): PollState => ({
  interval: 0,
  awaitingCodeFor: undefined,
  failureCount: 0,
  ...fields,
});

describe("nextFetchDelay", () => {
  test("returns the poll interval, at least 10 seconds", () => {
    assert.equal(nextFetchDelay(pollState(), 0.5), undefined);
    assert.equal(nextFetchDelay(pollState({ interval: 60_000 }), 0.5), 60_000);
    for (const interval of [1, 999, 9_999, 10_000]) assert.equal(nextFetchDelay(pollState({ interval }), 0.5), 10_000);
  });

  test("polls every 10 seconds for five minutes while a login waits for its code, if polling is on", () => {
    const delays = (awaitingCodeFor: number) => nextFetchDelay(pollState({ interval: 60_000, awaitingCodeFor }), 0.5);
    assert.deepEqual([0, 299_999, 300_000, 900_000].map(delays), [10_000, 10_000, 60_000, 60_000]);
    assert.equal(nextFetchDelay(pollState({ awaitingCodeFor: 0 }), 0.5), undefined);
  });

  test("backs off exponentially with full jitter, up to a minute", () => {
    const maxDelay = (failureCount: number) =>
      nextFetchDelay(pollState({ interval: 10_000, failureCount, errorCode: "network" }), 1);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 60, 2000].map(maxDelay),
      [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000],
    );
    assert.equal(nextFetchDelay(pollState({ failureCount: 3, errorCode: "network" }), 0), 0);
    assert.equal(nextFetchDelay(pollState({ failureCount: 3, errorCode: "network" }), 0.25), 2_000);
  });

  test("retries after transient errors and invalid responses, and after no other error", () => {
    for (const code of errorCodes) {
      const delay = nextFetchDelay(pollState({ interval: 10_000, failureCount: 1, errorCode: code }), 0.5);
      assert.equal(delay !== undefined, isRetryable(code) || code === "bad_response", code);
    }
    for (const code of ["unauthorized", "forbidden", "not_found", "misconfigured"] as const) {
      assert.equal(nextFetchDelay(pollState({ interval: 10_000, failureCount: 1, errorCode: code }), 0.5), undefined);
    }
  });

  test("retries six times without polling, and without limit with polling", () => {
    const isRetried = (interval: number) => (failureCount: number) =>
      nextFetchDelay(pollState({ interval, failureCount, errorCode: "timeout" }), 0.5) !== undefined;
    assert.deepEqual([1, 6, 7, 8].map(isRetried(0)), [true, true, false, false]);
    assert.deepEqual([1, 6, 7, 8].map(isRetried(10_000)), [true, true, true, true]);
  });

  test("waits as long as Retry-After says, without jitter", () => {
    const fields = { failureCount: 1, errorCode: "rate_limited", retryAfter: 7_000 } as const;
    for (const random of [0, 0.5, 0.99]) assert.equal(nextFetchDelay(pollState(fields), random), 7_000);
  });
});

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-05-01T12:00:00Z");
  const cases: readonly (readonly [header: string | null | undefined, delay: number | undefined])[] = [
    [undefined, undefined],
    [null, undefined],
    ["", undefined],
    ["7", 7_000],
    ["60", 60_000],
    ["61", 60_000],
    ["99999999999999999999", 60_000],
    ["0", 1_000],
    ["Fri, 01 May 2026 12:00:30 GMT", 30_000],
    ["Fri, 01 May 2026 13:00:00 GMT", 60_000],
    ["Fri, 01 May 2026 11:00:00 GMT", 1_000],
    ["Friday, 01-May-26 12:00:30 GMT", 30_000],
    ["-5", undefined],
    ["1e9", undefined],
    ["7.5", undefined],
    ["7, 8", undefined],
    ["0x10", undefined],
    ["2026-05-01", undefined],
    ["soon", undefined],
    ["Fri, nonsense", undefined],
    ["NaN", undefined],
    ["Infinity", undefined],
  ];
  for (const [header, delay] of cases) {
    test(`returns ${delay} for ${JSON.stringify(header)}`, () => assert.equal(parseRetryAfter(header, now), delay));
  }
});
