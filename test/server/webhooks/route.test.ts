import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { assertUnpolluted } from "../../support/http-errors.js";
import { ofauthHeaders, plainSecret, svixHeaders } from "../../support/sign-webhook.js";
import { createHandler } from "../../../src/server/handler.js";
import { apiKey, assertError, bodyOf, origin, setupHandler, waitUntil } from "../handler-setup.js";
import { setupWebhooks, webhooksPath } from "./webhook-setup.js";

const rules = { type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: { revision: "9" } };

describe("POST webhooks", () => {
  test("accepts both signature schemes, and does not call authorize", async () => {
    const authorize = () => assert.fail("authorize was called");
    const { deliver, deliverSvix, events } = setupWebhooks({ authorize });
    assert.deepEqual(await bodyOf(await deliver(rules)), { received: true });
    assert.deepEqual(await bodyOf(await deliverSvix({ ...rules, live: false })), { received: true });
    assert.deepEqual(events, [
      { type: "rules.updated", timestamp: "2026-01-01T00:00:00.000Z", live: undefined, data: { revision: "9" } },
      { type: "rules.updated", timestamp: "2026-01-01T00:00:00.000Z", live: false, data: { revision: "9" } },
    ]);
  });

  test("does not exist without a webhookSecret", async () => {
    const { handler } = setupHandler();
    const response = await handler(new Request(origin + webhooksPath, { method: "POST", body: "{}" }));
    await assertError(response, 404, "not_found");
  });

  test("accepts POST only, and sends no CORS headers", async () => {
    const { handler } = setupWebhooks();
    for (const method of ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const response = await handler(new Request(origin + webhooksPath, { method }));
      assert.deepEqual(
        [response.headers.get("allow"), response.headers.get("access-control-allow-origin")],
        ["POST", null],
      );
      await assertError(response, 405, "forbidden");
    }
  });

  test("rejects a weak secret when the handler is created", () => {
    for (const webhookSecret of ["", "short", "whsec_", []]) {
      assert.throws(() => setupHandler({ webhookSecret }), /webhookSecret/);
    }
  });

  test("rejects a forged signature, calls no function of the host, and reports it to onError", async () => {
    const { post, events, errors, seconds } = setupWebhooks();
    const body = JSON.stringify(rules);
    const response = await post(body, ofauthHeaders(body, seconds(), "the secret of someone else"));
    assert.equal(response.headers.get("cache-control"), "no-store");
    await assertError(response, 400, "verify_failed");
    await assertError(await post(body, {}), 400, "verify_failed");
    await assertError(await post(`${body} `, svixHeaders(body, seconds())), 400, "verify_failed");
    assert.deepEqual(
      [events.length, errors.map(({ route, code }) => `${route} ${code}`)],
      [0, ["/webhooks verify_failed", "/webhooks verify_failed", "/webhooks verify_failed"]],
    );
  });

  test("rejects a signature that is 301 seconds old, and accepts one of 300 seconds", async () => {
    const { post, seconds } = setupWebhooks();
    const body = JSON.stringify(rules);
    await assertError(await post(body, ofauthHeaders(body, seconds() - 301)), 400, "verify_failed");
    await bodyOf(await post(body, ofauthHeaders(body, seconds() - 300)));
  });
});

describe("POST webhooks with a valid signature and a body that is not an event", () => {
  const bodies: Record<string, string | Uint8Array> = {
    "an empty body": "",
    "text that is not JSON": "{",
    HTML: "<!doctype html>",
    null: "null",
    "a list": "[]",
    "an empty object": "{}",
    "invalid UTF-8": Buffer.concat([
      Buffer.from('{"type":"rules.updated","data":"'),
      Buffer.of(0xf0, 0x28),
      Buffer.from('"}'),
    ]),
    "UTF-16": Buffer.from(JSON.stringify(rules), "utf16le"),
    "type and eventType that differ": JSON.stringify({ ...rules, eventType: "rules.removed" }),
    "an event in __proto__": `{"__proto__":${JSON.stringify(rules)}}`,
    "a connection without an id": JSON.stringify({
      type: "connection.expired",
      data: { connection: { status: "expired" } },
    }),
    "a list that is 100,000 levels deep": `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(`rejects ${name}`, async () => {
      const { post, events, seconds } = setupWebhooks();
      const bytes = new Uint8Array(Buffer.from(body));
      await assertError(await post(bytes, ofauthHeaders(bytes, seconds())), 400, "bad_response");
      assert.equal(events.length, 0);
      assertUnpolluted();
    });
  }
});

describe("the body of POST webhooks", () => {
  const large = JSON.stringify({ ...rules, data: "x".repeat(300 * 1024) });

  test("is rejected above 256 KiB, whatever Content-Length states", async () => {
    const { post, seconds } = setupWebhooks();
    await assertError(await post(large, ofauthHeaders(large, seconds())), 413, "forbidden");
    const wrongLength = { ...ofauthHeaders(large, seconds()), "content-length": "10" };
    await assertError(await post(large, wrongLength), 413, "forbidden");
  });

  test("is accepted at exactly 256 KiB", async () => {
    const { post, seconds } = setupWebhooks();
    const empty = JSON.stringify({ ...rules, data: "" }).length;
    const body = JSON.stringify({ ...rules, data: "x".repeat(256 * 1024 - empty) });
    await bodyOf(await post(body, ofauthHeaders(body, seconds())));
  });

  test("is not read without a signature, or with one that is malformed or too old", async () => {
    const { post, seconds } = setupWebhooks();
    const old = ofauthHeaders("", seconds() - 301);
    for (const headers of [{}, { "ofauth-signature": "v1=x" }, { "svix-id": "msg_1" }, old]) {
      const body = new ReadableStream({ pull: () => assert.fail("the body was read") }, { highWaterMark: 0 });
      await assertError(await post(body, headers), 400, "verify_failed");
    }
  });

  test("is not read further than the limit", async () => {
    const { post, seconds } = setupWebhooks();
    let pulled = 0;
    let isCancelled = false;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel: () => void (isCancelled = true),
    });
    await assertError(await post(endless, ofauthHeaders("", seconds())), 413, "forbidden");
    assert.ok(pulled < 10 && !isCancelled && !endless.locked);
  });

  test("is rejected when it does not arrive in time", async () => {
    const { post, openTimers, fireTimers, seconds } = setupWebhooks();
    let isCancelled = false;
    const silent = new ReadableStream({ cancel: () => void (isCancelled = true) });
    const response = post(silent, ofauthHeaders("", seconds()));
    await waitUntil(() => openTimers() > 0);
    fireTimers();
    await assertError(await response, 408, "timeout");
    assert.ok(!isCancelled && !silent.locked);
  });

  test("a body that stays too large ends in its own time", async () => {
    // The stream of h3 1, which closes after it was cancelled: that is an error that ends the process.
    const { post, seconds } = setupWebhooks();
    let finish!: () => void;
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(300 * 1024));
        finish = () => controller.close();
      },
    });
    await assertError(await post(body, ofauthHeaders("", seconds())), 413, "forbidden");
    assert.doesNotThrow(finish);
  });

  test("may arrive in chunks that split a character", async () => {
    const { post, seconds, events } = setupWebhooks();
    const bytes = Buffer.from(JSON.stringify({ ...rules, data: "Zoë 🦊" }));
    const chunks = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    await bodyOf(await post(chunks, ofauthHeaders(bytes, seconds())));
    assert.equal(events[0]?.data, "Zoë 🦊");
  });

  test("must not be compressed, and must be the text that was signed", async () => {
    const { post, seconds, events } = setupWebhooks();
    const compressed = new Uint8Array(gzipSync(JSON.stringify(rules)));
    const headers = { ...ofauthHeaders(compressed, seconds()), "content-encoding": "gzip" };
    await assertError(await post(compressed, headers), 415, "forbidden");
    const spaced = JSON.stringify(rules, null, 2);
    await assertError(await post(spaced, ofauthHeaders(JSON.stringify(rules), seconds())), 400, "verify_failed");
    assert.equal(events.length, 0);
  });

  test("is a misconfiguration when something has read it before the handler", async () => {
    const { handler, seconds } = setupWebhooks();
    const headers = ofauthHeaders("{}", seconds());
    const request = new Request(origin + webhooksPath, { method: "POST", body: "{}", headers });
    await request.text();
    await assertError(await handler(request), 500, "misconfigured");
  });
});

describe("the time that a delivery may take", () => {
  test("is nine seconds in all, whatever its body took", async () => {
    const limits: number[] = [];
    const clock = { now: Date.parse("2026-01-01T00:00:00Z") };
    const body = JSON.stringify(rules);
    const options = { apiKey, authorize: () => null, webhookSecret: plainSecret, now: () => clock.now };
    const timer = (ms: number) => {
      limits.push(ms);
      return () => undefined;
    };
    const handler = createHandler(options, { timer });
    const deliver = async (ms: number) => {
      const slow = new ReadableStream({
        pull(controller) {
          clock.now += ms;
          controller.enqueue(new TextEncoder().encode(body));
          controller.close();
        },
      });
      const headers = ofauthHeaders(body, Math.floor(clock.now / 1000));
      const init = { method: "POST", body: slow, headers, duplex: "half" };
      await bodyOf(await handler(new Request(origin + webhooksPath, init)));
      return limits.splice(0);
    };
    assert.deepEqual(await deliver(0), [3000, 9000]);
    assert.deepEqual(await deliver(2500), [3000, 6500]);
    // The clock was set meanwhile.
    assert.deepEqual(await deliver(-60_000), [3000, 9000]);
    assert.deepEqual(await deliver(60_000), [3000, 6000]);
  });
});

test("an event without a status is accepted, passed to onEvent and applied", async () => {
  const { deliver, connect, eventOf, events, changed, statusOf } = setupWebhooks();
  await connect();
  const { data, ...event } = eventOf("connection.updated", { at: 1 });
  const { status, ...connection } = data.connection;
  await bodyOf(await deliver({ ...event, data: { ...data, connection } }));
  assert.deepEqual([status, events.length, changed[0]?.connection.status], ["active", 1, "active"]);
  await bodyOf(await deliver({ ...event, type: "connection.expired", data: { ...data, connection } }));
  assert.equal(await statusOf(), "expired");
});

describe("sandbox and live events", () => {
  const sandboxKey = "sk_sandbox_0123456789abcdef";
  for (const [apiKey, live, isApplied] of [
    [sandboxKey, false, true],
    [sandboxKey, undefined, true],
    [sandboxKey, true, false],
    ["sk_live_0123456789abcdef", false, false],
    ["sk_live_0123456789abcdef", undefined, true],
    ["sk_live_0123456789abcdef", true, true],
  ] as const) {
    test(`${isApplied ? "applies" : "ignores"} an event with live: ${live} for the key ${apiKey}`, async () => {
      const { deliver, connect, eventOf, changed, events, published } = setupWebhooks({ apiKey });
      await connect();
      await bodyOf(await deliver({ ...eventOf("connection.expired", { status: "expired" }), live }));
      const expected = isApplied ? 1 : 0;
      assert.deepEqual([changed.length, published.length, events.length], [expected, expected, 1]);
      assert.equal(events[0]?.live, live);
    });
  }
});

test("no response and no report contains the secret", async () => {
  const { deliver, errors } = setupWebhooks({
    onEvent: () => {
      throw new Error("mine");
    },
  });
  const text = await (await deliver(rules)).text();
  assert.ok(!(text + JSON.stringify(errors)).includes(plainSecret));
});
