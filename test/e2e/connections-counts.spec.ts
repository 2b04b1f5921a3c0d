/** How many requests a page sends to its host, however many elements are on it. */
import { accountPage, badge, expect, list, readCount, seed, status, test } from "./support/accounts.js";

const many = (count: number, idOf: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => status(`s${index}`, `connection-id="${idOf(index)}"`));

test("1,000 statuses of 1,000 connections send ten requests with a hundred ids each", async ({ page, site }) => {
  test.slow();
  // Animating a thousand placeholders takes a machine without a graphics card longer than everything else.
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (let index = 0; index < 1000; index++)
    seed(site, { id: `conn_${index}`, status: index % 2 ? "active" : "expired" });
  const asked: number[] = [];
  page.on("request", (request) => {
    const ids = new URL(request.url()).searchParams.get("ids");
    if (ids) asked.push(ids.split(",").length);
  });
  await page.goto(site.page(accountPage(...many(1000, (index) => `conn_${index}`))));
  const wrong = () =>
    page.evaluate(
      () =>
        [...document.querySelectorAll("ofauth-connection-status")].filter(
          ({ status }, index) => status !== (index % 2 ? "active" : "expired"),
        ).length,
    );
  await expect.poll(wrong, { timeout: 60_000 }).toBe(0);
  expect(asked).toEqual(Array.from({ length: 10 }, () => 100));
  expect(readCount(site)).toBe(10);
});

test("100 statuses of one connection send one request", async ({ page, site }) => {
  seed(site, { id: "conn_one" });
  await page.goto(site.page(accountPage(...many(100, () => "conn_one"))));
  const shown = badge(page.locator("ofauth-connection-status"));
  await expect(shown).toHaveText(Array.from({ length: 100 }, () => "Active"));
  expect(readCount(site)).toBe(1);
});

test("a list sends one request per page, and none for its rows", async ({ page, site }) => {
  for (let index = 0; index < 25; index++) {
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    seed(site, {
      id: `conn_${index}`,
      createdAt,
      userData: { id: `${index}`, name: `Name ${index}`, username: "", avatar: null },
    });
  }
  await page.goto(site.page(accountPage(list("list", `page-size="10"`))));
  const rows = page.locator("#list [part=row]");
  const names = rows.locator("[part=name]");
  const page1 = Array.from({ length: 10 }, (_, index) => `Name ${24 - index}`);
  await expect(names).toHaveText(page1);
  expect(readCount(site)).toBe(1);
  const turn = (name: string) => page.locator("#list").getByRole("button", { name, exact: true }).click();
  await turn("Next");
  await expect(names.first()).toHaveText("Name 14");
  await turn("Next");
  await expect(names).toHaveText(["Name 4", "Name 3", "Name 2", "Name 1", "Name 0"]);
  await expect(page.locator("#list").getByText("Page 3")).toBeVisible();
  expect(readCount(site)).toBe(3);
  await turn("Previous");
  await turn("Previous");
  await expect(names).toHaveText(page1);
  expect(readCount(site)).toBe(5);
});

test("filters are applied by the host, which knows more connections than the page", async ({ page, site }) => {
  seed(site, { id: "conn_linked", status: "expired" });
  seed(site, { id: "conn_imported", imported: true });
  const queries: string[] = [];
  page.on("request", (request) => {
    if (/connections\?/.test(request.url())) queries.push(new URL(request.url()).search);
  });
  await page.goto(site.page(accountPage(list())));
  const element = page.locator("#list");
  const shown = badge(element.locator("[part=row]"));
  await expect(shown).toHaveCount(2);
  await element.getByLabel("Status").selectOption("Active");
  await expect(shown).toHaveText(["Active"]);
  await element.getByLabel("Source").selectOption("Connected");
  await expect(element).toContainText("No connections match these filters.");
  await element.getByRole("button", { name: "Clear filters" }).click();
  await expect(shown).toHaveCount(2);
  expect(queries).toEqual([
    "?limit=10",
    "?limit=10&status=active",
    "?limit=10&status=active&imported=false",
    "?limit=10",
  ]);
});
