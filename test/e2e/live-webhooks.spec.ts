/** OFAuth's word on its way to the page: once, in the order of what happened, whatever becomes of the deliveries. */
import {
  accountPage,
  badge,
  changes,
  expect,
  hearEvents,
  list,
  openLive,
  reads,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";

const id = "conn_told";
const page1 = accountPage(status("one", `connection-id="${id}"`), list());

test("what OFAuth tells the host, the page shows without a single request", async ({ host, page, site }) => {
  seed(site, { id });
  const { connections } = site.emulator.emulator;
  await openLive(page, site.page(page1));
  const shown = badge(page.locator("#one, #list [part=row]"));
  await expect(shown).toHaveText(["Active", "Active"]);
  const before = [...site.requests];
  connections.expire(id);
  await expect(shown).toHaveText(["Reconnect needed", "Reconnect needed"]);
  connections.delete(id);
  await expect(badge(page.locator("#one"))).toHaveText("Not connected");
  await expect(page.locator("#list [part=row]")).toHaveCount(0);
  expect(changes(host, "one")).toEqual([
    "loading > active by load",
    "active > expired by push",
    "expired > none by push",
  ]);
  // A page from which a row has gone is read once more: another one may have moved up.
  expect(site.requests.slice(before.length).filter((request) => request !== "GET /connections")).toEqual([]);
  expect(reads(site)).toBeLessThanOrEqual(before.length + 1);
});

test("twice delivered is told once", async ({ host, page, site }) => {
  seed(site, { id });
  const { connections, webhooks } = site.emulator.emulator;
  webhooks.duplicate = true;
  await openLive(page, site.page(page1));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  const messages = await hearEvents(page);
  connections.expire(id);
  await webhooks.settled();
  webhooks.redeliver();
  await webhooks.settled();
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  // What comes after shows that nothing is still on its way.
  connections.delete(id);
  await expect(badge(page.locator("#one"))).toHaveText("Not connected");
  expect(messages).toEqual([`${id} expired`, `${id} disconnected`]);
  expect(changes(host, "one")).toHaveLength(3);
});

test("delivered in the wrong order, the page ends with what happened last", async ({ host, page, site }) => {
  seed(site, { id, permissions: ["profile:read"] });
  const { connections, webhooks } = site.emulator.emulator;
  await openLive(page, site.page(page1));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  webhooks.hold();
  connections.expire(id);
  // OFAuth's clock counts in milliseconds.
  const expiredAt = Date.now();
  await expect.poll(() => Date.now(), { intervals: [1] }).toBeGreaterThan(expiredAt);
  const again = { connectionId: id, userData: user, live: false, clientReferenceId: "ava" };
  connections.link({ ...again, permissions: ["profile:read", "messages:read"] });
  // The last one first.
  webhooks.release();
  await webhooks.settled();
  await expect(page.locator("#list summary")).toHaveText("Permissions (2)");
  await expect(badge(page.locator("#one, #list [part=row]"))).toHaveText(["Active", "Active"]);
  expect(changes(host, "one")).toEqual(["loading > active by load"]);
  // An old one that comes once more changes nothing either.
  const [old] = webhooks.deliveries;
  expect(old?.type).toBe("connection.expired");
  webhooks.redeliver(old?.id);
  await webhooks.settled();
  connections.expire(id);
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  expect(changes(host, "one")).toHaveLength(2);
});

test("what has happened while the stream was cut is made up for", async ({ page, site }) => {
  seed(site, { id });
  const { connections, webhooks } = site.emulator.emulator;
  await openLive(page, site.page(page1));
  const shown = badge(page.locator("#one, #list [part=row]"));
  await expect(shown).toHaveText(["Active", "Active"]);
  const again = page.waitForRequest(/\/events$/);
  site.cut();
  connections.expire(id);
  await webhooks.settled();
  await again;
  await expect(shown).toHaveText(["Reconnect needed", "Reconnect needed"]);
});
