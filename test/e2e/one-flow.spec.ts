import { connectAccount, expectStep, waitForPopup } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { elementPage } from "../support/site.js";

interface Opening extends HTMLElement {
  open(): Promise<{ outcome: string; code?: string; reason?: string }>;
}

test("a double click requests one session and opens one dialog", async ({ host }) => {
  await host.open();
  await host.button.dblclick();
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(host.initCount()).toBe(1);
  expect(host.eventLog.filter((line) => line.startsWith("before-open"))).toHaveLength(1);
});

test("a double click in popup mode opens one popup", async ({ host, page, context }) => {
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.dblclick());
  await connectAccount(popup);
  await host.waitForEnd();
  expect(host.initCount()).toBe(1);
  expect(context.pages()).toEqual([page]);
});

test("open() during an attempt returns that attempt's promise and emits nothing", async ({ host }) => {
  await host.open();
  const same = await host.element.evaluate((element: Opening) => element.open() === element.open());
  expect(same).toBe(true);
  await expectStep(host.frame, "pre-login");
  await host.waitForEvent("sandbox-info pre-login");
  const before = [...host.eventLog];
  await host.element.evaluate((element: Opening) => void element.open());
  expect(host.eventLog).toEqual(before);
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(host.initCount()).toBe(1);
});

test("open() after the end of an attempt starts a new attempt with a new id", async ({ host }) => {
  await host.open();
  for (const count of [1, 2]) {
    await host.button.click();
    await expectStep(host.frame, "pre-login");
    await host.closeButton.click();
    await host.waitForEnd(count);
  }
  const ids = host.events.filter(({ type }) => type === "close").map(({ detail }) => detail.attemptId);
  expect(new Set(ids).size).toBe(2);
});

test("a second element fails with busy while the first has its dialog open, and works afterwards", async ({
  host,
  page,
  site,
}) => {
  const second = `<ofauth-connect id="second" link-origins="{link}"></ofauth-connect>`;
  await page.goto(site.page(elementPage() + second));
  await host.button.click();
  await expectStep(host.frame, "pre-login");
  const other = page.locator("#second");
  const result = await other.evaluate((element: Opening) => element.open());
  expect(result).toMatchObject({ outcome: "failed", code: "busy", retryable: true });
  expect(result).not.toHaveProperty("attemptId");
  expect(host.events.filter(({ id }) => id === "second").map(({ type }) => type)).toEqual(["error"]);
  expect(await other.evaluate((element: Opening & { state: string }) => element.state)).toBe("idle");
  await expect(other.locator("dialog")).toHaveCount(0);
  await expect(other).toContainText("Another account is being connected. Finish that first.");

  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(host.initCount()).toBe(1);
  await other.getByRole("button", { name: "Try again" }).click();
  await connectAccount(other.locator("iframe").contentFrame());
  await host.waitForEnd(2);
  expect(host.events.at(-1)).toMatchObject({ id: "second", type: "close", detail: { outcome: "connected" } });
});

test("a prevented ofauth-before-open sends no request, opens no popup and emits no other event", async ({
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
  expect(host.eventLog).toEqual(["before-open popup", "before-open popup"]);
  await host.expectState("idle");
  await host.expectCleanedUp();
  expect(site.requests).toEqual([]);
  expect(context.pages()).toHaveLength(1);
});

test("invoker commands of another button open and close the flow", async ({ host, page, site }) => {
  const buttons = `<button commandfor="connect" command="--open">Go</button><button commandfor="connect" command="--close">Stop</button>`;
  await page.goto(site.page(elementPage() + buttons));
  await page.getByRole("button", { name: "Go" }).click();
  await expectStep(host.frame, "pre-login");
  await page
    .getByRole("button", { name: "Stop", includeHidden: true })
    .evaluate((button: HTMLButtonElement) => button.click());
  const { type, detail } = await host.waitForEnd();
  expect([type, detail.reason]).toEqual(["cancel", "host"]);
});
