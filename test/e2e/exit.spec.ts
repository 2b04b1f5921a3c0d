import type { Page } from "@playwright/test";
import { neverRespond } from "./support/answers.js";
import { connectAccount, press, expectStep } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

interface Closing extends HTMLElement {
  close(options?: { force?: boolean }): void;
}

const close = (host: Host, options?: { force: boolean }) =>
  host.element.evaluate((element: Closing, given) => element.close(given), options);
const ending = (host: Host): string[] => host.eventLog.slice(-3);

async function openPage(host: Host): Promise<void> {
  await host.open();
  await host.button.click();
  await expectStep(host.frame, "pre-login");
  await expect(host.dialog).toBeVisible();
  await host.waitForEvent("load");
}

async function expectCancelled(host: Host, cancelEvent: string): Promise<void> {
  await host.waitForEnd();
  expect(ending(host)).toEqual(["open > cancelled", cancelEvent, "close cancelled"]);
  await host.expectCleanedUp();
  await host.expectFocusOnButton();
}

test("the Close button asks OFAuth's page to leave, which reports the user's step", async ({ host }) => {
  await openPage(host);
  await press(host.frame, "Continue");
  await expectStep(host.frame, "login");
  await host.closeButton.click();
  await expectCancelled(host, "cancel user at login");
});

test("Escape outside the frame asks OFAuth's page to leave", async ({ host, page }) => {
  await openPage(host);
  await expect(host.closeButton).toBeFocused();
  await page.keyboard.press("Escape");
  await expectCancelled(host, "cancel user at pre-login");
});

test("close() asks OFAuth's page to leave, and cancels with reason host", async ({ host }) => {
  await openPage(host);
  await close(host);
  await expectCancelled(host, "cancel host at pre-login");
});

test("close({force}) cancels at once, and ignores later messages of the page", async ({ host }) => {
  await openPage(host);
  await close(host, { force: true });
  // Without a step: the page has had no time to answer.
  await expectCancelled(host, "cancel host");
});

for (const [name, leave, reason] of [
  ["the Close button", (host: Host) => host.closeButton.click(), "cancel user"],
  ["Escape", (host: Host) => host.page.keyboard.press("Escape"), "cancel user"],
  ["close()", (host: Host) => close(host), "cancel host"],
] as const) {
  test(`${name} cancels after 1.5 s when the page refuses to leave`, async ({ host, page, site }) => {
    site.emulator.emulator.scenarios.set({ refuseExit: true });
    await host.openWithPausedClock();
    await host.button.click();
    await expectStep(host.frame, "pre-login");
    const before = [...host.eventLog];
    await leave(host);
    await page.clock.runFor(1_400);
    await expect(host.dialog).toBeVisible();
    expect(host.eventLog).toEqual(before);
    await page.clock.runFor(100);
    await expectCancelled(host, reason);
  });

  test(`${name} cancels at once when used twice and the page refuses to leave`, async ({ host, site }) => {
    site.emulator.emulator.scenarios.set({ refuseExit: true });
    await host.openWithPausedClock();
    await host.button.click();
    await expectStep(host.frame, "pre-login");
    await leave(host);
    await leave(host);
    await expectCancelled(host, reason);
  });
}

test("Tab moves focus from Close into the frame and out of it again, and Shift+Tab from the frame to Close", async ({
  host,
  page,
}) => {
  await openPage(host);
  const inFrame = () => host.frame.locator("body").evaluate(({ ownerDocument }) => ownerDocument.hasFocus());
  const onClose = () =>
    host.closeButton.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button);
  await expect(host.closeButton).toBeFocused();
  await pressUntil(page, "Tab", inFrame);
  await expect(host.frame.getByRole("button", { name: "Continue" })).toBeFocused();
  await pressUntil(page, "Shift+Tab", onClose);
  await expect(host.closeButton).toBeFocused();
  await pressUntil(page, "Tab", inFrame);
  // The next tab stop after the frame's last button is in the browser's own controls, where a test cannot press keys.
  await pressUntil(page, "Tab", async () => !(await inFrame()));
  await host.closeButton.focus();
  await page.keyboard.press("Enter");
  await expectCancelled(host, "cancel user at pre-login");
});

/** Presses a key until `reached`. Focus moves slowly between two processes: each key press waits for the previous one. */
async function pressUntil(page: Page, key: string, reached: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 6 && !(await reached()); presses++) {
    await page.keyboard.press(key);
    await expect
      .poll(reached, { timeout: 300, intervals: [50] })
      .toBe(true)
      .catch(() => undefined);
  }
  expect(await reached(), `reached by ${key}`).toBe(true);
}

test("Escape inside the frame does not close the dialog", async ({ host, page }) => {
  await openPage(host);
  const button = host.frame.getByRole("button", { name: "Continue" });
  await button.focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(host.dialog).toBeVisible();
  await button.press("Enter");
  await expectStep(host.frame, "login");
  await expect.poll(() => host.eventLog.at(-1)).toBe("sandbox-info login");
});

test("a click on the backdrop does not close the dialog", async ({ host, page }) => {
  await openPage(host);
  await page.mouse.click(3, 3);
  await connectAccount(host.frame);
  expect((await host.waitForEnd()).type).toBe("success");
});

test.describe("while the session is requested", () => {
  for (const [name, leave, reason] of [
    ["the Close button", (host: Host) => host.closeButton.click(), "cancel user"],
    ["Escape", (host: Host) => host.page.keyboard.press("Escape"), "cancel user"],
    ["close()", (host: Host) => close(host), "cancel host"],
  ] as const) {
    test(`${name} ends the attempt at once, and aborts the request`, async ({ host, site }) => {
      const { intercept, abortedCount } = neverRespond("/link/init");
      site.intercept = intercept;
      await host.open();
      await host.button.click();
      await expect(host.dialog).toBeVisible();
      await expect.poll(() => host.initCount()).toBe(1);
      await leave(host);
      await host.waitForEnd();
      expect(ending(host)).toEqual(["starting > cancelled", reason, "close cancelled"]);
      // Shorter than the request's own timeout.
      await expect.poll(abortedCount, { timeout: 5_000 }).toBe(1);
      await host.expectCleanedUp();
      await host.expectFocusOnButton();
    });
  }
});

test("the page does not scroll while the dialog is open, and keeps its inline style", async ({ host, page }) => {
  await host.open();
  await page.evaluate(() => {
    document.body.style.height = "5000px";
    document.documentElement.style.overflow = "scroll";
  });
  const style = () => page.evaluate(() => document.documentElement.getAttribute("style"));
  const before = await style();
  await host.button.click();
  await expectStep(host.frame, "pre-login");
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe("hidden");
  await host.closeButton.click();
  await host.waitForEnd();
  expect(await style()).toBe(before);
});
