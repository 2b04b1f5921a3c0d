/** An account that goes on being confirmed after its attempt: when it is asked for, and what ends it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { UnconfirmedAttempt } from "../../src/connect/attempt.js";
import { createLateConfirmation, type LateOutcome } from "../../src/connect/late-confirmation.js";
import { ConnectError, errorCodes, type ErrorCode } from "../../src/protocol/error-codes.js";
import type { LinkResult } from "../../src/protocol/link-contract.js";
import { activeConnection, FakeClock, FakeEndedAttempts, FakeLinkApi, flushPromises } from "../support/fake-ports.js";
import { seeded } from "../support/seeded.js";

const byId: Partial<UnconfirmedAttempt> = { connectionId: "conn_1" };
const byResult: Partial<UnconfirmedAttempt> = { connectionId: undefined, after: "error" };
const abandoned: Partial<UnconfirmedAttempt> = { ...byResult, after: "cancel", returned: true, abandoned: true };
const result = (fields: object): LinkResult => ({ attemptId: "attempt-1", ...fields }) as LinkResult;

function setup(fields: Partial<UnconfirmedAttempt> = byId) {
  const log: string[] = [];
  const clock = new FakeClock();
  const linkApi = new FakeLinkApi(log);
  const records = new FakeEndedAttempts();
  const reported: LateOutcome[] = [];
  const attempt = {
    attemptId: "attempt-1",
    after: "success",
    connectionId: "conn_1",
    returned: false,
    ...fields,
  } as const;
  records.save(attempt.attemptId, attempt.after);
  const late = createLateConfirmation(attempt, { linkApi, clock, records }, (outcome) => reported.push(outcome));
  const requests = () => [...linkApi.confirmations, ...linkApi.results];
  const fail = async (code: ErrorCode = "server_error", retryAfter?: string) => {
    for (const request of requests())
      if (!request.settled) await request.reject(Object.assign(new ConnectError(code), { retryAfter }));
  };
  const started = clock.now();
  return {
    late,
    log,
    clock,
    linkApi,
    records,
    reported,
    requests,
    fail,
    seconds: () => (clock.now() - started) / 1000,
  };
}

/** Lets every request fail for `seconds`, and returns when they were sent. */
async function timesOfRequests(fixture: ReturnType<typeof setup>, seconds: number, retryAfter?: string) {
  const times: number[] = [];
  let seen = 0;
  for (let second = 0; second <= seconds; second++) {
    while (fixture.requests().length > seen) {
      seen++;
      times.push(fixture.seconds());
      await fixture.fail("server_error", retryAfter);
    }
    fixture.clock.advance(1000);
  }
  return times;
}

describe("an account whose confirmation did not arrive", () => {
  test("is asked for with growing pauses, for about a minute", async () => {
    const fixture = setup();
    fixture.late.askIn(2000);
    assert.deepEqual(await timesOfRequests(fixture, 300), [2, 6, 14, 30, 46]);
    assert.deepEqual(fixture.reported, []);
    assert.equal(fixture.clock.running, 0);
    assert.ok(fixture.records.records.has("attempt-1"), "the next page has nothing to ask for");
  });

  test("is not asked for before Retry-After", async () => {
    const fixture = setup();
    fixture.late.askIn(2000);
    assert.deepEqual(await timesOfRequests(fixture, 300, "20"), [2, 22, 42]);
    const later = new Date(setup().clock.now() + 2000 + 25_000).toUTCString();
    const dated = setup();
    dated.late.askIn(2000);
    dated.clock.advance(2000);
    await dated.fail("rate_limited", later);
    dated.clock.advance(23_000);
    assert.equal(dated.requests().length, 1);
    dated.clock.advance(2000);
    assert.equal(dated.requests().length, 2);
  });

  test("is asked for again when the browser is online, also after the minute, but not before Retry-After", async () => {
    const fixture = setup();
    fixture.late.askIn(2000);
    await timesOfRequests(fixture, 120);
    const before = fixture.requests().length;
    fixture.late.askIn(0);
    fixture.clock.advance(0);
    assert.equal(fixture.requests().length, before + 1);
    await fixture.fail("server_error", "30");
    fixture.late.askIn(0);
    fixture.clock.advance(29_999);
    assert.equal(fixture.requests().length, before + 1);
    fixture.clock.advance(1);
    assert.equal(fixture.requests().length, before + 2);
    // A request that is pending is not doubled.
    fixture.late.askIn(0);
    fixture.clock.advance(0);
    assert.equal(fixture.requests().length, before + 2);
  });

  test("is asked for once more, by a request that outlives the page, and the next page may take over", async () => {
    const fixture = setup();
    fixture.late.askIn(2000);
    assert.ok(fixture.records.held.has("attempt-1"));
    fixture.late.leave();
    assert.deepEqual(fixture.log, ["complete conn_1 keepalive"]);
    assert.ok(!fixture.records.held.has("attempt-1"));
    await fixture.linkApi.confirmations[0]!.resolve(activeConnection());
    assert.deepEqual(fixture.reported, [activeConnection()]);
    const unknown = setup(byResult);
    unknown.late.leave();
    assert.deepEqual(unknown.log, []);
  });

  test("is reported once, when it is confirmed, and then leaves nothing", async () => {
    for (const fields of [byId, byResult]) {
      const { late, clock, linkApi, reported, records, requests } = setup(fields);
      late.askIn(2000);
      clock.advance(2000);
      if (fields === byId) await linkApi.confirmations[0]!.resolve(activeConnection());
      else await linkApi.results[0]!.resolve(result({ outcome: "connected", connection: activeConnection() }));
      assert.deepEqual(reported, [activeConnection()]);
      late.askIn(0);
      late.leave();
      clock.advance(120_000);
      assert.deepEqual([requests().length, clock.running, records.records.size, reported.length], [1, 0, 0, 1]);
    }
  });

  for (const code of errorCodes) {
    const goesOn = ["network", "timeout", "server_error", "bad_response", "rate_limited"].includes(code);
    test(`${goesOn ? "goes on after" : "is refused with"} ${code}`, async () => {
      const fixture = setup();
      fixture.late.askIn(2000);
      fixture.clock.advance(2000);
      await fixture.fail(code);
      fixture.clock.advance(120_000);
      assert.deepEqual(fixture.reported, goesOn ? [] : ["refused"]);
      assert.equal(fixture.requests().length, goesOn ? 2 : 1);
      assert.equal(fixture.records.records.size, goesOn ? 1 : 0);
    });
  }

  test("is refused when another connection is confirmed, or the server says that it failed", async () => {
    const other = setup();
    other.late.askIn(0);
    other.clock.advance(0);
    await other.linkApi.confirmations[0]!.resolve(activeConnection("conn_2"));
    assert.deepEqual(other.reported, ["refused"]);
    for (const outcome of [{ outcome: "failed", code: "verify_failed" }, { outcome: "cancelled" }]) {
      const { late, clock, linkApi, reported } = setup(byResult);
      late.askIn(0);
      clock.advance(0);
      await linkApi.results[0]!.resolve(result(outcome));
      assert.deepEqual(reported, ["refused"]);
    }
  });

  test("keeps its record after a refusal when it came back by a callback, which anyone can write", async () => {
    const fixture = setup({ returned: true });
    fixture.late.askIn(0);
    fixture.clock.advance(0);
    await fixture.fail("verify_failed");
    assert.deepEqual([fixture.reported, fixture.records.records.size, fixture.records.held.size], [["refused"], 1, 0]);
  });

  test("is dropped when the host has no route that confirms", async () => {
    const { late, clock, linkApi, reported } = setup();
    late.askIn(0);
    clock.advance(0);
    await linkApi.confirmations[0]!.resolve(undefined);
    assert.deepEqual([reported, clock.running], [["dropped"], 0]);
  });

  test("is waited for while the server says that it confirms, and asked for twice when it knows nothing", async () => {
    const { late, clock, linkApi, reported } = setup(byResult);
    late.askIn(0);
    clock.advance(0);
    await linkApi.results[0]!.resolve(result({ outcome: "confirming" }));
    assert.deepEqual(reported, ["confirming"]);
    clock.advance(4000);
    await linkApi.results[1]!.resolve(undefined);
    assert.deepEqual(reported, ["confirming", "dropped"]);
    const unknown = setup(byResult);
    unknown.late.askIn(0);
    unknown.clock.advance(0);
    await unknown.linkApi.results[0]!.resolve(undefined);
    unknown.clock.advance(4000);
    assert.equal(unknown.linkApi.results.length, 2);
    await unknown.linkApi.results[1]!.resolve(undefined);
    assert.deepEqual([unknown.reported, unknown.clock.running], [["dropped"], 0]);
  });

  test("is asked for only when the user comes back after the attempt was abandoned, at most every 2 s, for an hour", async () => {
    const { late, clock, linkApi, reported, records } = setup(abandoned);
    for (const [after, requests] of [
      [0, 1],
      [1000, 1],
      [1000, 2],
      [58 * 60_000 - 1000, 3],
    ] as const) {
      clock.advance(after);
      late.askIn(0);
      clock.advance(0);
      assert.equal(linkApi.results.length, requests);
      if (linkApi.results.at(-1)!.settled) continue;
      await linkApi.results.at(-1)!.resolve(undefined);
      assert.ok(records.records.has("attempt-1") && !records.held.has("attempt-1"));
    }
    clock.advance(120_000);
    assert.deepEqual([linkApi.results.length, clock.running, reported], [3, 0, []]);
    late.askIn(0);
    assert.deepEqual([linkApi.results.length, clock.running, reported], [3, 0, ["dropped"]]);
  });

  test("is reported when the user has gone on with an abandoned attempt, and waited for while the server confirms it", async () => {
    const { late, clock, linkApi, reported } = setup(abandoned);
    clock.advance(30 * 60_000);
    late.askIn(0);
    clock.advance(0);
    await linkApi.results[0]!.resolve(result({ outcome: "confirming" }));
    clock.advance(4000);
    await linkApi.results[1]!.resolve(result({ outcome: "connected", connection: activeConnection() }));
    assert.deepEqual(reported, ["confirming", activeConnection()]);
  });

  test("is not asked for any more, and not reported, once it is stopped", async () => {
    const { late, clock, linkApi, reported, records } = setup(abandoned);
    late.askIn(0);
    clock.advance(0);
    late.stop();
    await linkApi.results[0]!.resolve(result({ outcome: "connected", connection: activeConnection() }));
    late.askIn(0);
    assert.deepEqual([clock.running, reported, records.held.size], [0, [], 0]);
  });

  test("is left to the page that holds its record", () => {
    const { late, records, reported, requests, clock } = setup();
    records.heldElsewhere.add("attempt-1");
    late.askIn(2000);
    clock.advance(120_000);
    assert.deepEqual([reported, requests().length], [["dropped"], 0]);
  });

  test("is not reported when another page was reported meanwhile", async () => {
    const { late, clock, linkApi, records, reported } = setup();
    late.askIn(0);
    clock.advance(0);
    records.take("attempt-1");
    await linkApi.confirmations[0]!.resolve(activeConnection());
    assert.deepEqual(reported, ["dropped"]);
  });
});

test("2000 random courses are reported at most once, and leave nothing when they have ended", async () => {
  const ends = new Set<string>();
  for (let seed = 1; seed <= 2000; seed++) {
    const random = seeded(seed);
    const fixture = setup(random.pick([byId, byResult, { ...byId, returned: true }, abandoned]));
    const { late, clock, linkApi, reported, records } = fixture;
    late.askIn(2000);
    for (let turn = random.below(30); turn > 0; turn--) {
      const [confirmation] = linkApi.confirmations.filter(({ settled }) => !settled);
      const [read] = linkApi.results.filter(({ settled }) => !settled);
      const action = random.below(10);
      if (action < 3) clock.advance(random.pick([1, 2000, 16_000, 70_000]));
      else if (action === 3) late.leave();
      else if (action === 4) late.askIn(random.pick([0, 2000]));
      else if (action === 5 && random.chance(0.1)) records.take("attempt-1");
      else if (action < 8) await fixture.fail(random.chance(0.9) ? "server_error" : random.pick(errorCodes));
      else if (random.chance(0.5)) {
        await confirmation?.resolve(random.pick([activeConnection(), activeConnection(), undefined]));
        await read?.resolve(
          random.pick([
            result({ outcome: "confirming" }),
            result({ outcome: "connected", connection: activeConnection() }),
            undefined,
          ]),
        );
      }
    }
    await flushPromises();
    const final = reported.filter((outcome) => outcome !== "confirming");
    assert.ok(final.length <= 1, `seed ${seed}: reported ${final.length} times`);
    assert.ok(
      reported.lastIndexOf("confirming") < reported.length - final.length || final.length === 0,
      `seed ${seed}: reported after its end`,
    );
    if (final.length === 1) {
      assert.equal(clock.running, 0, `seed ${seed}: a timer is left`);
      assert.equal(linkApi.pending, 0, `seed ${seed}: a request is left`);
    }
    ends.add(typeof final[0] === "object" ? "confirmed" : (final[0] ?? "open"));
  }
  assert.deepEqual([...ends].toSorted(), ["confirmed", "dropped", "open", "refused"]);
});
