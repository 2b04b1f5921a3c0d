/** OFAuth's webhooks reach the page once and in the order of the changes, however they are delivered. */
import {
  accountPage,
  badge,
  statusChanges,
  expect,
  recordEventStream,
  list,
  openLive,
  readCount,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";

const id = "conn_live";
const page1 = accountPage(status("one", `connection-id="${id}"`), list());

test("the page shows a webhook's change without a request", async ({ host, page, site }) => {
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
  expect(statusChanges(host, "one")).toEqual([
    "loading > active by load",
    "active > expired by push",
    "expired > none by push",
  ]);
  // A list page that lost a row is fetched again: another row may have moved up.
  expect(site.requests.slice(before.length).filter((request) => request !== "GET /connections")).toEqual([]);
  expect(readCount(site)).toBeLessThanOrEqual(before.length + 1);
});

test("a webhook that is delivered twice is published once", async ({ host, page, site }) => {
  seed(site, { id });
  const { connections, webhooks } = site.emulator.emulator;
  webhooks.duplicate = true;
  await openLive(page, site.page(page1));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  const messages = await recordEventStream(page);
  connections.expire(id);
  await webhooks.settled();
  webhooks.redeliver();
  await webhooks.settled();
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  // A later event shows that no earlier one is pending.
  connections.delete(id);
  await expect(badge(page.locator("#one"))).toHaveText("Not connected");
  expect(messages).toEqual([`${id} expired`, `${id} disconnected`]);
  expect(statusChanges(host, "one")).toHaveLength(3);
});

test("webhooks that are delivered out of order leave the page with the latest change", async ({ host, page, site }) => {
  seed(site, { id, permissions: ["profile:read"] });
  const { connections, webhooks } = site.emulator.emulator;
  await openLive(page, site.page(page1));
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  webhooks.hold();
  connections.expire(id);
  // OFAuth's timestamps have millisecond precision.
  const expiredAt = Date.now();
  await expect.poll(() => Date.now(), { intervals: [1] }).toBeGreaterThan(expiredAt);
  const again = { connectionId: id, userData: user, live: false, clientReferenceId: "ava" };
  connections.link({ ...again, permissions: ["profile:read", "messages:read"] });
  // Releases the last webhook first.
  webhooks.release();
  await webhooks.settled();
  await expect(page.locator("#list summary")).toHaveText("Permissions (2)");
  await expect(badge(page.locator("#one, #list [part=row]"))).toHaveText(["Active", "Active"]);
  expect(statusChanges(host, "one")).toEqual(["loading > active by load"]);
  // Redelivering an old webhook changes nothing either.
  const [old] = webhooks.deliveries;
  expect(old?.type).toBe("connection.expired");
  webhooks.redeliver(old?.id);
  await webhooks.settled();
  connections.expire(id);
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  expect(statusChanges(host, "one")).toHaveLength(2);
});

test("the page catches up on changes that it missed while the stream was cut", async ({ page, site }) => {
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
