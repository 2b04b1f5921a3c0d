/**
 * What happens at another process without the page, or in another window, finishes what a killed process has left. Runs
 * processes (`node:child_process`).
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ofauthHeaders } from "../../support/sign-webhook.js";
import { fakeBrowser } from "../fake-browser.js";
import { bodyOf, settle } from "../handler-setup.js";
import { setupRedis } from "../store/redis-setup.js";
import { attempt, origin, points, setupKilled, success } from "./kills-setup.js";

const server = setupRedis();

describe("a process that is killed", () => {
  for (const point of points) {
    const { what, isChecked = false } = point;
    if (!isChecked) continue;

    test(`${what}: a callback that is loaded again at the other process finishes`, async (t) => {
      const { atOther, passLocks, assertFinished } = await setupKilled(t, server, point, "redirect");
      await passLocks();
      const browser = atOther();
      assert.equal((await browser.callback(success)).status, 303);
      assert.equal((await bodyOf(await browser.result(attempt))).connection.id, "conn_new");
      await assertFinished();
    });

    test(`${what}: the user's next read finishes`, async (t) => {
      const { other, passLocks, assertFinished } = await setupKilled(t, server, point);
      await passLocks();
      const elsewhere = fakeBrowser(other.handler, origin, "user-1");
      let shown = 0;
      while (shown === 0) {
        await settle();
        const page = (await (await elsewhere.get("/connections")).json()) as { list?: unknown[] };
        shown = page.list?.length ?? 0;
      }
      await assertFinished();
    });

    test(`${what}: a webhook finishes`, async (t) => {
      const { other, passLocks, assertFinished } = await setupKilled(t, server, point);
      await passLocks();
      const body = JSON.stringify({
        type: "connection.created",
        timestamp: new Date().toISOString(),
        data: { clientReferenceId: "user-1", connection: { id: "conn_new", status: "active" } },
      });
      const headers = ofauthHeaders(body, Math.floor(Date.now() / 1000));
      const delivery = { method: "POST", headers, body };
      await bodyOf(await fakeBrowser(other.handler, origin, null).send("/api/ofauth/webhooks", delivery));
      await assertFinished();
    });
  }
});
