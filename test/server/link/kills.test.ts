/** What the page does at another process finishes what a killed process has left. Runs processes (`node:child_process`). */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertError, bodyOf } from "../handler-setup.js";
import { setupRedis } from "../store/redis-setup.js";
import { attempt, killAtStop, points, savedBy, setupKilled, setupTwo } from "./kills-setup.js";

const server = setupRedis();

describe("a process that is killed", () => {
  test("when the answer of link/init is not back: the next attempt works", async (t) => {
    const { dying, user, atOther, connect, other } = await setupTwo(t, server, { on: "answer", path: "/link/init" });
    await killAtStop(dying, user.init(attempt, "embed"));
    assert.equal(user.cookies.size, 0);
    const again = atOther();
    await bodyOf(await again.init("attempt-0002", "embed"));
    connect();
    assert.equal((await bodyOf(await again.complete("attempt-0002", "conn_new"))).id, "conn_new");
    assert.deepEqual(savedBy(other), ["conn_new"]);
  });

  for (const point of points) {
    const { what, isLocked = false } = point;

    test(`${what}: a retry at the other process finishes`, async (t) => {
      const { atOther, passLocks, assertFinished } = await setupKilled(t, server, point);
      if (isLocked) await assertError(await atOther().complete(attempt, "conn_new"), 503, "server_error");
      await passLocks();
      assert.equal((await bodyOf(await atOther().complete(attempt, "conn_new"))).id, "conn_new");
      await assertFinished();
    });

    test(`${what}: a page that is loaded again gets the result from the other process`, async (t) => {
      const { atOther, passLocks, assertFinished } = await setupKilled(t, server, point);
      if (isLocked) assert.equal((await atOther().result(attempt)).status, 202);
      await passLocks();
      const { outcome, connection } = await bodyOf(await atOther().result(attempt));
      assert.deepEqual([outcome, connection.id], ["connected", "conn_new"]);
      await assertFinished();
    });
  }
});
