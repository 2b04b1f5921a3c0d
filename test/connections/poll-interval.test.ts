import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nextFetchDelay, parseRetryAfter, type PollState } from "../../src/connections/poll-interval.js";
import { errorCodes, isRetryable } from "../../src/protocol/error-codes.js";

const pace = (fields: Partial<PollState> = {}): PollState => ({
  interval: 0,
  waiting: undefined,
  failures: 0,
  ...fields,
});

describe("the next read", () => {
  test("comes after the interval, and never under 10 seconds", () => {
    assert.equal(nextFetchDelay(pace(), 0.5), undefined);
    assert.equal(nextFetchDelay(pace({ interval: 60_000 }), 0.5), 60_000);
    for (const interval of [1, 999, 9_999, 10_000]) assert.equal(nextFetchDelay(pace({ interval }), 0.5), 10_000);
  });

  test("comes every 10 seconds for five minutes while a login waits for its code, if there are polls at all", () => {
    const waits = (waiting: number) => nextFetchDelay(pace({ interval: 60_000, waiting }), 0.5);
    assert.deepEqual([0, 299_999, 300_000, 900_000].map(waits), [10_000, 10_000, 60_000, 60_000]);
    assert.equal(nextFetchDelay(pace({ waiting: 0 }), 0.5), undefined);
  });

  test("backs off exponentially with full jitter, up to a minute", () => {
    const most = (failures: number) => nextFetchDelay(pace({ interval: 10_000, failures, code: "network" }), 1);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 60, 2000].map(most),
      [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000],
    );
    assert.equal(nextFetchDelay(pace({ failures: 3, code: "network" }), 0), 0);
    assert.equal(nextFetchDelay(pace({ failures: 3, code: "network" }), 0.25), 2_000);
  });

  test("follows a failure that passes and an answer that makes no sense, and no other", () => {
    for (const code of errorCodes) {
      const wait = nextFetchDelay(pace({ interval: 10_000, failures: 1, code }), 0.5);
      assert.equal(wait !== undefined, isRetryable(code) || code === "bad_response", code);
    }
    for (const code of ["unauthorized", "forbidden", "not_found", "misconfigured"] as const) {
      assert.equal(nextFetchDelay(pace({ interval: 10_000, failures: 1, code }), 0.5), undefined);
    }
  });

  test("is tried six times where nobody polls, and without end where somebody does", () => {
    const isTried = (interval: number) => (failures: number) =>
      nextFetchDelay(pace({ interval, failures, code: "timeout" }), 0.5) !== undefined;
    assert.deepEqual([1, 6, 7, 8].map(isTried(0)), [true, true, false, false]);
    assert.deepEqual([1, 6, 7, 8].map(isTried(10_000)), [true, true, true, true]);
  });

  test("comes when the host says, whatever chance would say", () => {
    const fields = { failures: 1, code: "rate_limited", retryAfter: 7_000 } as const;
    for (const random of [0, 0.5, 0.99]) assert.equal(nextFetchDelay(pace(fields), random), 7_000);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-05-01T12:00:00Z");
  const cases: readonly (readonly [header: string | null | undefined, wait: number | undefined])[] = [
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
  for (const [header, wait] of cases) {
    test(JSON.stringify(header) ?? "none", () => assert.equal(parseRetryAfter(header, now), wait));
  }
});
