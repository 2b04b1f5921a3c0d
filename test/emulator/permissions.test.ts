import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allow, logIn, next, setupEmulator } from "./emulator-setup.js";

const login = [next, logIn("test@creator.sandbox.com")];
const wanted = ["profile:read", "messages:read"];

function setupSeeded() {
  const setup = setupEmulator();
  setup.emulator.connections.seed({ id: "conn_1" });
  const asked = async (init: object) => {
    const { permissions } = await setup.steps(await setup.start(init), ...login);
    return permissions.map(({ id, isNew }) => [id, isNew]);
  };
  return { ...setup, asked };
}

describe("changed permissions", () => {
  test("of the client app are requested by the next Link flow, and new ones are marked when reconnecting", async () => {
    const { emulator, asked } = setupSeeded();
    assert.deepEqual(await asked({ connectionId: "conn_1" }), [["profile:read", false]]);
    assert.equal(emulator.clientApps.requirePermissions("app_demo", wanted), true);
    const marked = [
      ["profile:read", false],
      ["messages:read", true],
    ];
    assert.deepEqual(await asked({ connectionId: "conn_1" }), marked);
    assert.deepEqual(
      await asked({}),
      wanted.map((id) => [id, false]),
    );
    assert.deepEqual(emulator.connections.get("conn_1")?.permissions, ["profile:read"]);
  });

  test("of a connection are requested when it is reconnected, and granted to it", async () => {
    const { emulator, asked, start, steps } = setupSeeded();
    assert.equal(emulator.connections.requirePermissions("conn_1", wanted), true);
    assert.deepEqual(emulator.connections.get("conn_1")?.permissions, ["profile:read"]);
    assert.deepEqual(await asked({}), [["profile:read", false]]);
    await steps(await start({ connectionId: "conn_1" }), ...login, allow);
    assert.deepEqual(emulator.connections.get("conn_1")?.permissions, wanted);
    assert.deepEqual(
      await asked({ connectionId: "conn_1" }),
      wanted.map((id) => [id, false]),
    );
  });

  test("do not apply to a user who already sees the authorization screen", async () => {
    const { emulator, start, steps } = setupSeeded();
    const path = await start({ connectionId: "conn_1" });
    await steps(path, ...login);
    emulator.clientApps.requirePermissions("app_demo", wanted);
    await steps(path, allow);
    assert.deepEqual(emulator.connections.get("conn_1")?.permissions, ["profile:read"]);
  });

  test("of a connection are not requested from another user", async () => {
    const { emulator, start, steps } = setupSeeded();
    emulator.connections.requirePermissions("conn_1", wanted);
    emulator.clientApps.requirePermissions("app_demo", ["other"]);
    const path = await start({ connectionId: "conn_1" });
    const { permissions } = await steps(path, next, logIn("bea@creator.sandbox.com"));
    assert.deepEqual(
      permissions.map(({ id, isNew }) => [id, isNew]),
      [["other", false]],
    );
  });

  test("return false for an unknown connection or client app", () => {
    const { emulator } = setupSeeded();
    assert.equal(emulator.connections.requirePermissions("conn_none", wanted), false);
    assert.equal(emulator.clientApps.requirePermissions("app_none", wanted), false);
  });
});
