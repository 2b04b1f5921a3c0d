/** The life of a connection after it was created, from OFAuth to what the user sees. */
import {
  accountPage,
  badge,
  statusChanges,
  confirm,
  connect,
  expect,
  handle,
  list,
  onlyEvent,
  openLive,
  press,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";
import { connectAccount, walkTo, press as pressHosted } from "./support/hosted.js";

test("connects, expires, reconnects, ends and disconnects one connection on one page", async ({ host, page, site }) => {
  const { connections } = site.emulator.emulator;
  const card = page.locator("#card");
  const rows = page.locator("#list [part=row]");
  const actions = `actions="reconnect refresh invalidate disconnect"`;
  await openLive(page, site.page(accountPage(connect(), status("card", `variant="card" ${actions}`), list())));
  await expect(badge(card)).toHaveText("Not connected");
  await expect(page.locator("#list")).toContainText("No accounts connected yet.");

  await page.locator("#connect [part=button]").click();
  await connectAccount(page.locator("#connect iframe").contentFrame());
  await expect(badge(card)).toHaveText("Active");
  await expect(badge(rows)).toHaveText(["Active"]);
  const [made] = connections.list();
  const id = String(made?.id);

  connections.expire(id);
  await expect(badge(card)).toHaveText("Reconnect needed");
  await expect(badge(rows)).toHaveText(["Reconnect needed"]);
  expect(statusChanges(host, "card").at(-1)).toBe("active > expired by push");

  await press(card, "Reconnect");
  await connectAccount(card.locator("iframe").contentFrame());
  expect(await onlyEvent(host, "card", "success")).toMatchObject({
    connectionId: id,
    reconnected: true,
    verified: true,
  });
  await expect(badge(card)).toHaveText("Active");
  await expect(badge(rows)).toHaveText(["Active"]);

  await press(card, "End session");
  await expect(card).toContainText(`End the session for ${handle}? You can reconnect later.`);
  await card.locator("[part~=confirm-yes]").click();
  expect(await onlyEvent(host, "card", "invalidated")).toMatchObject({
    connectionId: id,
    connection: { status: "expired" },
  });
  await expect(badge(rows)).toHaveText(["Reconnect needed"]);
  expect(connections.get(id)?.status).toBe("expired");

  connections.requirePermissions(id, ["profile:read", "messages:write"]);
  await press(card, "Reconnect");
  const hosted = card.locator("iframe").contentFrame();
  await walkTo(hosted, "authorization", "ava@creator.sandbox.com");
  await expect(hosted.getByRole("listitem").filter({ hasText: "New" })).toHaveCount(1);
  await pressHosted(hosted, "Allow");
  await expect(badge(card)).toHaveText("Active");
  await card.locator("summary").click();
  await expect(card.locator("[part=permissions] li")).toHaveText(["profile:read", "messages:write"]);

  await press(card, "Disconnect");
  await expect(card).toContainText(`Disconnect ${handle}? This can’t be undone.`);
  await card.locator("[part~=confirm-yes]").click();
  expect(await onlyEvent(host, "card", "disconnected")).toEqual({ connectionId: id });
  await expect(badge(card)).toHaveText("Not connected");
  await expect(page.locator("#list")).toContainText("No accounts connected yet.");
  expect(connections.list()).toEqual([]);
});

test("creates a new connection when the one to reconnect was deleted, and the event says so", async ({
  host,
  page,
  site,
}) => {
  const { connections, webhooks } = site.emulator.emulator;
  seed(site, { id: "conn_old", status: "expired" });
  // The page is not notified of the deletion before the user presses the button.
  webhooks.hold();
  await page.goto(site.page(accountPage(status("card", `connection-id="conn_old" variant="card"`), status("newest"))));
  const card = page.locator("#card");
  await expect(badge(card)).toHaveText("Reconnect needed");
  connections.delete("conn_old");
  await press(card, "Reconnect");
  await connectAccount(card.locator("iframe").contentFrame());
  const success = await onlyEvent(host, "card", "success");
  const [made] = connections.list();
  expect(made?.id).not.toBe("conn_old");
  expect(success).toMatchObject({
    connectionId: made?.id,
    reconnected: false,
    previousConnectionId: "conn_old",
    verified: true,
  });
  await expect(card).toContainText("A new connection was created. The one shown here hasn’t changed.");
  await expect(badge(page.locator("#newest"))).toHaveText("Active");
});

test("does not ask or act when the before-event is prevented", async ({ host, page, site }) => {
  seed(site, { id: "conn_kept" });
  await page.goto(site.page(accountPage(status("card", `variant="card" actions="invalidate disconnect"`))));
  const card = page.locator("#card");
  await expect(card).toContainText(user.name);
  await page.evaluate(() => {
    for (const name of ["invalidate", "disconnect"])
      addEventListener(`ofauth-before-${name}`, (event) => event.preventDefault());
  });
  await press(card, "End session");
  await press(card, "Disconnect");
  await expect(card.locator("[part=confirm]")).toHaveCount(0);
  expect(host.eventLog.slice(-2)).toEqual(["before-invalidate", "before-disconnect"]);
  expect(site.requests.filter((request) => !request.startsWith("GET"))).toEqual([]);
});

test("keeps the connection and shows an error when an action fails", async ({ host, page, site }) => {
  seed(site, { id: "conn_kept" });
  await page.goto(site.page(accountPage(status("card", `variant="card" actions="disconnect"`))));
  const card = page.locator("#card");
  await expect(badge(card)).toHaveText("Active");
  site.emulator.emulator.scenarios.set({ connectionsStatus: 500 });
  await confirm(card, "Disconnect");
  expect(await onlyEvent(host, "card", "error")).toMatchObject({ code: "server_error", retryable: true });
  await expect(badge(card)).toHaveText("Active");
  await expect(card.locator("[part=message]")).toBeFocused();
  site.emulator.emulator.scenarios.reset();
  await confirm(card, "Disconnect");
  await onlyEvent(host, "card", "disconnected");
  await expect(badge(card)).toHaveText("Not connected");
});
