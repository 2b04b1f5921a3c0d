import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { apiKey, assertError, assertNoResult, bodyOf, setupHandler } from "../handler-setup.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";

const attempt = "attempt-0001";
const name = `__Host-ofauth-flow-${attempt}`;

async function setupFlow(options: Partial<OFAuthHandlerOptions> = {}) {
  const parts = setupHandler(options);
  parts.ofauth.connections = [connectionOf("conn_own", "user-1")];
  const user = parts.browser();
  await user.init(attempt, "popup", { returnTo: "/x", connectionId: "conn_own" });
  return { ...parts, user, value: user.cookies.get(name) ?? "" };
}

describe("the attempt cookie", () => {
  test("the cookie is bound to the host, hidden from scripts, and expires after 65 minutes", async () => {
    const { user } = await setupFlow();
    assert.match(
      user.setCookies[0] ?? "",
      /^__Host-ofauth-flow-attempt-0001=[\w-]+\.[\w-]+; HttpOnly; Secure; SameSite=Lax; Path=\/; Max-Age=3900$/,
    );
  });

  for (const from of ["http://localhost:5173", "http://127.0.0.1:5173", "http://[::1]:5173"]) {
    test(`on ${from} the cookie is not Secure, because some browsers reject Secure cookies there`, async () => {
      const { browser } = await setupFlow();
      const user = browser("user-1", from);
      await user.init(attempt);
      assert.match(user.setCookies[0] ?? "", /^ofauth-flow-attempt-0001=[^;]+; HttpOnly; SameSite=Lax; Path=\/;/);
      assert.equal((await user.callback("?status=cancelled")).status, 200);
    });
  }

  test("the cookie is Secure on https loopback and on http behind a proxy", async () => {
    const { browser } = await setupFlow();
    for (const from of ["https://localhost:5173", "http://app.example", "http://127.0.0.1.evil.test"]) {
      const user = browser("user-1", from);
      await user.init(attempt);
      assert.match(user.setCookies[0] ?? "", /^__Host-.*; Secure;/, from);
    }
  });

  test("with cookies: partitioned it is kept in frames of other sites, and removed as what it is", async () => {
    const { user, browser } = await setupFlow({ cookies: "partitioned" });
    const attributes = "HttpOnly; Secure; SameSite=None; Path=/; Partitioned";
    assert.match(user.setCookies[0] ?? "", new RegExp(`^${name}=[^;]+; ${attributes}; Max-Age=3900$`));
    await user.callback("?status=success&connection_id=conn_own&client_reference_id=user-1");
    await user.init("attempt-0002", "embed");
    user.cookies.set("__Host-ofauth-flow-attempt-junk", "junk");
    for (let number = 3; number < 8; number++) await user.init(`attempt-000${number}`, "embed");
    const removed = user.setCookies.filter((line) => line.includes("Max-Age=0"));
    assert.ok(removed.length > 0);
    for (const line of user.setCookies) assert.ok(line.includes(`; ${attributes}; `), line);
    // Without TLS no browser takes such a cookie, and development goes on.
    const local = browser("user-1", "http://localhost:5173");
    await local.init(attempt);
    assert.match(local.setCookies[0] ?? "", /; HttpOnly; SameSite=Lax; Path=\/; Max-Age/);
  });

  test("ignores a cookie without the __Host- prefix on a real host, because any subdomain can set it", async () => {
    const { user, value } = await setupFlow();
    user.cookies.clear();
    user.cookies.set(`ofauth-flow-${attempt}`, value);
    assert.equal((await user.callback("?status=cancelled")).status, 400);
  });

  test("the cookie contains no API key, no session URL and not the user's reference", async () => {
    const { value } = await setupFlow();
    const payload = Buffer.from(value.split(".")[0] ?? "", "base64url").toString();
    for (const secret of [apiKey, "cs_", "user-1", "link.ofauth.com"]) assert.ok(!payload.includes(secret), secret);
    assert.match(payload, /"attemptId":"attempt-0001"/);
  });

  const tampered: readonly (readonly [string, (value: string) => string])[] = [
    ["an empty value", () => ""],
    ["no signature", (value) => value.split(".")[0] ?? ""],
    ["an empty signature", (value) => `${value.split(".")[0]}.`],
    ["a third part", (value) => `${value}.x`],
    ["a changed first letter", (value) => (value.startsWith("e") ? "f" : "e") + value.slice(1)],
    ["a changed signature", (value) => value.replace(/\.(.)/, (_, char) => `.${char === "A" ? "B" : "A"}`)],
    ["a shortened signature", (value) => value.slice(0, -4)],
    ["characters that are not base64url", (value) => `${value.slice(0, -3)}%%%`],
    ["the signature alone", (value) => `.${value.split(".")[1]}`],
    [
      "a later expiry under the old signature",
      (value) => {
        const [payload = "", signature] = value.split(".");
        const record = JSON.parse(Buffer.from(payload, "base64url").toString());
        return `${Buffer.from(JSON.stringify({ ...record, expiresAt: 9e15 })).toString("base64url")}.${signature}`;
      },
    ],
    ["a payload that is not JSON", () => `${Buffer.from("hello").toString("base64url")}.${"A".repeat(43)}`],
    ["a megabyte", () => "A".repeat(1_000_000)],
  ];
  for (const [what, change] of tampered) {
    test(`ignores a cookie with ${what}`, async () => {
      const { user, value, connected } = await setupFlow();
      user.cookies.set(name, change(value));
      assert.equal((await user.callback("?status=success&connection_id=conn_own")).status, 400);
      await assertError(await user.complete(attempt, "conn_own"), 403, "unsolicited_callback");
      await assertNoResult(await user.result(attempt), "missing");
      assert.deepEqual(connected, []);
      user.cookies.set(name, value);
      assert.equal((await user.callback("?status=cancelled")).status, 200, "the original one still works");
    });
  }

  test("ignores a valid value under the name of another attempt", async () => {
    const { user, value } = await setupFlow();
    user.cookies.clear();
    user.cookies.set("__Host-ofauth-flow-attempt-0002", value);
    await assertError(await user.complete("attempt-0002", "conn_own"), 403, "unsolicited_callback");
    assert.equal((await user.callback("?status=cancelled")).status, 400);
  });

  test("expires after 65 minutes by the server's clock, even if the browser keeps the cookie", async () => {
    const { user, clock } = await setupFlow();
    clock.now += 3900_000 - 1;
    assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
    const late = await setupFlow();
    late.clock.now += 3900_000;
    await assertError(await late.user.complete(attempt, "conn_own"), 403, "unsolicited_callback");
    assert.equal((await late.user.callback("?status=success&connection_id=conn_own")).status, 400);
    assert.deepEqual(late.connected, []);
  });

  test("rejects cookies signed with another API key or another cookieSecret", async () => {
    const { value } = await setupFlow();
    for (const options of [{ apiKey: "sk_live_other" }, { cookieSecret: "sixteen-bytes-xy" }]) {
      const { user } = await setupFlow(options);
      user.cookies.set(name, value);
      assert.equal((await user.callback("?status=cancelled")).status, 400);
    }
    const same = await setupFlow({ apiKey: "sk_live_other", cookieSecret: apiKey });
    same.user.cookies.set(name, value);
    assert.equal((await same.user.callback("?status=cancelled")).status, 200);
  });

  test("two tabs that start at the same time have a cookie each", async () => {
    const { browser } = await setupFlow();
    const user = browser();
    await Promise.all([user.init("attempt-tab1"), user.init("attempt-tab2")]);
    assert.deepEqual([...user.cookies.keys()].sort(), [
      "__Host-ofauth-flow-attempt-tab1",
      "__Host-ofauth-flow-attempt-tab2",
    ]);
  });

  test("a browser holds at most four cookies: the oldest are removed, unreadable ones first", async () => {
    const { user, clock } = await setupFlow();
    user.cookies.set("__Host-ofauth-flow-attempt-junk", "junk");
    user.cookies.set("unrelated", "1");
    for (const id of ["attempt-0002", "attempt-0003", "attempt-0004", "attempt-0005"]) {
      clock.now += 1000;
      await user.init(id);
      assert.ok([...user.cookies.keys()].filter((key) => key.includes("ofauth-flow")).length <= 4);
    }
    assert.deepEqual([...user.cookies.keys()].sort(), [
      "__Host-ofauth-flow-attempt-0002",
      "__Host-ofauth-flow-attempt-0003",
      "__Host-ofauth-flow-attempt-0004",
      "__Host-ofauth-flow-attempt-0005",
      "unrelated",
    ]);
    const expired = user.setCookies.filter((line) => line.includes("Max-Age=0"));
    assert.match(
      expired[0] ?? "",
      /^__Host-ofauth-flow-attempt-junk=; HttpOnly; Secure; SameSite=Lax; Path=\/; Max-Age=0$/,
    );
    assert.equal(expired.length, 2);
  });

  test("a new session of the same attempt replaces its cookie", async () => {
    const { user, value } = await setupFlow();
    await user.init(attempt, "embed");
    assert.equal(user.cookies.size, 1);
    assert.notEqual(user.cookies.get(name), value);
  });

  test("the cookies of all attempts are together at most 3 kB: the oldest are removed", async () => {
    const { browser, clock, ofauth } = await setupFlow();
    const user = browser();
    const sizes: number[] = [];
    const measure = () => {
      const flow = [...user.cookies].filter(([key]) => key.includes("ofauth-flow"));
      sizes.push(flow.map(([key, value]) => `${key}=${value}`).join("; ").length);
    };
    for (let index = 0; index < 4; index++) {
      clock.now += 1000;
      await user.init(`${index}`.repeat(36), "redirect", { returnTo: `/${"x".repeat(500)}`, connectionId: "conn_own" });
      measure();
    }
    assert.ok(user.cookies.has(`__Host-ofauth-flow-${"3".repeat(36)}`));
    assert.ok(user.cookies.size > 1 && user.cookies.size < 4, `${user.cookies.size} cookies`);
    // What a browser reports makes a cookie longer.
    ofauth.connections = [];
    for (let index = 0; index < 5; index++) {
      await user.callback(`?status=success&connection_id=conn_${String(index).repeat(128)}`);
      measure();
    }
    assert.ok(Math.max(...sizes) <= 3000, String(sizes));
  });

  test("a record that is too long loses OFAuth's texts and returnTo, never the attempt", async () => {
    const { browser } = await setupFlow();
    const user = browser();
    const id = "a".repeat(64);
    const connectionId = `conn_${"y".repeat(128)}`;
    await user.init(id, "redirect", { returnTo: `/${"x".repeat(511)}`, connectionId });
    for (let index = 0; index < 6; index++) {
      await user.callback(`?status=success&connection_id=conn_${String(index).repeat(128)}`);
      await user.complete(id, `conn_${"ab"[index % 2]!.repeat(128)}`);
    }
    await user.callback(`?status=error&error_code=${encodeURIComponent("漢".repeat(300))}`);
    const line = user.setCookies.at(-1) ?? "";
    assert.ok((line.split(";")[0] ?? "").length <= 3000, `${line.length} characters`);
    assert.notEqual((await user.result(id)).status, 404);
  });

  test("the longest cookie stays below 2,200 characters", async () => {
    const { browser, ofauth } = await setupFlow();
    const user = browser();
    const id = "a".repeat(64);
    await user.init(id, "redirect", { returnTo: `/${"x".repeat(511)}`, connectionId: `conn_${"y".repeat(128)}` });
    await user.callback(`?status=error&error_code=${encodeURIComponent("é".repeat(300))}`);
    assert.ok(ofauth.inits().length > 0);
    const line = user.setCookies.at(-1) ?? "";
    assert.ok(line.length < 2200, `${line.length} characters`);
  });
});
