import { userFor } from "../../src/emulator/accounts.js";
import { allow, creator, windowOf, type Hosted } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

const asked = "conn_asked";

async function reconnect(host: Host, mode: string): Promise<Hosted> {
  await host.open(`mode="${mode}" connection-id="${asked}"`);
  await expect(host.button).toHaveAccessibleName("Reconnect account");
  if (mode === "popup") return windowOf(host.page, () => host.button.click());
  await host.button.click();
  return mode === "embed" ? host.frame : host.page;
}

for (const mode of ["embed", "popup", "redirect"]) {
  test(`${mode}: an expired connection is renewed under its own id`, async ({ host, site }) => {
    const { connections } = site.emulator.emulator;
    connections.seed({ id: asked, clientReferenceId: "ava", status: "expired", userData: userFor(creator) });
    const hosted = await reconnect(host, mode);
    await expect(hosted.getByRole("heading", { name: "Reconnect your OnlyFans account" })).toBeVisible();
    await allow(hosted);
    const { detail } = await host.ended();
    expect(host.heard[0]?.detail).toEqual({ mode, connectionId: asked, attemptId: detail.attemptId });
    expect(detail).toMatchObject({ connectionId: asked, reconnected: true, verified: true });
    expect(detail).not.toHaveProperty("previousConnectionId");
    expect(detail.connection).toMatchObject({ id: asked, status: "active", expiredAt: null });
    await host.expectState("connected", asked);
  });

  test(`${mode}: for a connection that is gone there is a new one, and the old id is named`, async ({ host, site }) => {
    await allow(await reconnect(host, mode));
    const { detail } = await host.ended();
    const [made] = site.emulator.emulator.connections.list();
    expect(made?.id).not.toBe(asked);
    expect(detail).toMatchObject({
      connectionId: made?.id,
      reconnected: false,
      previousConnectionId: asked,
      verified: true,
    });
    await host.expectState("connected", made?.id);
  });

  test(`${mode}: somebody else's connection stays his, and nothing of it is told`, async ({ host, site }) => {
    const { connections } = site.emulator.emulator;
    // The same OnlyFans account: only the owner keeps the two apart.
    const theirs = connections.seed({
      id: asked,
      clientReferenceId: "bob",
      status: "expired",
      permissions: ["theirs:only"],
      userData: userFor(creator),
    });
    const hosted = await reconnect(host, mode);
    await expect(hosted.getByRole("heading", { name: "Connect your OnlyFans account" })).toBeVisible();
    await allow(hosted);
    const { detail } = await host.ended();
    expect(connections.list()).toHaveLength(2);
    expect(connections.get(asked)).toEqual(theirs);
    expect(detail).toMatchObject({ reconnected: false, previousConnectionId: asked, clientReferenceId: "ava" });
    expect(detail.connectionId).not.toBe(asked);
    expect(JSON.stringify(host.heard)).not.toMatch(/bob|theirs/);
  });
}
