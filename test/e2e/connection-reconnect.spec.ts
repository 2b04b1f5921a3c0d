/** Reconnecting from a status and from a list row, by popup and redirect: the right element emits the same events once. */
import type { Page } from "@playwright/test";
import {
  accountPage,
  badge,
  connect,
  expect,
  type Host,
  list,
  onlyEvent,
  press,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";
import { connectAccount, press as pressHosted, expectStep, waitForPopup } from "./support/hosted.js";

const id = "conn_asked";
/**
 * The element's events in order; `state-change`s in a row count as one. OFAuth's list is read at most every 10 seconds for
 * what users wait for: a reconnect that comes back before that is `verifying` first.
 */
const eventTypes = (host: Host, element: string) =>
  host.events
    .filter((event) => event.id === element && event.type !== "status-change")
    .map(({ type }) => type)
    .filter((type, index, types) => type !== "state-change" || types[index - 1] !== type);
const popupEvents = ["before-open", "state-change", "open", "state-change", "success", "close"];
const eventsBeforeRedirect = ["before-open", "state-change", "open"];
const success = { connectionId: id, reconnected: true, verified: true, connection: { id, status: "active" } };

const card = (page: Page) => page.locator("#card");
const row = (page: Page) => page.locator("#list [part=row]").filter({ hasText: user.username });

test.beforeEach(({ site }) => {
  seed(site, { id, status: "expired" });
  // Newer, so that a callback that the wrong element reads would not reconnect the expired connection.
  seed(site, { id: "conn_other", createdAt: new Date().toISOString(), userData: null });
});

test("reconnects from a status in a popup", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(connect(), status("card", `connection-id="${id}" mode="popup"`))));
  const popup = await waitForPopup(page, () => press(card(page), "Reconnect"));
  await connectAccount(popup);
  expect(await onlyEvent(host, "card", "success")).toMatchObject({ ...success, source: "popup" });
  await onlyEvent(host, "card", "close");
  expect(eventTypes(host, "card")).toEqual(popupEvents);
  expect(eventTypes(host, "connect")).toEqual([]);
  await expect(badge(card(page))).toHaveText("Active");
});

test("reconnects from a status by redirect", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(connect(), status("card", `connection-id="${id}" mode="redirect"`), list())));
  await press(card(page), "Reconnect");
  await connectAccount(page);
  expect(await onlyEvent(host, "card", "success")).toMatchObject({ ...success, source: "redirect" });
  await onlyEvent(host, "card", "close");
  expect(eventTypes(host, "card")).toEqual([...eventsBeforeRedirect, "state-change", "success", "close"]);
  for (const other of ["connect", "list"]) expect(eventTypes(host, other)).toEqual([]);
  await expect(badge(card(page))).toHaveText("Active");
  await expect(badge(row(page))).toHaveText("Active");
});

test("reconnects from a row in a frame, although the filter then removes the row", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(list("list", `status="expired"`))));
  await press(row(page), "Reconnect");
  await connectAccount(row(page).locator("iframe").contentFrame());
  expect(await onlyEvent(host, "list", "success")).toMatchObject({ ...success, source: "embed" });
  await onlyEvent(host, "list", "close");
  await expect(row(page)).toHaveCount(0);
  await expect(page.locator("#list")).toContainText("No connections match these filters.");
});

test("reconnects from a row in a popup", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(list("list", `mode="popup"`))));
  const popup = await waitForPopup(page, () => press(row(page), "Reconnect"));
  await connectAccount(popup);
  expect(await onlyEvent(host, "list", "success")).toMatchObject({ ...success, source: "popup" });
  await onlyEvent(host, "list", "close");
  expect(eventTypes(host, "list")).toEqual(popupEvents);
  await expect(badge(row(page))).toHaveText("Active");
});

for (const others of ["on its own", "next to a connect button"]) {
  test(`reconnects from a row by redirect, ${others}`, async ({ host, page, site }) => {
    const parts = [list("list", `mode="redirect"`), ...(others === "on its own" ? [] : [connect()])];
    await page.goto(site.page(accountPage(...parts)));
    await press(row(page), "Reconnect");
    await connectAccount(page);
    expect(await onlyEvent(host, "list", "success")).toMatchObject({ ...success, source: "redirect" });
    await onlyEvent(host, "list", "close");
    for (const type of ["success", "close"]) expect(host.events.filter((event) => event.type === type)).toHaveLength(1);
    await expect(badge(row(page))).toHaveText("Active");
  });
}

test("the status that started a redirect emits its cancel, and nothing changes", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(status("card", `connection-id="${id}" mode="redirect"`), status("second"))));
  await press(card(page), "Reconnect");
  await expectStep(page, "pre-login");
  await pressHosted(page, "Cancel");
  expect(await onlyEvent(host, "card", "cancel")).toMatchObject({ reason: "user", step: "pre-login" });
  await onlyEvent(host, "card", "close");
  expect(eventTypes(host, "second")).toEqual([]);
  await expect(badge(card(page))).toHaveText("Reconnect needed");
});

test("connecting another account than the one to reconnect does not replace it", async ({ host, page, site }) => {
  await page.goto(site.page(accountPage(status("card", `connection-id="${id}" variant="card"`))));
  await press(card(page), "Reconnect");
  await connectAccount(card(page).locator("iframe").contentFrame(), "eve@creator.sandbox.com");
  const detail = await onlyEvent(host, "card", "success");
  expect(detail).toMatchObject({ reconnected: false, previousConnectionId: id });
  expect(detail.connectionId).not.toBe(id);
  await expect(card(page)).toContainText("A new connection was created. The one shown here hasn’t changed.");
  await expect(badge(card(page))).toHaveText("Reconnect needed");
  await expect(card(page)).toContainText(user.name);
});
