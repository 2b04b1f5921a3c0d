import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ofauthHeaders, standardHeaders, svixHeaders } from "../../support/sign-webhook.js";
import { assertError, bodyOf, waitUntil } from "../handler-setup.js";
import { setupWebhooks } from "./webhook-setup.js";

const rules = { type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: {} };

/** A host whose `onEvent` succeeds or fails when the test calls `succeed` or `fail`. */
function setupSlowHost() {
  const calls: { succeed: () => void; fail: () => void }[] = [];
  const onEvent = () =>
    new Promise<void>((resolve, reject) => {
      calls.push({ succeed: resolve, fail: () => reject(new Error("the host's database")) });
    });
  return { calls, onEvent };
}

describe("handling a webhook event once", () => {
  test("handles an event once when it is delivered again, with the same or a new signature", async () => {
    const { deliver, clock, events } = setupWebhooks();
    await bodyOf(await deliver(rules));
    await bodyOf(await deliver(rules));
    clock.now += 200_000;
    await bodyOf(await deliver(rules));
    assert.equal(events.length, 1);
  });

  test("identifies an event by its svix-id, whatever its body", async () => {
    const { deliverSvix, events } = setupWebhooks();
    await bodyOf(await deliverSvix(rules, "msg_1"));
    await bodyOf(await deliverSvix({ ...rules, data: 2 }, "msg_1"));
    await bodyOf(await deliverSvix(rules, "msg_2"));
    assert.equal(events.length, 2);
  });

  describe("that was sent with both signatures", () => {
    const families = ["ofauth-signature", "svix", "webhook"] as const;
    const withFamilies = (kept: readonly string[], seconds: number, body: string, id = "msg_1") =>
      Object.fromEntries(
        Object.entries({
          ...ofauthHeaders(body, seconds),
          ...svixHeaders(body, seconds, { id }),
          ...standardHeaders(body, seconds, { id }),
        }).filter(([name]) => kept.some((family) => name.startsWith(family))),
      );
    const timeless = { type: "rules.updated", data: {} };

    for (const event of [rules, timeless]) {
      for (const first of [families, ...families.map((family) => [family])]) {
        for (const again of [families, ...families.map((family) => [family])]) {
          const time = event === rules ? "with" : "without";
          test(`is one event ${time} a timestamp, with ${first.join()} first and ${again.join()} again`, async () => {
            const { post, events, seconds } = setupWebhooks();
            const body = JSON.stringify(event);
            await bodyOf(await post(body, withFamilies(first, seconds(), body)));
            await bodyOf(await post(body, withFamilies(again, seconds(), body)));
            assert.equal(events.length, 1);
          });
        }
      }
    }

    test("is another event with another id, although the bodies are equal", async () => {
      const { post, events, seconds } = setupWebhooks();
      const body = JSON.stringify(rules);
      await bodyOf(await post(body, withFamilies(families, seconds(), body, "msg_1")));
      await bodyOf(await post(body, withFamilies(families, seconds(), body, "msg_2")));
      assert.equal(events.length, 2);
    });

    test("is handled once when both halves arrive at the same time", async () => {
      const { calls: hostCalls, onEvent } = setupSlowHost();
      const { post, seconds } = setupWebhooks({ onEvent });
      const body = JSON.stringify(rules);
      const first = post(body, ofauthHeaders(body, seconds()));
      await waitUntil(() => hostCalls.length === 1);
      await assertError(await post(body, svixHeaders(body, seconds())), 503, "busy");
      hostCalls[0]?.succeed();
      await bodyOf(await first);
    });
  });

  test("remembers a handled event for three days, longer than OFAuth retries it", async () => {
    const { deliver, clock, events } = setupWebhooks();
    await bodyOf(await deliver(rules));
    clock.now += 3 * 24 * 3600_000 - 1;
    await bodyOf(await deliver(rules));
    assert.equal(events.length, 1);
    clock.now += 1;
    await bodyOf(await deliver(rules));
    assert.equal(events.length, 2);
  });

  test("handles an equal body again later if the event has no timestamp", async () => {
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

  test("handles one of 20 simultaneous deliveries, answers the others with 503, and a later one with 200", async () => {
    const { calls: hostCalls, onEvent } = setupSlowHost();
    const { deliver } = setupWebhooks({ onEvent });
    const early: Response[] = [];
    const deliveries = Array.from({ length: 20 }, async () => {
      const response = await deliver(rules);
      early.push(response);
      return response;
    });
    // All but the one that the host is handling are answered before it ends.
    await waitUntil(() => hostCalls.length === 1 && early.length === 19);
    assert.deepEqual(new Set(early.map(({ headers }) => headers.get("retry-after"))), new Set(["1"]));
    await assertError(early[0]!, 503, "busy");
    hostCalls[0]?.succeed();
    const all = await Promise.all(deliveries);
    assert.equal(all.filter(({ status }) => status === 200).length, 1);
    await bodyOf(await deliver(rules));
    assert.equal(hostCalls.length, 1);
  });
});

describe("a webhook event that fails", () => {
  test("is answered with 500, and handled again with the next delivery", async () => {
    const { calls: hostCalls, onEvent } = setupSlowHost();
    const { deliver, errors } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    await waitUntil(() => hostCalls.length === 1);
    hostCalls[0]?.fail();
    await assertError(await first, 500, "server_error");
    assert.deepEqual([errors[0]?.route, (errors[0]!.cause as Error).message], ["/webhooks", "the host's database"]);
    const second = deliver(rules);
    await waitUntil(() => hostCalls.length === 2);
    hostCalls[1]?.succeed();
    await bodyOf(await second);
    await bodyOf(await deliver(rules));
    assert.equal(hostCalls.length, 2);
  });

  for (const name of ["onChanged", "onDisconnected"] as const) {
    test(`is handled again when ${name} has thrown`, async () => {
      let callCount = 0;
      const failOnce = () => {
        callCount += 1;
        if (callCount === 1) throw new Error("mine");
      };
      const { deliver, connect, eventOf } = setupWebhooks({ [name]: failOnce });
      await connect();
      const event = eventOf(name === "onChanged" ? "connection.expired" : "connection.disconnected", { at: 5 });
      await assertError(await deliver(event), 500, "server_error");
      await bodyOf(await deliver(event));
      await bodyOf(await deliver(event));
      assert.equal(callCount, 2);
    });
  }

  test("continues after a timeout, is not handled in parallel, and is remembered once done", async () => {
    const { calls: hostCalls, onEvent } = setupSlowHost();
    const { deliver, fireTimers, errors, lockReleased } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    await waitUntil(() => hostCalls.length === 1);
    fireTimers();
    await assertError(await first, 504, "timeout");
    await assertError(await deliver(rules), 503, "busy");
    hostCalls[0]?.succeed();
    await lockReleased();
    await bodyOf(await deliver(rules));
    assert.deepEqual([hostCalls.length, errors.length], [1, 2]);
  });

  test("is reported to onError when it fails after a timeout, and is handled again", async () => {
    const { calls: hostCalls, onEvent } = setupSlowHost();
    const { deliver, fireTimers, errors } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    await waitUntil(() => hostCalls.length === 1);
    fireTimers();
    await first;
    const reported = errors.length;
    hostCalls[0]?.fail();
    await waitUntil(() => errors.length > reported);
    assert.equal((errors.at(-1)!.cause as Error).message, "the host's database");
    const again = deliver(rules);
    await waitUntil(() => hostCalls.length === 2);
    hostCalls[1]?.succeed();
    await bodyOf(await again);
  });

  test("stays locked for as long as it is being handled, and for five seconds when its process has died", async () => {
    const { calls: hostCalls, onEvent } = setupSlowHost();
    const { deliver, clock, advance } = setupWebhooks({ onEvent });
    const first = deliver(rules);
    await waitUntil(() => hostCalls.length === 1);
    for (let seconds = 0; seconds < 60; seconds++) await advance(1000);
    await assertError(await deliver(rules), 503, "busy");
    // From here on no timer runs, as in a process that was killed.
    clock.now += 4000;
    await assertError(await deliver(rules), 503, "busy");
    clock.now += 1000;
    const second = deliver(rules);
    await waitUntil(() => hostCalls.length === 2);
    for (const call of hostCalls) call.succeed();
    await Promise.all([first, second]);
  });

  test("is answered with 500 when the store fails, and handled again with the next delivery", async () => {
    const parts = setupWebhooks();
    const lock = parts.store.lock.bind(parts.store);
    parts.store.lock = () => Promise.reject(new Error("gone"));
    await assertError(await parts.deliver(rules), 500, "server_error");
    parts.store.lock = lock;
    await bodyOf(await parts.deliver(rules));
    assert.equal(parts.events.length, 1);
  });
});

test("handling continues when the client closes the connection", async () => {
  const { calls: hostCalls, onEvent } = setupSlowHost();
  const { post, seconds, lockReleased } = setupWebhooks({ onEvent });
  const body = JSON.stringify(rules);
  const client = new AbortController();
  const aborted = post(body, svixHeaders(body, seconds()), { signal: client.signal });
  await waitUntil(() => hostCalls.length === 1);
  client.abort();
  assert.equal((await aborted).status, 499);
  hostCalls[0]?.succeed();
  await lockReleased();
  const again = await post(body, svixHeaders(body, seconds()));
  assert.deepEqual([again.status, hostCalls.length], [200, 1]);
});
