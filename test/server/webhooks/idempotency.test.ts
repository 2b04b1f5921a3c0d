import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { svixHeaders } from "../../support/sign-webhook.js";
import { assertError, bodyOf } from "../handler-setup.js";
import { setupWebhooks } from "./webhook-setup.js";

const rules = { type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: {} };

/** A host whose `onEvent` ends, or fails, when the test says so. */
function slowHost() {
  const running: { end: () => void; fail: () => void }[] = [];
  const onEvent = () =>
    new Promise<void>((resolve, reject) => {
      running.push({ end: resolve, fail: () => reject(new Error("the host's database")) });
    });
  return { running, onEvent };
}

describe("a webhook is handled once", () => {
  test("when it comes twice, signed anew or not", async () => {
    const { deliver, clock, events } = setupWebhooks();
    await bodyOf(await deliver(rules));
    await bodyOf(await deliver(rules));
    clock.now += 200_000;
    await bodyOf(await deliver(rules));
    assert.equal(events.length, 1);
  });

  test("by its id, whatever is in it", async () => {
    const { deliverSvix, events } = setupWebhooks();
    await bodyOf(await deliverSvix(rules, "msg_1"));
    await bodyOf(await deliverSvix({ ...rules, data: 2 }, "msg_1"));
    await bodyOf(await deliverSvix(rules, "msg_2"));
    assert.equal(events.length, 2);
  });

  test("for three days, longer than it is delivered", async () => {
    const { deliver, clock, events } = setupWebhooks();
    await bodyOf(await deliver(rules));
    clock.now += 3 * 24 * 3600_000 - 1;
    await bodyOf(await deliver(rules));
    assert.equal(events.length, 1);
    clock.now += 1;
    await bodyOf(await deliver(rules));
    assert.equal(events.length, 2);
  });

  test("an event without a time of its own can happen again, word for word", async () => {
    const { deliver, clock, events } = setupWebhooks();
    const { timestamp, ...timeless } = rules;
    await bodyOf(await deliver(timeless));
    await bodyOf(await deliver(timeless));
    clock.now += 60_000;
    await bodyOf(await deliver(timeless));
    assert.deepEqual(
      events.map((event) => event.timestamp),
      [new Date(timestamp).toISOString(), "2026-01-01T00:01:00.000Z"],
    );
  });

  test("when it comes 20 times at once: the others are asked to come again, and hear that it is done", async () => {
    const { running, onEvent } = slowHost();
    const { deliver, settle } = setupWebhooks({ onEvent });
    const answers = Array.from({ length: 20 }, () => deliver(rules));
    while (running.length === 0) await settle();
    const early = await Promise.all(
      answers.map(async (answer) =>
        Promise.race([
          answer,
          settle()
            .then(settle)
            .then(() => undefined),
        ]),
      ),
    );
    const refused = early.filter((answer) => answer !== undefined);
    assert.equal(refused.length, 19);
    assert.deepEqual(new Set(refused.map(({ headers }) => headers.get("retry-after"))), new Set(["1"]));
    await assertError(refused[0]!, 503, "busy");
    running[0]?.end();
    const all = await Promise.all(answers);
    assert.equal(all.filter(({ status }) => status === 200).length, 1);
    await bodyOf(await deliver(rules));
    assert.equal(running.length, 1);
  });
});

describe("a webhook that fails", () => {
  test("is answered with a 500, and the next delivery tries again", async () => {
    const { running, onEvent } = slowHost();
    const { deliver, settle, errors } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    while (running.length < 1) await settle();
    running[0]?.fail();
    await assertError(await first, 500, "server_error");
    assert.deepEqual([errors[0]?.route, (errors[0]!.cause as Error).message], ["/webhooks", "the host's database"]);
    const second = deliver(rules);
    while (running.length < 2) await settle();
    running[1]?.end();
    await bodyOf(await second);
    await bodyOf(await deliver(rules));
    assert.equal(running.length, 2);
  });

  for (const name of ["onChanged", "onDisconnected"] as const) {
    test(`in ${name} is told again`, async () => {
      let calls = 0;
      const once = () => {
        calls += 1;
        if (calls === 1) throw new Error("mine");
      };
      const { deliver, connect, eventOf } = setupWebhooks({ [name]: once });
      await connect();
      const event = eventOf(name === "onChanged" ? "connection.expired" : "connection.disconnected", { at: 5 });
      await assertError(await deliver(event), 500, "server_error");
      await bodyOf(await deliver(event));
      await bodyOf(await deliver(event));
      assert.equal(calls, 2);
    });
  }

  test("because it takes too long goes on, is not run beside itself, and its end is remembered", async () => {
    const { running, onEvent } = slowHost();
    const { deliver, settle, fireTimers, errors } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    while (running.length < 1) await settle();
    fireTimers();
    await assertError(await first, 504, "timeout");
    await assertError(await deliver(rules), 503, "busy");
    running[0]?.end();
    await settle();
    await bodyOf(await deliver(rules));
    assert.deepEqual([running.length, errors.length], [1, 2]);
  });

  test("after nobody waits any more is reported, and tried again", async () => {
    const { running, onEvent } = slowHost();
    const { deliver, settle, fireTimers, errors } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    while (running.length < 1) await settle();
    fireTimers();
    await first;
    running[0]?.fail();
    await settle();
    assert.equal((errors.at(-1)!.cause as Error).message, "the host's database");
    const again = deliver(rules);
    while (running.length < 2) await settle();
    running[1]?.end();
    await bodyOf(await again);
  });

  test("because the process ended blocks its event for a minute only", async () => {
    const { running, onEvent } = slowHost();
    const { deliver, settle, clock } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    while (running.length < 1) await settle();
    clock.now += 59_999;
    await assertError(await deliver(rules), 503, "busy");
    clock.now += 1;
    const second = deliver(rules);
    while (running.length < 2) await settle();
    for (const run of running) run.end();
    await Promise.all([first, second]);
  });

  test("because the store does is no host's fault, and is delivered again", async () => {
    const parts = setupWebhooks();
    const claim = parts.store.claim.bind(parts.store);
    parts.store.claim = () => Promise.reject(new Error("gone"));
    await assertError(await parts.deliver(rules), 500, "server_error");
    parts.store.claim = claim;
    await bodyOf(await parts.deliver(rules));
    assert.equal(parts.events.length, 1);
  });
});

test("somebody who leaves does not stop what he has begun", async () => {
  const { running, onEvent } = slowHost();
  const { post, seconds, settle } = setupWebhooks({ onEvent });
  const body = JSON.stringify(rules);
  const client = new AbortController();
  const left = post(body, svixHeaders(body, seconds()), { signal: client.signal });
  while (running.length < 1) await settle();
  client.abort();
  assert.equal((await left).status, 499);
  running[0]?.end();
  await settle();
  const again = await post(body, svixHeaders(body, seconds()));
  assert.deepEqual([again.status, running.length], [200, 1]);
});
