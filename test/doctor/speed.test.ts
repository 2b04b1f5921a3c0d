import assert from "node:assert/strict";
import { test } from "node:test";
import { createHost, examineHost, findingOf } from "./host.js";

/** Examines a host that needs `ms` for `route`, and `others` milliseconds for every other request. */
async function examineSlow(route: string, ms: number, others = 20) {
  let time = Date.UTC(2026, 0, 1);
  const host = createHost({
    intercept: (request, respond) => {
      time += request.url.endsWith(route) ? ms : others;
      return respond();
    },
  });
  return findingOf(await examineHost(host, { now: () => time }), "speed");
}

for (const [ms, outcome, slowest] of [
  [999, "ok", "999 ms"],
  [1000, "warn", "1.0 s"],
  [4999, "warn", "5.0 s"],
  [7200, "fail", "7.2 s"],
] as const) {
  test(`speed is ${outcome} when the slowest route needs ${ms} ms`, async () => {
    const found = await examineSlow("/link/result", ms);
    assert.equal(found.outcome, outcome);
    assert.match(
      found.seen,
      new RegExp(`^median 20 ms, slowest ${slowest} \\(GET link/result\\), of \\d\\d requests$`),
    );
    if (outcome === "ok") assert.equal(found.advice, undefined);
    else assert.match(found.advice ?? "", /1 second.*15 seconds.*10\./);
  });
}

test("speed does not count the page", async () => {
  assert.equal((await examineSlow("/creators", 9000)).outcome, "ok");
});

test("speed is skipped when no route responds", async () => {
  const host = createHost({
    intercept: (request, respond) => {
      if (request.url.includes("/api/")) throw new Error("refused");
      return respond();
    },
  });
  const { findings } = await examineHost(host);
  assert.equal(
    findings.some(({ id }) => id === "speed"),
    false,
  );
});
