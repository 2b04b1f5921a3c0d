/** The demo as `npm start` runs it: one process, a page and an emulator on loopback, each flow from click to event. */
import type { Locator, Page } from "@playwright/test";
import { button, expect, hosted, logged, root, signIn, startDemo, tab, test, useDemo } from "./support/demo.js";

const axe = `${root}node_modules/axe-core/axe.min.js`;
const demo = useDemo();

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 20; presses++) {
    if (await target.evaluate((element) => element.matches(":focus"))) return;
    await page.keyboard.press("Tab");
  }
  await expect(target, "Tab leads there").toBeFocused();
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
    );
  });
}

test("npm start prints the page, the emulator and the sandbox accounts, and closes both ports when it ends", async () => {
  const second = await startDemo();
  expect(second.page).toMatch(/^http:\/\/localhost:\d+\/$/);
  expect(second.page, "a port that is taken is left alone").not.toBe(demo.page);
  expect(second.output()).toContain("test@creator-otp.sandbox.com");
  expect(second.output()).toContain("password good-password, code 123456");
  expect((await fetch(second.emulator + "/emulator/scenarios")).status).toBe(200);
  await second.stop();
  for (const address of [second.page, second.emulator]) await expect(fetch(address)).rejects.toThrow("fetch failed");
});

test("an account is connected in the frame, and the log shows it verified", async ({ page }) => {
  await page.goto(demo.page);
  await expect(page.locator("#accounts")).toContainText("good-password");
  await button(page).click();
  await signIn(hosted(page), "mia@creator-otp.sandbox.com");
  await expect(logged(page, "success").locator("pre")).toContainText('"verified": true');
  await expect(logged(page, "success").locator("pre")).toContainText('"source": "embed"');
  // The badge's event may come before this looks.
  await expect(page.locator("#log li:not(.onConnected, .ofauth-status-change)").first()).toContainText("ofauth-close");
  await expect(page.getByText("Connected: Mia (@mia_creator_otp)")).toBeVisible();
  await expect(page.locator("#log"), "the log contains no session URL").not.toContainText("cs_");

  // The callback's entry and the badge's event are logged after the flow: an entry after Clear would stay.
  await expect(page.locator("#log li.onConnected")).toHaveCount(1);
  await expect(logged(page, "status-change")).toHaveCount(1);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.locator("#log li")).toHaveCount(0);
});

test("an account is connected from 127.0.0.1 as from localhost", async ({ page }) => {
  await page.goto(demo.page.replace("localhost", "127.0.0.1"));
  await button(page).click();
  await signIn(hosted(page));
  await expect(logged(page, "success").locator("pre")).toContainText('"verified": true');
});

test("a popup completes", async ({ page }) => {
  await page.goto(`${demo.page}?mode=popup`);
  const opened = page.waitForEvent("popup");
  await button(page).click();
  const popup = await opened;
  await signIn(popup);
  await expect(logged(page, "success").locator("pre")).toContainText('"source": "popup"');
});

test("a redirect restores the options and the log", async ({ page }) => {
  await page.goto(`${demo.page}?mode=redirect&label=Link+it&code=vue`);
  await button(page).click();
  await expect(page).toHaveURL((url) => url.origin === demo.emulator);
  await signIn(page);
  await expect(logged(page, "success").locator("pre")).toContainText('"source": "redirect"');
  await expect(page).toHaveURL(`${demo.page}?mode=redirect&label=Link+it&code=vue`);
  await expect(button(page)).toHaveText("Link it");
  await expect(logged(page, "before-open")).toHaveCount(1);
});

test('with callback="manual", handleCallback() reads a redirect', async ({ page }) => {
  await page.goto(`${demo.page}?mode=redirect&callback=manual`);
  await page.getByRole("button", { name: "handleCallback()" }).click();
  await expect(page.locator("#callback-result")).toHaveText("null: no callback parameters");
  await button(page).click();
  await signIn(page);
  await page.getByRole("button", { name: "handleCallback()" }).click();
  await expect(page.locator("#callback-result")).toHaveText("connected");
});

test("the code and the address follow the options, and the address restores them", async ({ page }) => {
  await page.goto(demo.page);
  const code = page.locator("#code");
  await expect(code).toContainText("<ofauth-connect></ofauth-connect>");
  await page.getByLabel("mode").selectOption("popup");
  await page.getByLabel("label", { exact: true }).fill('Say "hi" & go');
  await expect(code).toContainText('label="Say &quot;hi&quot; &amp; go"');
  await expect(code).toContainText('mode="popup"');
  await expect(button(page)).toHaveText('Say "hi" & go');
  await page.getByRole("radio", { name: "React" }).check();
  await expect(code).toContainText("onSuccess={");
  await page.getByRole("radio", { name: "Vue" }).check();
  await expect(code).toContainText('@success="');
  await page.getByLabel("label", { exact: true }).fill("");
  await page.getByLabel("lang", { exact: true }).selectOption("de");
  await expect(code).toContainText('lang="de"');
  await expect(button(page)).toHaveText("Konto verbinden");
  await page.getByLabel("disabled").check();
  await page.getByRole("radio", { name: "RTL" }).check();
  const { search } = new URL(page.url());

  await page.reload();
  expect(new URL(page.url()).search).toBe(search);
  await expect(code).toContainText('mode="popup"');
  await expect(button(page)).toBeDisabled();
  await expect(page.locator("#host")).toHaveAttribute("dir", "rtl");

  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page).toHaveURL(demo.page);
  await expect(code).toContainText("<ofauth-connect></ofauth-connect>");
  await expect(button(page)).toBeEnabled();
});

test("the signed-in user and the scenario apply to the next click", async ({ page }) => {
  await page.goto(demo.page);
  await page.getByLabel("Signed in").selectOption("none");
  await button(page).click();
  await expect(logged(page, "error").locator("pre")).toContainText('"code": "unauthorized"');
  await page.getByRole("button", { name: "Clear" }).click();

  await page.getByLabel("Signed in").selectOption("ben");
  await page.getByLabel("Scenario").selectOption("whitelabel");
  await button(page).click();
  await expect(logged(page, "error").locator("pre")).toContainText('"code": "unsupported_mode"');
  await page.getByRole("button", { name: "Clear" }).click();

  await page.getByLabel("Scenario").selectOption("invalid-once");
  await button(page).click();
  await signIn(hosted(page), "ben@fan.sandbox.com");
  await expect(logged(page, "session-renewed")).toHaveCount(1);
  await expect(logged(page, "success").locator("pre")).toContainText('"clientReferenceId": "ben"');
  await page.getByRole("button", { name: "Clear" }).click();

  await page.getByLabel("Scenario").selectOption("fine");
  await page.getByLabel("connection-id").selectOption("last");
  await expect(page.locator("#tag")).toHaveAttribute("connection-id", /^conn_/);
  await button(page).click();
  await signIn(hosted(page), "ben@fan.sandbox.com");
  await expect(logged(page, "success").locator("pre")).toContainText('"reconnected": true');
});

test("the other examples work: own button, form and command", async ({ page }) => {
  await page.goto(demo.page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#submitted"), "the form needs a connection").toBeEmpty();
  await page.locator("#in-form").getByRole("button").click();
  await signIn(hosted(page));
  await expect(logged(page, "close")).toHaveCount(1);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#submitted")).toHaveText(/^connection=conn_/);

  for (const [name, source] of [
    ["Link OnlyFans", "#own-button"],
    ["Open the first element", "#tag"],
  ] as const) {
    await page.getByRole("button", { name }).click();
    await expect(hosted(page).getByRole("heading", { level: 1 })).toBeVisible();
    await hosted(page).getByRole("button", { name: "Cancel" }).click();
    await expect(logged(page, "cancel").first()).toContainText(source);
    await expect(page.locator("#log li").first()).toContainText("ofauth-close");
  }
});

test("an account can be connected with the keyboard alone", async ({ page }) => {
  await page.goto(demo.page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the elements" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(button(page)).toBeFocused();
  await page.keyboard.press("Enter");
  const frame = hosted(page);
  await tabTo(page, frame.getByRole("button", { name: "Continue" }));
  await page.keyboard.press("Enter");
  await tabTo(page, frame.getByLabel("E-mail"));
  await page.keyboard.type("test@creator.sandbox.com");
  await tabTo(page, frame.getByLabel("Password"));
  await page.keyboard.type("good-password");
  await page.keyboard.press("Enter");
  await tabTo(page, frame.getByRole("button", { name: "Allow" }));
  await page.keyboard.press("Enter");
  await expect(logged(page, "success")).toHaveCount(1);
  await expect(button(page)).toBeFocused();
});

/** The other tabs, and what is visible once each has loaded. */
const views = [
  ["Status", "#card [part=name]"],
  ["List", "#list [part~=row] >> nth=0"],
  ["Import", "#import [part=form]"],
] as const;

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`axe finds no violation on any tab in ${colorScheme}, before and after an error`, async ({ page }) => {
      await page.goto(`${demo.page}?scenario=api-500`);
      await expect(page.locator("#code span").first()).toBeVisible();
      expect(await accessibilityProblems(page)).toEqual([]);
      await button(page).click();
      await expect(logged(page, "error")).toHaveCount(1);
      expect(await accessibilityProblems(page)).toEqual([]);
      for (const [name, sign] of views) {
        await tab(page, name).check();
        await expect(page.locator(sign)).toBeVisible();
        expect(await accessibilityProblems(page), name).toEqual([]);
      }
    });
  });
}

test("at 320 px the page does not scroll horizontally, and the options are folded", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(demo.page);
  await expect(button(page)).toBeVisible();
  await expect(page.getByLabel("mode")).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  expect(await accessibilityProblems(page)).toEqual([]);
  for (const [name, sign] of views) {
    await tab(page, name).check();
    await expect(page.locator(sign)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(320);
  }
  await tab(page, "Connect").check();
  await page.getByText("Options").click();
  await expect(page.getByLabel("mode")).toBeVisible();
});
