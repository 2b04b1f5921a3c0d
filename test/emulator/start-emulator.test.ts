import assert from "node:assert/strict";
import { connect } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { startEmulator } from "../../src/emulator/index.js";

test("listens on a free loopback port that its session URLs use", async () => {
  const { origin, emulator, close } = await startEmulator({ redirectUrls: ["https://host.example/cb"] });
  try {
    assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(emulator.origin, origin);
    const response = await fetch(`${origin}/v2/link/init`, {
      method: "POST",
      headers: { apikey: "sk_sandbox_emulator" },
    });
    const { url } = (await response.json()) as { url: string };
    assert.equal(new URL(url).origin, origin);
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /OFAuth emulator — sandbox/);
  } finally {
    await close();
  }
});

test("close ends open sockets", async () => {
  const { origin, close } = await startEmulator();
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const closed = once(socket, "close");
  await close();
  await closed;
  await assert.rejects(fetch(`${origin}/cs_1`));
});

test("rejects if the port is in use", async () => {
  const { origin, close } = await startEmulator();
  try {
    await assert.rejects(startEmulator({ port: Number(new URL(origin).port) }), { code: "EADDRINUSE" });
  } finally {
    await close();
  }
});

test("rejects if a client app is not valid", async () => {
  await assert.rejects(startEmulator({ redirectUrls: ["not a URL"] }), TypeError);
});

test("rejects other host names", async () => {
  const { origin, close } = await startEmulator();
  try {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    socket.end("GET /cs_1 HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
    socket.setEncoding("utf8");
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    assert.match(answer, /^HTTP\/1\.1 403 /);
  } finally {
    await close();
  }
});
