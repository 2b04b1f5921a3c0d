import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { startEmulator } from "../../src/emulator/index.js";
import { Webhooks } from "../../src/emulator/webhooks/webhooks.js";
import { answering, gate, hookUrl, secret, setupWebhooks, verifyOFAuth, verifySvix } from "./webhook-receiver.js";

describe("a delivery that fails", () => {
  test("is retried after 1, 2, 4 and 8 seconds, and then fails", async () => {
    const { webhooks, received, host, waits } = setupWebhooks();
    host.answer = answering(500);
    webhooks.send("rules.updated");
    await webhooks.settled();
    assert.equal(received.length, 5);
    assert.deepEqual(waits, [1000, 2000, 4000, 8000]);
    const [delivery] = webhooks.deliveries;
    assert.equal(delivery?.state, "failed");
    assert.deepEqual(
      delivery.attempts.map(({ status, failure }) => [status, failure]),
      Array.from({ length: 5 }, () => [500, "The host answered 500."]),
    );
    assert.deepEqual(webhooks.failures[0], {
      deliveryId: delivery.id,
      url: hookUrl,
      type: "rules.updated",
      at: "2026-01-02T03:04:05.000Z",
      failure: "The host answered 500.",
    });
  });

  test("is retried until it succeeds, with the same bytes and event id and a new signature", async () => {
    const { webhooks, received, host, clock } = setupWebhooks({ signature: "both" });
    const answer = answering(503, 302, 200);
    host.answer = (...given) => {
      clock.now += 600_000;
      return answer(...given);
    };
    webhooks.send("rules.updated");
    await webhooks.settled();
    assert.equal(webhooks.deliveries[0]?.state, "delivered");
    assert.equal(webhooks.failures.length, 2);
    const [first, second, third] = received.map((delivery) => verifyOFAuth(delivery, secret));
    assert.deepEqual([second, third], [Number(first) + 600, Number(first) + 1200]);
    assert.equal(new Set(received.map((delivery) => verifySvix(delivery, secret))).size, 1);
    assert.equal(new Set(received.map(({ body }) => body)).size, 1);
  });

  for (const [name, error, reason] of [
    ["is unreachable", new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }), "ECONNREFUSED."],
    ["closes the connection", new Error("terminated"), "terminated"],
  ] as const) {
    test(`because the host ${name} is retried`, async () => {
      const { webhooks, host } = setupWebhooks();
      host.answer = () => {
        host.answer = answering(204);
        throw error;
      };
      webhooks.send("rules.updated");
      await webhooks.settled();
      assert.equal(webhooks.deliveries[0]?.state, "delivered");
      assert.equal(webhooks.failures[0]?.failure, `The host could not be reached: ${reason}`);
    });
  }

  test("because the host does not answer is retried after 10 seconds", async () => {
    const limits: { ms: number; controller: AbortController }[] = [];
    const webhooks = new Webhooks([{ url: hookUrl, secret }], {
      now: () => 0,
      // Never answers, and does not heed the signal either.
      fetch: () => new Promise<Response>(() => undefined),
      wait: async () => undefined,
      timeout: (ms) => {
        const controller = new AbortController();
        limits.push({ ms, controller });
        queueMicrotask(() => controller.abort());
        return controller.signal;
      },
    });
    webhooks.send("rules.updated");
    await webhooks.settled();
    assert.deepEqual(
      limits.map(({ ms }) => ms),
      Array.from({ length: 5 }, () => 10_000),
    );
    assert.equal(webhooks.deliveries[0]?.state, "failed");
    assert.equal(webhooks.failures[4]?.failure, "No answer within 10 seconds.");
  });
});

describe("the order of deliveries", () => {
  test("is kept for each connection, also with retries, and other connections do not wait", async () => {
    const { emulator, webhooks, host, received } = setupWebhooks();
    for (const id of ["conn_1", "conn_2"]) emulator.connections.seed({ id });
    const slow = gate();
    let failed = false;
    const log: string[] = [];
    const otherIsThrough = gate();
    host.answer = async ({ body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { connection: { id: string } } };
      log.push(`${data.connection.id} ${type.slice(11)}`);
      if (data.connection.id === "conn_2" && type === "connection.disconnected") otherIsThrough.open();
      if (data.connection.id === "conn_1" && !failed) {
        failed = true;
        await slow.opened;
        return new Response(null, { status: 500 });
      }
      return new Response(null);
    };
    for (const id of ["conn_1", "conn_2"]) {
      emulator.connections.expire(id);
      emulator.connections.delete(id);
    }
    await otherIsThrough.opened;
    assert.deepEqual(log, ["conn_1 expired", "conn_2 expired", "conn_2 disconnected"]);
    slow.open();
    await webhooks.settled();
    assert.deepEqual(log.slice(3), ["conn_1 expired", "conn_1 disconnected"]);
    assert.equal(received.length, 5);
  });

  test("continues after a failed delivery", async () => {
    const { emulator, host, types } = setupWebhooks();
    host.answer = answering(500, 500, 500, 500, 500, 200);
    const { id } = emulator.connections.seed();
    emulator.connections.expire(id);
    emulator.connections.delete(id);
    assert.deepEqual((await types()).slice(4), ["connection.expired", "connection.disconnected"]);
  });

  test("can be reversed", async () => {
    const { emulator, webhooks, types } = setupWebhooks();
    webhooks.hold();
    const { id } = emulator.connections.seed();
    emulator.connections.expire(id);
    emulator.connections.delete(id);
    assert.deepEqual(await types(), []);
    assert.deepEqual(
      webhooks.deliveries.map(({ state }) => state),
      ["held", "held"],
    );
    webhooks.release();
    assert.equal(webhooks.holding, false);
    assert.deepEqual(await types(), ["connection.disconnected", "connection.expired"]);
    webhooks.hold();
    webhooks.send("one");
    webhooks.send("two");
    webhooks.release({ reverse: false });
    assert.deepEqual((await types()).slice(2), ["one", "two"]);
  });
});

describe("a repeated delivery", () => {
  test("of the switch duplicate has the same event id and bytes", async () => {
    const { webhooks, received } = setupWebhooks({ signature: "svix" });
    webhooks.duplicate = true;
    webhooks.send("rules.updated");
    await webhooks.settled();
    assert.equal(received.length, 2);
    assert.equal(new Set(received.map(({ body, headers }) => body + headers.get("svix-id"))).size, 1);
    assert.equal(new Set(webhooks.deliveries.map(({ id }) => id)).size, 2);
  });

  test("of redeliver works hours later", async () => {
    const { webhooks, received, clock } = setupWebhooks({ signature: "both" });
    webhooks.send("one");
    webhooks.send("two");
    await webhooks.settled();
    clock.now += 3_600_000;
    assert.equal(webhooks.redeliver(webhooks.deliveries[0]?.id)?.type, "one");
    assert.equal(webhooks.redeliver()?.type, "one");
    assert.equal(webhooks.redeliver("del_none"), undefined);
    await webhooks.settled();
    const [one, , again, more] = received.map((delivery) => [verifySvix(delivery, secret), delivery.body]);
    assert.deepEqual([again, more], [one, one]);
    const times = received.map((delivery) => verifyOFAuth(delivery, secret));
    assert.equal(Number(times[2]) - Number(times[0]), 3600);
  });

  test("is not possible after a reset", () => {
    const { webhooks } = setupWebhooks();
    webhooks.send("one");
    webhooks.reset();
    assert.equal(webhooks.redeliver(), undefined);
  });
});

describe("a pending delivery", () => {
  /** Sets up a host that fails and a wait that never ends, so that the delivery stays before its second attempt. */
  async function setupHanging() {
    const waiting = gate();
    const setup = setupWebhooks(
      {},
      {
        wait: () => {
          waiting.open();
          return new Promise(() => undefined);
        },
      },
    );
    setup.host.answer = answering(500);
    setup.webhooks.send("one");
    await waiting.opened;
    return setup;
  }

  test("is cancelled by reset, which keeps the endpoints", async () => {
    const { emulator, webhooks, received } = await setupHanging();
    webhooks.duplicate = true;
    webhooks.hold();
    webhooks.send("held");
    emulator.reset();
    await webhooks.settled();
    assert.deepEqual(
      [webhooks.deliveries, webhooks.failures, webhooks.duplicate, webhooks.holding],
      [[], [], false, false],
    );
    assert.equal(received.length, 1);
    webhooks.send("two");
    assert.equal(received.length, 1);
    assert.equal(webhooks.list().length, 1);
  });

  test("is cancelled by close, after which nothing is sent", async () => {
    const { emulator, webhooks, received } = await setupHanging();
    emulator.close();
    webhooks.send("two");
    emulator.reset();
    webhooks.send("three");
    await webhooks.settled();
    assert.equal(received.length, 1);
    assert.deepEqual(
      webhooks.deliveries.map(({ type, state }) => [type, state]),
      [["three", "cancelled"]],
    );
  });

  for (const [name, failures] of [
    ["the first", 0],
    ["the last", 4],
  ] as const) {
    test(`is cancelled during ${name} attempt`, async () => {
      const asked = gate();
      const { emulator, webhooks, host, received } = setupWebhooks();
      let signal: AbortSignal | null | undefined;
      host.answer = (_received, init) => {
        if (received.length <= failures) return new Response(null, { status: 500 });
        ({ signal } = init);
        asked.open();
        return new Promise(() => undefined);
      };
      webhooks.send("one");
      await asked.opened;
      emulator.close();
      await webhooks.settled();
      assert.equal(signal?.aborted, true);
      const [delivery] = webhooks.deliveries;
      assert.deepEqual([delivery?.state, delivery?.attempts.length], ["cancelled", failures]);
    });
  }

  test("uses the current secret of its endpoint", async () => {
    const { webhooks, received, host } = setupWebhooks();
    host.answer = () => {
      webhooks.register({ url: hookUrl, secret: "another secret" });
      host.answer = answering(204);
      return new Response(null, { status: 500 });
    };
    webhooks.send("one");
    await webhooks.settled();
    assert.ok(received[1]);
    verifyOFAuth(received[1], "another secret");
  });

  test("is not sent to a removed endpoint", async () => {
    const { webhooks, received } = setupWebhooks();
    webhooks.send("one");
    webhooks.clear();
    await webhooks.settled();
    assert.deepEqual([received.length, webhooks.deliveries[0]?.state], [0, "cancelled"]);
  });
});

test("deliveries are copies, and limited to the last thousand", async () => {
  const { webhooks } = setupWebhooks();
  for (let number = 0; number < 1001; number += 1) webhooks.send(`type-${number}`);
  await webhooks.settled();
  assert.equal(webhooks.deliveries.length, 1000);
  assert.equal(webhooks.deliveries[0]?.type, "type-1");
  (webhooks.deliveries as unknown[]).length = 0;
  (webhooks.deliveries[0] as { state: string }).state = "held";
  assert.equal(webhooks.deliveries[0]?.state, "delivered");
});

test("delivers over a real socket, and cancels deliveries when the emulator is closed", async () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(
      `${request.method} ${request.headers["content-type"]} ${Boolean(request.headers["ofauth-signature"])}`,
    );
    response.writeHead(requests.length === 1 ? 204 : 302, { location: "/elsewhere" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  const waiting = gate();
  const { emulator, close } = await startEmulator({
    webhooks: [{ url, secret }],
    wait: async () => {
      server.close();
      server.closeAllConnections();
      waiting.open();
      return new Promise(() => undefined);
    },
  });
  emulator.webhooks.send("one");
  await emulator.webhooks.settled();
  emulator.webhooks.send("two");
  await waiting.opened;
  await close();
  await emulator.webhooks.settled();
  assert.deepEqual(
    requests,
    Array.from({ length: 2 }, () => "POST application/json true"),
  );
  assert.deepEqual(
    emulator.webhooks.deliveries.map(({ state }) => state),
    ["delivered", "cancelled"],
  );
  assert.equal(emulator.webhooks.failures[0]?.failure, "The host answered 302.");
});
