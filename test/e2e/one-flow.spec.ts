import { allow, seeStep, windowOf } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { elementPage } from "../support/site.js";

interface Opening extends HTMLElement {
  open(): Promise<{ outcome: string; code?: string; reason?: string }>;
}

test("a double click asks for one session and opens one dialog", async ({ host }) => {
  await host.open();
  await host.button.dblclick();
  await allow(host.frame);
  await host.ended();
  expect(host.inits()).toBe(1);
  expect(host.story.filter((words) => words.startsWith("before-open"))).toHaveLength(1);
});

test("a double click on a button that opens a window opens one", async ({ host, page, context }) => {
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.dblclick());
  await allow(popup);
  await host.ended();
  expect(host.inits()).toBe(1);
  expect(context.pages()).toEqual([page]);
});

test("open() while an attempt is under way answers with that attempt's promise and tells nothing new", async ({
  host,
}) => {
  await host.open();
  const same = await host.element.evaluate((element: Opening) => element.open() === element.open());
  expect(same).toBe(true);
  await seeStep(host.frame, "pre-login");
  await host.hears("sandbox-info pre-login");
  const before = [...host.story];
  await host.element.evaluate((element: Opening) => void element.open());
  expect(host.story).toEqual(before);
  await allow(host.frame);
  await host.ended();
  expect(host.inits()).toBe(1);
});

test("the next open() after an end is a new attempt with an id of its own", async ({ host }) => {
  await host.open();
  for (const count of [1, 2]) {
    await host.button.click();
    await seeStep(host.frame, "pre-login");
    await host.closeButton.click();
    await host.ended(count);
  }
  const ids = host.heard.filter(({ type }) => type === "close").map(({ detail }) => detail.attemptId);
  expect(new Set(ids).size).toBe(2);
});

test("a second element is busy while the first has its dialog open, and works afterwards", async ({
  host,
  page,
  site,
}) => {
  const second = `<ofauth-connect id="second" link-origins="{link}"></ofauth-connect>`;
  await page.goto(site.page(elementPage() + second));
  await host.button.click();
  await seeStep(host.frame, "pre-login");
  const other = page.locator("#second");
  const result = await other.evaluate((element: Opening) => element.open());
  expect(result).toMatchObject({ outcome: "failed", code: "busy", retryable: true });
  expect(result).not.toHaveProperty("attemptId");
  expect(host.heard.filter(({ id }) => id === "second").map(({ type }) => type)).toEqual(["error"]);
  expect(await other.evaluate((element: Opening & { state: string }) => element.state)).toBe("idle");
  await expect(other.locator("dialog")).toHaveCount(0);
  await expect(other).toContainText("You’re already connecting another account. Finish that first.");

  await allow(host.frame);
  await host.ended();
  expect(host.inits()).toBe(1);
  await other.getByRole("button", { name: "Try again" }).click();
  await allow(other.locator("iframe").contentFrame());
  await host.ended(2);
  expect(host.heard.at(-1)).toMatchObject({ id: "second", type: "close", detail: { outcome: "connected" } });
});

test("ofauth-before-open that is prevented: no request, no window, no other event", async ({
  host,
  page,
  site,
  context,
}) => {
  await host.open(`mode="popup" prefetch="none"`);
  await page.evaluate(() => addEventListener("ofauth-before-open", (event) => event.preventDefault()));
  await host.button.click();
  const result = await host.element.evaluate((element: Opening) => element.open());
  expect(result).toMatchObject({ outcome: "cancelled", reason: "host" });
  expect(host.story).toEqual(["before-open popup", "before-open popup"]);
  await host.expectState("idle");
  await host.expectLetGo();
  expect(site.requests).toEqual([]);
  expect(context.pages()).toHaveLength(1);
});

test("invoker commands of a button elsewhere open and close the flow", async ({ host, page, site }) => {
  const buttons = `<button commandfor="connect" command="--open">Go</button><button commandfor="connect" command="--close">Stop</button>`;
  await page.goto(site.page(elementPage() + buttons));
  await page.getByRole("button", { name: "Go" }).click();
  await seeStep(host.frame, "pre-login");
  await page
    .getByRole("button", { name: "Stop", includeHidden: true })
    .evaluate((button: HTMLButtonElement) => button.click());
  const { type, detail } = await host.ended();
  expect([type, detail.reason]).toEqual(["cancel", "host"]);
});
