import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createEmulator } from "../../src/emulator/index.js";
import { key, redirectUrl, setupEmulator } from "./emulator-setup.js";

describe("the check of Host (DNS rebinding)", () => {
  const routes: readonly [path: string, init?: RequestInit][] = [
    ["/"],
    ["/emulator/scenarios"],
    ["/emulator/connections"],
    ["/emulator/client-apps"],
    ["/emulator/webhooks"],
    ["/v2/account/connections", { headers: { apikey: key } }],
    ["/v2/link/init", { method: "POST", headers: { apikey: key } }],
    ["/assets/link-page.js"],
    ["/cs_1"],
    ["/s/cs_1"],
    ["/cs_1/step", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }],
    ["/nothing"],
  ];
  for (const [path, init = {}] of routes) {
    test(`refuses another host at ${path}`, async () => {
      const { emulator } = setupEmulator();
      const request = new Request(`http://rebound.example:4010${path}`, init);
      request.headers.set("host", "rebound.example:4010");
      const response = await emulator.fetch(request);
      assert.equal(response.status, 403);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      const { type, error } = (await response.json()) as Record<string, string>;
      assert.equal(type, "FORBIDDEN");
      assert.match(error ?? "", /loopback/);
    });
  }

  test("changes nothing for another host", async () => {
    const { emulator } = setupEmulator();
    const { id } = emulator.connections.seed();
    await emulator.fetch(
      new Request(`http://rebound.example/v2/account/connections/${id}`, {
        method: "DELETE",
        headers: { apikey: key, host: "rebound.example" },
      }),
    );
    assert.equal(emulator.connections.list().length, 1);
  });

  test("does not concern requests that code makes", async () => {
    const { emulator } = setupEmulator();
    assert.equal((await emulator.fetch(new Request("https://api.ofauth.com/emulator/scenarios"))).status, 200);
  });

  for (const [name, isOwn] of [
    ["127.0.0.1:4010", true],
    ["localhost:5555", true],
    ["LOCALHOST", true],
    ["[::1]:4010", true],
    ["ofauth.test", true],
    ["ofauth.test:4010", true],
    ["localhost.example", false],
    ["127.0.0.1.example:4010", false],
    ["sub.ofauth.test", false],
    ["192.168.1.5:4010", false],
    ["", false],
  ] as const) {
    test(`${isOwn ? "knows" : "does not know"} ${name || "an empty Host"}`, async () => {
      const emulator = createEmulator({ origin: "https://ofauth.test", redirectUrls: [redirectUrl] });
      const request = new Request("http://127.0.0.1:4010/v2/link/init", {
        method: "POST",
        headers: { apikey: key, host: name },
      });
      assert.equal((await emulator.fetch(request)).status, isOwn ? 200 : 403);
    });
  }
});
