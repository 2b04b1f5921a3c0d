/** Contract tests that every store must pass. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { StoreChange } from "../../../src/server/store/store.js";
import { connectionContract } from "./connection-contract.js";
import { connection, listen, type SetupStore } from "./contract-setup.js";
import { eventContract } from "./event-contract.js";
import { keyContract } from "./key-contract.js";

const change = (id: string, status = "active"): StoreChange => ({
  clientReferenceId: "user-1",
  type: "connection.updated",
  connectionId: id,
  connection: connection(id, { status }),
});

export function storeContract(name: string, setup: SetupStore): void {
  keyContract(name, setup);
  connectionContract(name, setup);
  eventContract(name, setup);

  describe(`${name}: changes`, () => {
    test("reach all current listeners, complete and in order", async (t) => {
      const { store } = await setup(t);
      const first = await listen(store);
      const second = await listen(store);
      await store.publish(change("conn_1"));
      await store.publish({ ...change("conn_2"), type: "connection.disconnected", connection: null });
      const expected = [change("conn_1"), { ...change("conn_2"), type: "connection.disconnected", connection: null }];
      assert.deepEqual(await first.next(2), expected);
      assert.deepEqual(await second.next(2), expected);
    });

    test("do not reach an ended subscription, also when one function has subscribed twice", async (t) => {
      const { store } = await setup(t);
      const calls: string[] = [];
      const listener = ({ connectionId }: StoreChange) => void calls.push(connectionId);
      const stop = await store.subscribe(listener);
      await store.subscribe(listener);
      stop();
      stop();
      const last = await listen(store);
      await store.publish(change("conn_1"));
      await last.next(1);
      assert.deepEqual(calls, ["conn_1"]);
    });

    test("reach the other listeners when one throws or unsubscribes", async (t) => {
      const { store } = await setup(t);
      await store.subscribe(() => {
        throw new Error("mine");
      });
      const stop = await store.subscribe(() => stop());
      const last = await listen(store);
      await store.publish(change("conn_1"));
      await store.publish(change("conn_2"));
      assert.deepEqual(
        (await last.next(2)).map(({ connectionId }) => connectionId),
        ["conn_1", "conn_2"],
      );
    });

    test("can be published without listeners", async (t) => {
      const { store } = await setup(t);
      await store.publish(change("conn_1"));
      const late = await listen(store);
      await store.publish(change("conn_2"));
      assert.deepEqual(await late.next(1), [change("conn_2")]);
    });
  });
}
