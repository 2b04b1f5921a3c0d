/** A reconnect from a status and from a row of a list, in a window and by redirect: the same events, from the right element, once. */
import type { Page } from "@playwright/test";
import {
  accountPage,
  badge,
  connect,
  expect,
  type Host,
  list,
  only,
  press,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";
import { allow, press as pressHosted, seeStep, windowOf } from "./support/hosted.js";

const id = "conn_asked";
const told = (host: Host, element: string) =>
  host.heard.filter((event) => event.id === element && event.type !== "status-change").map(({ type }) => type);
const whole = ["before-open", "state-change", "state-change", "open", "state-change", "success", "close"];
const begun = ["before-open", "state-change", "state-change", "open"];
const success = { connectionId: id, reconnected: true, verified: true, connection: { id, status: "active" } };

const card = (page: Page) => page.locator("#card");
const row = (page: Page) => page.locator("#list [part=row]").filter({ hasText: user.username });

test.beforeEach(({ site }) => {
  seed(site, { id, status: "expired" });
  // Newer, so that a return that is read by the wrong element would reconnect nothing.
  seed(site, { id: "conn_other", createdAt: new Date().toISOString(), userData: null });
});

test("from a status in a window", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(connect(), status("card", `connection-id="${id}" mode="popup"`))));
  const popup = await windowOf(page, () => press(card(page), "Reconnect"));
  await allow(popup);
  expect(await only(host, "card", "success")).toMatchObject({ ...success, source: "popup" });
  await only(host, "card", "close");
  expect(told(host, "card")).toEqual(whole);
  expect(told(host, "connect")).toEqual([]);
  await expect(badge(card(page))).toHaveText("Active");
});

test("from a status by redirect", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(connect(), status("card", `connection-id="${id}" mode="redirect"`), list())));
  await press(card(page), "Reconnect");
  await allow(page);
  expect(await only(host, "card", "success")).toMatchObject({ ...success, source: "redirect" });
  await only(host, "card", "close");
  expect(told(host, "card")).toEqual([...begun, "state-change", "success", "close"]);
  for (const other of ["connect", "list"]) expect(told(host, other)).toEqual([]);
  await expect(badge(card(page))).toHaveText("Active");
  await expect(badge(row(page))).toHaveText("Active");
});

test("from a row in a frame, while a filter would take the row away", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(list("list", `status="expired"`))));
  await press(row(page), "Reconnect");
  await allow(row(page).locator("iframe").contentFrame());
  expect(await only(host, "list", "success")).toMatchObject({ ...success, source: "embed" });
  await only(host, "list", "close");
  await expect(row(page)).toHaveCount(0);
  await expect(page.locator("#list")).toContainText("No connections match these filters.");
});

test("from a row in a window", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(list("list", `mode="popup"`))));
  const popup = await windowOf(page, () => press(row(page), "Reconnect"));
  await allow(popup);
  expect(await only(host, "list", "success")).toMatchObject({ ...success, source: "popup" });
  await only(host, "list", "close");
  expect(told(host, "list")).toEqual(whole);
  await expect(badge(row(page))).toHaveText("Active");
});

for (const others of ["alone", "beside a button"]) {
  test(`from a row by redirect, ${others}`, async ({ host, page, site }) => {
    const parts = [list("list", `mode="redirect"`), ...(others === "alone" ? [] : [connect()])];
    await page.goto(site.page(accountPage(...parts)));
    await press(row(page), "Reconnect");
    await allow(page);
    expect(await only(host, "list", "success")).toMatchObject({ ...success, source: "redirect" });
    await only(host, "list", "close");
    for (const type of ["success", "close"]) expect(host.heard.filter((event) => event.type === type)).toHaveLength(1);
    await expect(badge(row(page))).toHaveText("Active");
  });
}

test("a redirect that is cancelled is told by the status that began it, and nothing changes", async ({
  host,
  page,
  site,
}) => {
  await page.goto(site.page(accountPage(status("card", `connection-id="${id}" mode="redirect"`), status("second"))));
  await press(card(page), "Reconnect");
  await seeStep(page, "pre-login");
  await pressHosted(page, "Cancel");
  expect(await only(host, "card", "cancel")).toMatchObject({ reason: "user", step: "pre-login" });
  await only(host, "card", "close");
  expect(told(host, "second")).toEqual([]);
  await expect(badge(card(page))).toHaveText("Reconnect needed");
});

test("another account than the one that was to be reconnected replaces nothing", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(status("card", `connection-id="${id}" variant="card"`))));
  await press(card(page), "Reconnect");
  await allow(card(page).locator("iframe").contentFrame(), "eve@creator.sandbox.com");
  const detail = await only(host, "card", "success");
  expect(detail).toMatchObject({ reconnected: false, previousConnectionId: id });
  expect(detail.connectionId).not.toBe(id);
  await expect(card(page)).toContainText("A new connection was created. The one shown here hasn’t changed.");
  await expect(badge(card(page))).toHaveText("Reconnect needed");
  await expect(card(page)).toContainText(user.name);
});
