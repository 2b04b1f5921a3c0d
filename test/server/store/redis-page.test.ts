/** How many commands of Redis a request takes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { bodyOf, setupHandler } from "../handler-setup.js";
import { connection, start } from "./contract-setup.js";
import { setupRedis, takeCommands } from "./redis-setup.js";

const server = setupRedis();

describe("a page of 10 of an owner's 5,000 connections", () => {
  for (const [name, createdAt] of [
    ["that are older than the store", "2025-01-01T00:00:00.000Z"],
    ["that were confirmed", "2026-01-01T12:00:00.000Z"],
  ] as const) {
    test(`${name}: at most 20 commands, on the first page, a later one and with a filter`, async (t) => {
      const clock = { now: start };
      const store = server.open(t, { prefix: server.newPrefix(), now: () => clock.now });
      const client = await server.raw(t);
      await store.since();
      const ids = Array.from({ length: 5000 }, (_, index) => `conn_${index}`);
      await store.put(ids.map((id) => ({ connection: connection(id, { createdAt }), at: start })));
      for (let index = 0; index < ids.length; index += 100) {
        const batch = ids.slice(index, index + 100);
        await Promise.all(batch.map((id) => store.confirm(id, { clientReferenceId: "user-1", userId: "1" })));
      }
      clock.now += 24 * 3600_000;
      const parts = setupHandler({ store, now: () => clock.now });
      parts.ofauth.connections = ids.slice(0, 100).map((id) => connectionOf(id, "user-1", { createdAt }));
      const total = (commands: Record<string, number>) =>
        Object.values(commands).reduce((sum, count) => sum + count, 0);
      /** Waits for what is read from OFAuth behind the pages, which a page does not wait for. */
      async function untilQuiet(): Promise<void> {
        for (let quiet = 0; quiet < 20; quiet++) if (total(await takeCommands(client)) > 0) quiet = 0;
      }
      await bodyOf(await parts.browser().get("/connections"));
      for (const query of ["", "?offset=2000", "?status=active"]) {
        await untilQuiet();
        const page = await bodyOf(await parts.browser().get(`/connections${query || "?limit=10"}`));
        const commands = await takeCommands(client);
        assert.ok((page["list"] as unknown[]).length >= 10);
        assert.ok(total(commands) <= 20, `${query}: ${JSON.stringify(commands)}`);
      }
    });
  }
});
