import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { assertUnpolluted } from "../../support/http-errors.js";
import { ofauthHeaders, plainSecret, svixHeaders } from "../../support/sign-webhook.js";
import { assertError, bodyOf, origin, setupHandler } from "../handler-setup.js";
import { setupWebhooks, webhooksPath } from "./webhook-setup.js";

const rules = { type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: { revision: "9" } };

describe("POST webhooks", () => {
  test("takes what OFAuth has signed, in either way, and asks nobody who is signed in", async () => {
    const authorize = () => assert.fail("asked");
    const { deliver, deliverSvix, events } = setupWebhooks({ authorize });
    assert.deepEqual(await bodyOf(await deliver(rules)), { received: true });
    assert.deepEqual(await bodyOf(await deliverSvix({ ...rules, live: false })), { received: true });
    assert.deepEqual(events, [
      { type: "rules.updated", timestamp: "2026-01-01T00:00:00.000Z", live: undefined, data: { revision: "9" } },
      { type: "rules.updated", timestamp: "2026-01-01T00:00:00.000Z", live: false, data: { revision: "9" } },
    ]);
  });

  test("is not there without a secret", async () => {
    const { handler } = setupHandler();
    const response = await handler(new Request(origin + webhooksPath, { method: "POST", body: "{}" }));
    await assertError(response, 404, "not_found");
  });

  test("has one method, and none for pages of other origins", async () => {
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

  test("a weak secret fails when the handler is made", () => {
    for (const webhookSecret of ["", "short", "whsec_", []]) {
      assert.throws(() => setupHandler({ webhookSecret }), /webhookSecret/);
    }
  });

  test("a forged one runs nothing and says nothing, and is reported", async () => {
    const { post, events, errors, seconds } = setupWebhooks();
    const body = JSON.stringify(rules);
    const response = await post(body, ofauthHeaders(body, seconds(), "the secret of somebody else"));
    assert.equal(response.headers.get("cache-control"), "no-store");
    await assertError(response, 400, "verify_failed");
    await assertError(await post(body, {}), 400, "verify_failed");
    await assertError(await post(`${body} `, svixHeaders(body, seconds())), 400, "verify_failed");
    assert.deepEqual(
      [events.length, errors.map(({ route, code }) => `${route} ${code}`)],
      [0, ["/webhooks verify_failed", "/webhooks verify_failed", "/webhooks verify_failed"]],
    );
  });

  test("one that is 301 seconds old is refused, and of 300 taken", async () => {
    const { post, seconds } = setupWebhooks();
    const body = JSON.stringify(rules);
    await assertError(await post(body, ofauthHeaders(body, seconds() - 301)), 400, "verify_failed");
    await bodyOf(await post(body, ofauthHeaders(body, seconds() - 300)));
  });
});

describe("POST webhooks: signed, and still no event", () => {
  const bodies: Record<string, string | Uint8Array> = {
    "an empty body": "",
    "no JSON": "{",
    HTML: "<!doctype html>",
    null: "null",
    "a list": "[]",
    "nothing in it": "{}",
    "invalid UTF-8": Buffer.concat([
      Buffer.from('{"type":"rules.updated","data":"'),
      Buffer.of(0xf0, 0x28),
      Buffer.from('"}'),
    ]),
    "UTF-16": Buffer.from(JSON.stringify(rules), "utf16le"),
    "two spellings that differ": JSON.stringify({ ...rules, eventType: "rules.removed" }),
    "__proto__ as the event": `{"__proto__":${JSON.stringify(rules)}}`,
    "a connection without an id": JSON.stringify({
      type: "connection.expired",
      data: { connection: { status: "expired" } },
    }),
    "100,000 deep": `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(name, async () => {
      const { post, events, seconds } = setupWebhooks();
      const bytes = new Uint8Array(Buffer.from(body));
      await assertError(await post(bytes, ofauthHeaders(bytes, seconds())), 400, "bad_response");
      assert.equal(events.length, 0);
      assertUnpolluted();
    });
  }
});

describe("POST webhooks: the body", () => {
  const large = JSON.stringify({ ...rules, data: "x".repeat(300 * 1024) });

  test("of more than 256 KiB is refused, whatever its length is said to be", async () => {
    const { post, seconds } = setupWebhooks();
    await assertError(await post(large, ofauthHeaders(large, seconds())), 413, "forbidden");
    const lying = { ...ofauthHeaders(large, seconds()), "content-length": "10" };
    await assertError(await post(large, lying), 413, "forbidden");
  });

  test("of exactly 256 KiB is taken", async () => {
    const { post, seconds } = setupWebhooks();
    const empty = JSON.stringify({ ...rules, data: "" }).length;
    const body = JSON.stringify({ ...rules, data: "x".repeat(256 * 1024 - empty) });
    await bodyOf(await post(body, ofauthHeaders(body, seconds())));
  });

  test("without an end is read no further than the cap", async () => {
    const { post } = setupWebhooks();
    let pulled = 0;
    let isCancelled = false;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel: () => void (isCancelled = true),
    });
    await assertError(await post(endless, {}), 413, "forbidden");
    assert.ok(pulled < 10 && isCancelled);
  });

  test("that does not come is not waited for", async () => {
    const { post, openTimers, fireTimers, settle } = setupWebhooks();
    let isCancelled = false;
    const silent = new ReadableStream({ cancel: () => void (isCancelled = true) });
    const answer = post(silent, {});
    while (openTimers() === 0) await settle();
    fireTimers();
    await assertError(await answer, 408, "timeout");
    assert.ok(isCancelled);
  });

  test("may come in many pieces, cut in the middle of a letter", async () => {
    const { post, seconds, events } = setupWebhooks();
    const bytes = Buffer.from(JSON.stringify({ ...rules, data: "Zoë 🦊" }));
    const pieces = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    await bodyOf(await post(pieces, ofauthHeaders(bytes, seconds())));
    assert.equal(events[0]?.data, "Zoë 🦊");
  });

  test("must not be packed, and was not signed as something else", async () => {
    const { post, seconds, events } = setupWebhooks();
    const packed = new Uint8Array(gzipSync(JSON.stringify(rules)));
    const headers = { ...ofauthHeaders(packed, seconds()), "content-encoding": "gzip" };
    await assertError(await post(packed, headers), 415, "forbidden");
    const spaced = JSON.stringify(rules, null, 2);
    await assertError(await post(spaced, ofauthHeaders(JSON.stringify(rules), seconds())), 400, "verify_failed");
    assert.equal(events.length, 0);
  });

  test("that somebody has read before is the host's fault", async () => {
    const { handler } = setupWebhooks();
    const request = new Request(origin + webhooksPath, { method: "POST", body: "{}" });
    await request.text();
    await assertError(await handler(request), 500, "misconfigured");
  });
});

describe("POST webhooks: sandbox and live", () => {
  const sandboxKey = "sk_sandbox_0123456789abcdef";
  for (const [apiKey, live, isApplied] of [
    [sandboxKey, false, true],
    [sandboxKey, undefined, true],
    [sandboxKey, true, false],
    ["sk_live_0123456789abcdef", false, false],
    ["sk_live_0123456789abcdef", undefined, true],
    ["sk_live_0123456789abcdef", true, true],
  ] as const) {
    test(`live: ${live} for ${apiKey} ${isApplied ? "is applied" : "changes nothing"}`, async () => {
      const { deliver, connect, eventOf, changed, events, published } = setupWebhooks({ apiKey });
      await connect();
      await bodyOf(await deliver({ ...eventOf("connection.expired", { status: "expired" }), live }));
      const expected = isApplied ? 1 : 0;
      assert.deepEqual([changed.length, published.length, events.length], [expected, expected, 1]);
      assert.equal(events[0]?.live, live);
    });
  }
});

test("the secret stands in no answer and no report", async () => {
  const { deliver, errors } = setupWebhooks({
    onEvent: () => {
      throw new Error("mine");
    },
  });
  const text = await (await deliver(rules)).text();
  assert.ok(!(text + JSON.stringify(errors)).includes(plainSecret));
});
