/** What happens while the user is away is not heard of: it is read on return, however short that was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connection, connectionWorld } from "./client-setup.js";

for (const away of [{ visible: false }, { online: false }]) {
  test(`away a moment after the last read: read on return all the same, once (${JSON.stringify(away)})`, async () => {
    const { watch, pass, last, asked, setPresence } = connectionWorld();
    watch("conn_1");
    await pass();
    await last().answer(connection("conn_1"));
    asked();
    await pass(300);
    setPresence(away);
    await pass(300);
    setPresence({ visible: true, online: true });
    await pass(500);
    assert.deepEqual(asked(), ["one conn_1"]);
    await last().answer(connection("conn_1", { status: "expired" }));
    // The browser says it in several ways.
    setPresence({});
    await pass(60_000);
    assert.deepEqual(asked(), []);
  });
}
