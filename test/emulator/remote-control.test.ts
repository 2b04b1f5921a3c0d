import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setupWebhooks } from "./webhook-receiver.js";

type Json = Record<string, unknown>;

function setup() {
  const emulated = setupWebhooks();
  const answerOf = async (response: Response) => ({
    status: response.status,
    body: (await response.json()) as Json,
  });
  const get = async (path: string) => answerOf(await emulated.request(`/emulator${path}`));
  const post = async (path: string, body: unknown = {}) => answerOf(await emulated.json(`/emulator${path}`, body));
  const remove = async (path: string) => answerOf(await emulated.request(`/emulator${path}`, { method: "DELETE" }));
  return { ...emulated, get, post, remove };
}

describe("connections in the remote control", () => {
  test("are listed, including those of live keys", async () => {
    const { emulator, get } = setup();
    emulator.connections.seed({ id: "conn_1" });
    emulator.connections.seed({ id: "conn_2" }, { live: true });
    assert.deepEqual((await get("/connections")).body, { list: emulator.connections.list() });
    assert.equal(emulator.connections.list().length, 2);
  });

  test("can be expired, given other permissions and deleted, each with its webhook", async () => {
    const { emulator, post, remove, types } = setup();
    emulator.connections.seed({ id: "conn_1" });
    assert.equal((await post("/connections/conn_1/expire")).body.status, "expired");
    assert.equal((await post("/connections/conn_1/permissions", { permissions: ["a"] })).status, 200);
    const link = { connectionId: "conn_1", userData: emulator.connections.seed().userData!, live: false };
    assert.deepEqual(emulator.connections.asks(link, []), [{ id: "a", isNew: true }]);
    assert.equal((await remove("/connections/conn_1")).status, 200);
    assert.equal(emulator.connections.get("conn_1"), undefined);
    const expected = ["connection.expired", "connection.updated", "connection.disconnected"];
    assert.deepEqual(await types(), expected);
  });

  test("can be added in numbers, without webhooks", async () => {
    const { emulator, post, received } = setup();
    assert.deepEqual(await post("/connections", { count: 20 }), { status: 200, body: { total: 20 } });
    assert.deepEqual((await post("/connections", { count: 2, clientReferenceId: "user-x" })).body, { total: 22 });
    const users = emulator.connections.list().map(({ clientReferenceId }) => clientReferenceId);
    assert.equal(users.filter((user) => user === "user-x").length, 2);
    assert.equal(users.filter((user) => user === "user-3").length, 2);
    const wrong = ["{", {}, { count: 0 }, { count: "2" }, { count: 100_001 }, { count: 1, clientReferenceId: 1 }];
    for (const body of wrong) assert.equal((await post("/connections", body)).status, 400);
    assert.deepEqual([emulator.connections.list().length, received], [22, []]);
  });

  test("use the client app's permissions, which can be changed", async () => {
    const { emulator, get, post } = setup();
    const { status, body } = await post("/client-apps/app_demo/permissions", { permissions: ["a", "b"] });
    assert.deepEqual([status, body.permissions], [200, ["a", "b"]]);
    assert.deepEqual((await get("/client-apps")).body, { list: emulator.clientApps.list() });
    assert.deepEqual(emulator.clientApps.get("app_demo")?.permissions, ["a", "b"]);
  });

  test("are answered with 404 if unknown, and with 400 for an invalid body", async () => {
    const { emulator, post, remove } = setup();
    emulator.connections.seed({ id: "conn_1" });
    assert.equal((await post("/connections/conn_2/expire")).status, 404);
    assert.equal((await post("/connections/conn_2/permissions", { permissions: [] })).status, 404);
    assert.equal((await post("/client-apps/app_none/permissions", { permissions: [] })).status, 404);
    assert.equal((await remove("/connections/conn_2")).status, 404);
    for (const body of ["{", {}, [], { permissions: "a" }, { permissions: [1] }]) {
      assert.equal((await post("/connections/conn_1/permissions", body)).status, 400);
      assert.equal((await post("/client-apps/app_demo/permissions", body)).status, 400);
    }
  });
});

describe("scenarios in the remote control", () => {
  test("can go off by themselves", async () => {
    const { emulator, clock, post } = setup();
    const { status, body } = await post("/scenarios?for=3000", { connectionsStatus: 502 });
    assert.deepEqual([status, (body.scenarios as Json).connectionsStatus], [200, 502]);
    clock.now += 3000;
    assert.equal(emulator.scenarios.current.connectionsStatus, null);
  });

  test("set nothing for an invalid duration", async () => {
    const { emulator, post, start } = setup();
    for (const duration of ["", "0", "-1", "3s", "1e3"]) {
      assert.equal((await post(`/scenarios?for=${duration}`, { slow: 5 })).status, 400);
    }
    const id = (await start()).slice(1);
    const { status, body } = await post(`/scenarios?for=3000&session=${id}`, { slow: 5 });
    assert.deepEqual([status, body.error], [400, "for cannot be used for one session."]);
    assert.equal(emulator.scenarios.current.slow, 0);
  });
});

describe("webhooks in the remote control", () => {
  test("can be duplicated, held, reversed and repeated", async () => {
    const { emulator, webhooks, post, get, types } = setup();
    assert.equal((await post("/webhooks", { duplicate: true })).body.duplicate, true);
    await post("/webhooks/send", { type: "rules.updated" });
    assert.deepEqual(await types(), ["rules.updated", "rules.updated"]);

    const held = await post("/webhooks", { duplicate: false, hold: true });
    assert.deepEqual([held.body.duplicate, held.body.hold], [false, true]);
    const { id } = emulator.connections.seed();
    emulator.connections.expire(id);
    emulator.connections.delete(id);
    await post("/webhooks", { hold: false });
    assert.deepEqual((await types()).slice(2), ["connection.disconnected", "connection.expired"]);

    await post("/webhooks/redeliver", { id: webhooks.deliveries[0]?.id });
    await post("/webhooks/redeliver");
    assert.deepEqual((await types()).slice(4), ["rules.updated", "rules.updated"]);
    const { endpoints, deliveries, failures } = (await get("/webhooks")).body;
    assert.deepEqual([endpoints, deliveries, failures], [webhooks.list(), webhooks.deliveries, []]);
  });

  test("can be sent with any data", async () => {
    const { bodies, post } = setup();
    await post("/webhooks/send", { type: "something.new", data: { a: 1 } });
    assert.deepEqual((await bodies())[0]?.data, { a: 1 });
  });

  test("are not sent for an invalid body", async () => {
    const { post, received, webhooks } = setup();
    for (const body of ["{", [], { silent: true }, { duplicate: 1 }, { duplicate: true, hold: "yes" }]) {
      assert.equal((await post("/webhooks", body)).status, 400);
    }
    for (const body of ["{", {}, { type: "" }, { type: 1 }, { type: "a", data: [] }, { type: "a", data: "b" }]) {
      assert.equal((await post("/webhooks/send", body)).status, 400);
    }
    assert.equal((await post("/webhooks/redeliver", { id: 1 })).status, 400);
    assert.equal((await post("/webhooks/redeliver", { id: "del_none" })).status, 404);
    assert.deepEqual([webhooks.duplicate, webhooks.holding, received], [false, false, []]);
  });
});

describe("the protection of the remote control", () => {
  const changes = ["/connections/conn_1/expire", "/connections/conn_1/permissions", "/webhooks", "/webhooks/send"];
  test("rejects forms", async () => {
    const { emulator, request, received } = setup();
    const before = emulator.connections.seed({ id: "conn_1" });
    for (const path of changes) {
      const body = `{"permissions":[],"duplicate":true,"type":"x"}`;
      const headers = { "content-type": "text/plain" };
      assert.equal((await request(`/emulator${path}`, { method: "POST", headers, body })).status, 400);
    }
    assert.deepEqual(emulator.connections.get("conn_1"), before);
    assert.deepEqual(received, []);
  });
});
