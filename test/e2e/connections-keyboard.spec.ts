/** The connection elements with the keyboard alone, and axe's findings in them. */
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "@playwright/test";
import { badge, connect, expect, list, onlyEvent, seed, status } from "./support/accounts.js";
import { respondWith } from "./support/answers.js";
import { expectStep } from "./support/hosted.js";
import { splitScripts, test } from "./support/split-modules.js";

const axe = fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url));
const names = ["Ada", "Bea", "Cleo"];
const bea = (page: Page) => page.locator("#list [part=row]").filter({ hasText: "Bea" });
const action = (place: Locator, name: string) => place.locator(`[part~=action-${name}]`);

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element)) return;
  }
  throw new Error("Tab does not reach the target within 30 presses.");
}

test.beforeEach(async ({ page, site }) => {
  for (const [index, name] of names.entries()) {
    const createdAt = `2026-01-0${3 - index}T00:00:00Z`;
    seed(site, {
      id: `conn_${name}`,
      status: "expired",
      createdAt,
      userData: { id: name, name, username: "", avatar: null },
    });
  }
  await page.goto(site.page(`${splitScripts}<h1>Accounts</h1>${list()}<a href="#end">End</a>`));
  await expect(page.locator("#list [part=row]")).toHaveCount(3);
});

test("the keyboard reaches a row's Reconnect button and the dialog, and focus returns to the button", async ({
  host,
  page,
}) => {
  await tabTo(page, action(bea(page), "reconnect"));
  await page.keyboard.press("Enter");
  await expectStep(bea(page).locator("iframe").contentFrame(), "pre-login");
  await expect(bea(page).getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  expect(await onlyEvent(host, "list", "cancel")).toMatchObject({ reason: "user" });
  await expect(action(bea(page), "reconnect")).toBeFocused();
});

test("the keyboard cancels and confirms a disconnect", async ({ host, page, site }) => {
  const disconnect = action(bea(page), "disconnect");
  await tabTo(page, disconnect.first());
  await page.keyboard.press("Enter");
  const keep = bea(page).locator("[part~=confirm-no]");
  await expect(keep).toBeFocused();
  await expect(keep).toHaveAccessibleDescription("Disconnect Bea? This can’t be undone.");
  await page.keyboard.press("Escape");
  await expect(disconnect.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(keep).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(disconnect.first()).toBeFocused();
  expect(site.requests.filter((request) => request.startsWith("DELETE"))).toEqual([]);

  await page.keyboard.press("Enter");
  await expect(keep).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  // It takes no press at first.
  await expect(bea(page).locator("[part~=confirm-yes]")).toBeEnabled();
  await page.keyboard.press("Enter");
  await onlyEvent(host, "list", "disconnected");
  await expect(bea(page)).toHaveCount(0);
  // The row that has taken its place.
  const next = page.locator("#list [part=row]").filter({ hasText: "Cleo" });
  await expect(next).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(next.locator("summary")).toBeFocused();
});

const violations = async (page: Page): Promise<string[]> => {
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
  return found;
};

test("axe finds no violation in rows, a confirmation, an open disclosure and an invalid form", async ({
  page,
  site,
}) => {
  const parts = [
    connect(),
    status("card", `variant="card" actions="refresh disconnect"`),
    status("none", `connection-id="conn_no"`),
  ];
  const form = `<ofauth-import id="import"></ofauth-import>`;
  await page.goto(site.page(`${splitScripts}<main><h1>Accounts</h1>${parts.join("")}${list()}${form}</main>`, "/all"));
  await expect(badge(page.locator("#card, #none"))).toHaveText(["Reconnect needed", "Not connected"]);
  await action(bea(page), "disconnect").click();
  await page.locator("#card summary").click();
  await page.locator("#import [part=submit]").click();
  await expect(page.locator("#import [part=error]")).toHaveCount(2);
  expect(await violations(page)).toEqual([]);
});

test("axe finds no violation in an empty list and a failed status in dark mode", async ({ page, site }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  site.emulator.emulator.connections.clear();
  site.intercept = respondWith("/connections/conn_failing", 500);
  const failing = status("failing", `variant="card" connection-id="conn_failing"`);
  const dark = `<meta name="color-scheme" content="dark"><style>body { background: #16181d; color: #fff; }</style>`;
  await page.goto(
    site.page(
      `${dark}${splitScripts}<main><h1>Accounts</h1>${failing}${list("empty", `status="active"`)}</main>`,
      "/bare",
    ),
  );
  await expect(badge(page.locator("#failing"))).toHaveText("Status unavailable");
  await expect(page.locator("#empty [part=empty]")).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
