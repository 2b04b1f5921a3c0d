import type { Page } from "@playwright/test";
import { hanging } from "./support/answers.js";
import { allow, press, seeStep } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

interface Closing extends HTMLElement {
  close(options?: { force?: boolean }): void;
}

const close = (host: Host, options?: { force: boolean }) =>
  host.element.evaluate((element: Closing, given) => element.close(given), options);
const ending = (host: Host): string[] => host.story.slice(-3);

async function openPage(host: Host): Promise<void> {
  await host.open();
  await host.button.click();
  await seeStep(host.frame, "pre-login");
  await expect(host.dialog).toBeVisible();
  await host.hears("load");
}

async function expectCancelled(host: Host, words: string): Promise<void> {
  await host.ended();
  expect(ending(host)).toEqual(["open > cancelled", words, "close cancelled"]);
  await host.expectLetGo();
  await host.expectFocusOnButton();
}

test("the Close button asks the page, which says where the user was", async ({ host }) => {
  await openPage(host);
  await press(host.frame, "Continue");
  await seeStep(host.frame, "login");
  await host.closeButton.click();
  await expectCancelled(host, "cancel user at login");
});

test("Escape beside the frame asks the page to leave", async ({ host, page }) => {
  await openPage(host);
  await expect(host.closeButton).toBeFocused();
  await page.keyboard.press("Escape");
  await expectCancelled(host, "cancel user at pre-login");
});

test("close() asks the page to leave, and is told as the host's wish", async ({ host }) => {
  await openPage(host);
  await close(host);
  await expectCancelled(host, "cancel host at pre-login");
});

test("close({force}) leaves at once, and what the page says later is not heard", async ({ host }) => {
  await openPage(host);
  await close(host, { force: true });
  // At once: the page has had no time to answer with its step.
  await expectCancelled(host, "cancel host");
});

for (const [name, leave, reason] of [
  ["the Close button", (host: Host) => host.closeButton.click(), "cancel user"],
  ["Escape", (host: Host) => host.page.keyboard.press("Escape"), "cancel user"],
  ["close()", (host: Host) => close(host), "cancel host"],
] as const) {
  test(`a page that refuses to leave is left 1.5 s after ${name}`, async ({ host, page, site }) => {
    site.emulator.emulator.scenarios.set({ refuseExit: true });
    await host.openInStillTime();
    await host.button.click();
    await seeStep(host.frame, "pre-login");
    const before = [...host.story];
    await leave(host);
    await page.clock.runFor(1_400);
    await expect(host.dialog).toBeVisible();
    expect(host.story).toEqual(before);
    await page.clock.runFor(100);
    await expectCancelled(host, reason);
  });

  test(`a page that refuses to leave is left at once by ${name} twice`, async ({ host, site }) => {
    site.emulator.emulator.scenarios.set({ refuseExit: true });
    await host.openInStillTime();
    await host.button.click();
    await seeStep(host.frame, "pre-login");
    await leave(host);
    await leave(host);
    await expectCancelled(host, reason);
  });
}

test("Tab leads from Close into the frame and out of it again; Shift+Tab leads from the frame to Close", async ({
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
  // After the last button of the frame comes the browser's own stop, whose keys a test cannot press.
  await pressUntil(page, "Tab", async () => !(await inFrame()));
  await host.closeButton.focus();
  await page.keyboard.press("Enter");
  await expectCancelled(host, "cancel user at pre-login");
});

/** Between two processes the focus takes its time: no key is pressed before the last one can be seen. */
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

test("Escape inside the frame belongs to the page there", async ({ host, page }) => {
  await openPage(host);
  const button = host.frame.getByRole("button", { name: "Continue" });
  await button.focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(host.dialog).toBeVisible();
  await button.press("Enter");
  await seeStep(host.frame, "login");
  await expect.poll(() => host.story.at(-1)).toBe("sandbox-info login");
});

test("a click on the backdrop does not throw the user's work away", async ({ host, page }) => {
  await openPage(host);
  await page.mouse.click(3, 3);
  await allow(host.frame);
  expect((await host.ended()).type).toBe("success");
});

test.describe("while the session is on its way", () => {
  for (const [name, leave, reason] of [
    ["the Close button", (host: Host) => host.closeButton.click(), "cancel user"],
    ["Escape", (host: Host) => host.page.keyboard.press("Escape"), "cancel user"],
    ["close()", (host: Host) => close(host), "cancel host"],
  ] as const) {
    test(`${name} ends the attempt at once, and takes the request back`, async ({ host, site }) => {
      const { intercept, givenUp } = hanging("/link/init");
      site.intercept = intercept;
      await host.open();
      await host.button.click();
      await expect(host.dialog).toBeVisible();
      await expect.poll(() => host.inits()).toBe(1);
      await leave(host);
      await host.ended();
      expect(ending(host)).toEqual(["starting > cancelled", reason, "close cancelled"]);
      // Not by its own time limit, which is longer.
      await expect.poll(givenUp, { timeout: 5_000 }).toBe(1);
      await host.expectLetGo();
      await host.expectFocusOnButton();
    });
  }
});

test("the page behind does not scroll while the dialog is open, and its own style comes back to the letter", async ({
  host,
  page,
}) => {
  await host.open();
  await page.evaluate(() => {
    document.body.style.height = "5000px";
    document.documentElement.style.setProperty("overflow", "scroll", "important");
  });
  const style = () => page.evaluate(() => document.documentElement.getAttribute("style"));
  const before = await style();
  await host.button.click();
  await seeStep(host.frame, "pre-login");
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe("hidden");
  await host.closeButton.click();
  await host.ended();
  expect(await style()).toBe(before);
});
