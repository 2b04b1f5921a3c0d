/** The demo after connecting: the status, the list, the import and the simulated events at OFAuth. */
import type { Page } from "@playwright/test";
import { button, deleteConnections, expect, hosted, logged, signIn, tab, test, useDemo } from "./support/demo.js";

const demo = useDemo();

const simulate = (page: Page, name: string) => page.locator("#ofauth-panel").getByRole("button", { name }).click();
const badge = (page: Page, id: string) => page.locator(`#${id} [part=badge]`);

test("a connected account has a live badge, a card and a row in the list", async ({ page }) => {
  await page.goto(demo.page);
  await button(page).click();
  await signIn(hosted(page), "zoe@creator.sandbox.com");
  await expect(badge(page, "connected-badge")).toHaveText("Active");
  await expect(page.locator("#log .onConnected")).toHaveCount(1);

  await tab(page, "Connect").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#card")).toContainText("@zoe_creator");
  await expect(badge(page, "badge")).toHaveText("Active");
  await expect(page.locator("#code")).toContainText("<ofauth-connection-status");

  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#list").getByRole("listitem").first()).toContainText("@zoe_creator");
  await expect(page.locator("#code")).toContainText("<ofauth-connections");
  await tab(page, "Connect").check();
  await expect(badge(page, "connected-badge")).toHaveText("Active");
});

test("events at OFAuth are shown live, and repeated or late webhooks change nothing", async ({ page }) => {
  await page.goto(`${demo.page}?view=status`);
  await expect(badge(page, "card")).toHaveText("Active");
  await simulate(page, "Expire");
  await expect(badge(page, "card")).toHaveText("Reconnect needed");
  await expect(badge(page, "badge")).toHaveText("Reconnect needed");
  await expect(logged(page, "status-change").first()).toContainText("expired (push)");
  const changes = page.locator("#log .onChanged");
  await expect(changes).toHaveCount(1);

  await simulate(page, "Repeat webhook");
  await expect(page.locator("#outcome")).toContainText("connection.expired delivered. No callback was called.");
  await expect(changes).toHaveCount(1);

  await simulate(page, "Two webhooks, out of order");
  await expect(page.locator("#outcome")).toContainText("connection.updated, then connection.expired delivered.");
  await expect(changes, "only the later webhook").toHaveCount(2);
  await expect(badge(page, "card")).toHaveText("Reconnect needed");
});

test("the next reconnection requests new permissions, and a deleted connection disappears", async ({ page }) => {
  await deleteConnections(demo, "ben");
  await page.goto(`${demo.page}?view=status&user=ben`);
  const card = page.locator("#card");
  await card.getByRole("button", { name: "Connect" }).click();
  await signIn(hosted(page), "kim@creator.sandbox.com");
  await expect(badge(page, "card")).toHaveText("Active");
  await simulate(page, "New permissions");
  await simulate(page, "Expire");
  await card.getByRole("button", { name: "Reconnect" }).click();
  await signIn(hosted(page), "kim@creator.sandbox.com");
  await expect(badge(page, "card")).toHaveText("Active");
  await expect(card).toContainText("Permissions (2)");
  await expect(logged(page, "success").first().locator("pre")).toContainText('"reconnected": true');

  await simulate(page, "Delete");
  await expect(card).not.toContainText("@kim_creator");
  await expect(page.locator("#log .onDisconnected")).toHaveCount(1);
});

test("an imported session appears in the list, and importing it again updates it", async ({ page }) => {
  await page.goto(`${demo.page}?view=import`);
  const form = page.locator("#import");
  const send = async () => {
    await form.getByLabel("Cookie", { exact: true }).fill("auth_id=777; sess=demo; fp=demo");
    await form.getByRole("button", { name: "Use this browser" }).click();
    await form.getByRole("button", { name: "Import session" }).click();
  };
  await send();
  await expect(form).toContainText("Session imported.");
  await send();
  await form.getByRole("button", { name: "Update connection" }).click();
  await expect(form).toContainText("Session updated.");
  await expect(logged(page, "imported")).toHaveCount(2);
  await expect(page.locator("#log")).not.toContainText("sess=");

  await tab(page, "List").check();
  const row = page.locator("#list").getByRole("listitem").filter({ hasText: "@u777" });
  await expect(row).toHaveCount(1);
  await expect(row.locator("[part=meta]")).toContainText("Imported");
});

test("another user sees no connection of the previous user", async ({ page }) => {
  await page.goto(`${demo.page}?view=list`);
  const host = page.locator("#host");
  await expect(host).toContainText("@u5150");
  await page.getByLabel("Signed in").selectOption("none");
  await expect(host.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(host).not.toContainText("@u5150");
  await expect(page.locator("#newest")).toHaveText("Nothing is connected yet.");

  await page.getByLabel("Signed in").selectOption("ava");
  await expect(host).toContainText("@u5150");
  await page.getByLabel("Signed in").selectOption("ben");
  await expect(host.getByRole("listitem").first().or(host.locator("#list [part=empty]"))).toBeVisible();
  await expect(host).not.toContainText("@u5150");
});
