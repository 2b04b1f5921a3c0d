/** Changes are missed while the page is hidden or offline, so it refetches on return, however short the absence was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connection, setupClient } from "./client-setup.js";

for (const away of [{ visible: false }, { online: false }]) {
  test(`refetches once on return, also when the last fetch was a moment ago (${JSON.stringify(away)})`, async () => {
    const { observe, advance, lastRequest, takeRequests, setVisibility } = setupClient();
    observe("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    takeRequests();
    await advance(300);
    setVisibility(away);
    await advance(300);
    setVisibility({ visible: true, online: true });
    await advance(500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1", { status: "expired" }));
    // The browser reports one return with several events.
    setVisibility({});
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
  });
}
