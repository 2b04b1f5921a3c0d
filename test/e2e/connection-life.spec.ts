/** What becomes of a connection after it was made, from OFAuth to what the user sees. */
import {
  accountPage,
  badge,
  changes,
  confirm,
  connect,
  expect,
  handle,
  list,
  only,
  openLive,
  press,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";
import { allow, walkTo, press as pressHosted } from "./support/hosted.js";

test("one connection's whole life on one page", async ({ host, page, site }) => {
  const { connections } = site.emulator.emulator;
  const card = page.locator("#card");
  const rows = page.locator("#list [part=row]");
  const actions = `actions="reconnect refresh invalidate disconnect"`;
  await openLive(page, site.page(accountPage(connect(), status("card", `variant="card" ${actions}`), list())));
  await expect(badge(card)).toHaveText("Not connected");
  await expect(page.locator("#list")).toContainText("No accounts connected yet.");

  await page.locator("#connect [part=button]").click();
  await allow(page.locator("#connect iframe").contentFrame());
  await expect(badge(card)).toHaveText("Active");
  await expect(badge(rows)).toHaveText(["Active"]);
  const [made] = connections.list();
  const id = String(made?.id);

  connections.expire(id);
  await expect(badge(card)).toHaveText("Reconnect needed");
  await expect(badge(rows)).toHaveText(["Reconnect needed"]);
  expect(changes(host, "card").at(-1)).toBe("active > expired by push");

  await press(card, "Reconnect");
  await allow(card.locator("iframe").contentFrame());
  expect(await only(host, "card", "success")).toMatchObject({ connectionId: id, reconnected: true, verified: true });
  await expect(badge(card)).toHaveText("Active");
  await expect(badge(rows)).toHaveText(["Active"]);

  await press(card, "End session");
  await expect(card).toContainText(`End the session for ${handle}? You can reconnect later.`);
  await card.locator("[part~=confirm-yes]").click();
  expect(await only(host, "card", "invalidated")).toMatchObject({
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
  expect(await only(host, "card", "disconnected")).toEqual({ connectionId: id });
  await expect(badge(card)).toHaveText("Not connected");
  await expect(page.locator("#list")).toContainText("No accounts connected yet.");
  expect(connections.list()).toEqual([]);
});

test("a connection that is gone by the time it is reconnected: a new one, and the event says so", async ({
  host,
  page,
  site,
}) => {
  const { connections, webhooks } = site.emulator.emulator;
  seed(site, { id: "conn_old", status: "expired" });
  // The page does not hear of the end before the user has pressed.
  webhooks.hold();
  await page.goto(site.page(accountPage(status("card", `connection-id="conn_old" variant="card"`), status("newest"))));
  const card = page.locator("#card");
  await expect(badge(card)).toHaveText("Reconnect needed");
  connections.delete("conn_old");
  await press(card, "Reconnect");
  await allow(card.locator("iframe").contentFrame());
  const success = await only(host, "card", "success");
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

test("a prevented before-event: nobody is asked, and nothing is done", async ({ host, page, site }) => {
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
  expect(host.story.slice(-2)).toEqual(["before-invalidate", "before-disconnect"]);
  expect(site.requests.filter((request) => !request.startsWith("GET"))).toEqual([]);
});

test("an action that fails: the connection stays as it was, and the user is told", async ({ host, page, site }) => {
  seed(site, { id: "conn_kept" });
  await page.goto(site.page(accountPage(status("card", `variant="card" actions="disconnect"`))));
  const card = page.locator("#card");
  await expect(badge(card)).toHaveText("Active");
  site.emulator.emulator.scenarios.set({ connectionsStatus: 500 });
  await confirm(card, "Disconnect");
  expect(await only(host, "card", "error")).toMatchObject({ code: "server_error", retryable: true });
  await expect(badge(card)).toHaveText("Active");
  await expect(card.locator("[part=message]")).toBeFocused();
  site.emulator.emulator.scenarios.reset();
  await confirm(card, "Disconnect");
  await only(host, "card", "disconnected");
  await expect(badge(card)).toHaveText("Not connected");
});
