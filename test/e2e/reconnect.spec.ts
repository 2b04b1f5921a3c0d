import { userFor } from "../../src/emulator/accounts.js";
import { connectAccount, creator, waitForPopup, type Hosted } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

const asked = "conn_asked";

async function reconnect(host: Host, mode: string): Promise<Hosted> {
  await host.open(`mode="${mode}" connection-id="${asked}"`);
  await expect(host.button).toHaveAccessibleName("Reconnect account");
  if (mode === "popup") return waitForPopup(host.page, () => host.button.click());
  await host.button.click();
  return mode === "embed" ? host.frame : host.page;
}

for (const mode of ["embed", "popup", "redirect"]) {
  test(`${mode}: an expired connection is reconnected under its own id`, async ({ host, site }) => {
    const { connections } = site.emulator.emulator;
    connections.seed({ id: asked, clientReferenceId: "ava", status: "expired", userData: userFor(creator) });
    const hosted = await reconnect(host, mode);
    await expect(hosted.getByRole("heading", { name: "Reconnect your OnlyFans account" })).toBeVisible();
    await connectAccount(hosted);
    const { detail } = await host.waitForEnd();
    expect(host.events[0]?.detail).toEqual({ mode, connectionId: asked, attemptId: detail.attemptId });
    expect(detail).toMatchObject({ connectionId: asked, reconnected: true, verified: true });
    expect(detail).not.toHaveProperty("previousConnectionId");
    expect(detail.connection).toMatchObject({ id: asked, status: "active", expiredAt: null });
    await host.expectState("connected", asked);
  });

  test(`${mode}: a deleted connection is replaced by a new one, and the event has the old id`, async ({
    host,
    site,
  }) => {
    await connectAccount(await reconnect(host, mode));
    const { detail } = await host.waitForEnd();
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

  test(`${mode}: another user's connection stays unchanged, and no event reveals anything about it`, async ({
    host,
    site,
  }) => {
    const { connections } = site.emulator.emulator;
    // The same OnlyFans account: the two connections differ only in their user.
    const theirs = connections.seed({
      id: asked,
      clientReferenceId: "bob",
      status: "expired",
      permissions: ["theirs:only"],
      userData: userFor(creator),
    });
    const hosted = await reconnect(host, mode);
    await expect(hosted.getByRole("heading", { name: "Connect your OnlyFans account" })).toBeVisible();
    await connectAccount(hosted);
    const { detail } = await host.waitForEnd();
    expect(connections.list()).toHaveLength(2);
    expect(connections.get(asked)).toEqual(theirs);
    expect(detail).toMatchObject({ reconnected: false, previousConnectionId: asked, clientReferenceId: "ava" });
    expect(detail.connectionId).not.toBe(asked);
    expect(JSON.stringify(host.events)).not.toMatch(/bob|theirs/);
  });
}
