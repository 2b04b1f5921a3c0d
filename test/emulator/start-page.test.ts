import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setupEmulator } from "./emulator-setup.js";

describe("the page at /", () => {
  test("shows what is running, ready to paste", async () => {
    const { emulator, request } = setupEmulator({
      webhooks: [{ url: "http://localhost:3000/hooks", secret: "not to be shown" }],
      pageSize: 50,
    });
    emulator.connections.seedMany(12);
    const response = await request("/");
    assert.equal(response.status, 200);
    const html = await response.text();
    for (const text of [
      "apiUrl: &quot;http://127.0.0.1:4010&quot;,",
      "linkOrigins: &quot;http://127.0.0.1:4010&quot;,",
      "link-origins=&quot;http://127.0.0.1:4010&quot;",
      "test@creator-otp.sandbox.com",
      "123456",
      "Fan Studio",
      "http://localhost:3000/hooks",
      "12 connections, at most 50",
    ]) {
      assert.ok(html.includes(text), text);
    }
    assert.equal(html.includes("not to be shown"), false);
  });

  test("runs no script, loads nothing from elsewhere, and cannot be framed", async () => {
    const { request } = setupEmulator();
    const response = await request("/");
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'; style-src 'self'; frame-ancestors 'none'/);
    const html = await response.text();
    assert.doesNotMatch(html, /<script|<style|style=|\son[a-z]+=/);
    for (const [, path = ""] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
      assert.equal((await request(path)).status, 200, path);
    }
  });

  test("shows neither a live key nor markup", async () => {
    const { request } = setupEmulator({
      apiKeys: ["live-key"],
      clientApps: [{ id: "app_demo", name: "<script>alert(1)</script>", redirectUrls: [] }],
    });
    const html = await (await request("/")).text();
    assert.equal(html.includes("live-key"), false);
    assert.equal(html.includes("<script>"), false);
  });
});
