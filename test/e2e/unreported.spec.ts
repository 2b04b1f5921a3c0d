/** An account that is connected while no page waits for it: the next page, or the user's return to this one, brings it to light. */
import type { Page } from "@playwright/test";
import { connectAccount, expectStep, press, waitForPopup } from "./support/hosted.js";
import { expect, Host, test } from "./support/host.js";

const comeBack = (page: Page): Promise<unknown> => page.evaluate(() => dispatchEvent(new Event("focus")));
const successes = (host: Host) => host.events.filter(({ type }) => type === "success");

/** Opens OFAuth's page in a popup. */
async function openPopup(host: Host): Promise<Page> {
  await host.open(`mode="popup"`, "/accounts");
  const popup = await waitForPopup(host.page, () => host.button.click());
  await expectStep(popup, "pre-login");
  await host.waitForEvent("open popup");
  return popup;
}

/** Finishes in a popup whose page cannot tell anybody. */
async function connectSilently(popup: Page): Promise<void> {
  await popup.route("**/link/callback.js", (route) => route.abort());
  await connectAccount(popup);
  await expect(popup).toHaveURL(/link\/callback/);
}

test("a page that was loaded again answers its popup, and has the account", async ({ host, page }) => {
  const popup = await openPopup(host);
  await page.reload();
  await host.ready();
  const read = page.waitForResponse("**/link/result*");
  await (await read).finished();
  await connectAccount(popup);
  await expect.poll(() => successes(host).length).toBe(1);
  expect(successes(host)[0]?.detail).toMatchObject({
    source: "popup",
    verified: true,
    attemptId: host.events[0]?.detail.attemptId,
  });
  await expect.poll(() => popup.isClosed()).toBe(true);
  await host.expectCleanedUp();
});

test("a page that is loaded again after the popup has finished has the account", async ({ host, page }) => {
  const popup = await openPopup(host);
  await page.goto("about:blank");
  await connectSilently(popup);
  await page.goto(`${host.site.origin}/accounts`);
  await expect.poll(() => successes(host).length).toBe(1);
  expect(successes(host)[0]?.detail).toMatchObject({ source: "popup", verified: true });
  await host.expectCleanedUp();
});

test("a page that was loaded again reads the result when the user comes back to it", async ({ host, page, site }) => {
  const popup = await openPopup(host);
  const read = page.waitForResponse("**/link/result*");
  await page.reload();
  await (await read).finished();
  await connectSilently(popup);
  await expect
    .poll(async () => {
      await comeBack(page);
      return successes(host).length;
    })
    .toBe(1);
  expect(site.emulator.emulator.connections.list()).toHaveLength(1);
});

test("a popup that no page waits for goes on to the page that opened it, and that page has the account", async ({
  host,
  page,
  site,
  context,
}) => {
  const popup = await openPopup(host);
  await page.close();
  const there = await Host.in(popup, site);
  await connectAccount(popup);
  await expect(popup).toHaveURL(`${site.origin}/accounts`);
  await expect.poll(() => successes(there).length).toBe(1);
  expect(successes(there)[0]?.detail).toMatchObject({ source: "popup", verified: true });
  expect(context.pages()).toHaveLength(1);
});

test("another page leaves a popup to the page that waits for it", async ({ host, site, context }) => {
  const popup = await openPopup(host);
  const other = await context.newPage();
  await other.goto(`${site.origin}/accounts`);
  await expect(other.locator("#connect button")).toBeVisible();
  await connectAccount(popup);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
});

test("a redirect comes back where storage is denied", async ({ host, page }) => {
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }
  });
  await host.open(`mode="redirect"`, "/accounts");
  await host.button.click();
  await connectAccount(page);
  await expect(page).toHaveURL(`${host.site.origin}/accounts`);
  await expect.poll(() => successes(host).length).toBe(1);
  expect(successes(host)[0]?.detail).toMatchObject({ source: "redirect", verified: true });
});

for (const silent of [false, true]) {
  test(`an account that is connected after Cancel is reported as verified${silent ? " when the user comes back" : ""}`, async ({
    host,
    page,
  }) => {
    const popup = await openPopup(host);
    await host.action("Cancel").click();
    await host.waitForEnd();
    await (silent ? connectSilently(popup) : connectAccount(popup));
    await expect
      .poll(async () => {
        if (silent) await comeBack(page);
        return host.eventLog.at(-1);
      })
      .toMatch(/^verified/);
    expect(host.events.at(-1)?.detail).toMatchObject({ after: "cancel", attemptId: host.events[0]?.detail.attemptId });
    expect(successes(host)).toEqual([]);
    await host.expectCleanedUp();
    await host.takeConsole("Unsafe attempt to initiate navigation");
  });
}

test("an abandoned attempt is asked for once at each return to the page, and not after a new one has begun", async ({
  host,
  page,
  site,
}) => {
  const results = () => site.requests.filter((request) => request === "GET /link/result").length;
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await expectStep(popup, "pre-login");
  await host.action("Cancel").click();
  await host.waitForEnd();
  await comeBack(page);
  await comeBack(page);
  await expect.poll(results).toBe(1);
  const second = await waitForPopup(page, () => host.button.click());
  await expectStep(second, "pre-login");
  await press(second, "Cancel");
  await host.waitForEnd(2);
  expect(host.eventLog.filter((line) => line.startsWith("close"))).toHaveLength(2);
  // Chromium's message for the attempt to close the first popup, and of the answer 404.
  host.console.length = 0;
});

test.describe("a callback page with callback.js", () => {
  test.use({ siteOptions: { handler: (origin) => ({ redirectUrl: `${origin}/callback-page` }) } });

  test("goes on to another page of the site when no page waits, and that page has the account", async ({
    host,
    page,
  }) => {
    const script = `<script type="module" src="/dist/callback.js"></script>`;
    host.site.page(`${script}<a href="#main">Skip</a><a href="/accounts">Accounts</a>`, "/callback-page");
    const popup = await openPopup(host);
    await page.goto("about:blank");
    const next = await Host.in(popup, host.site);
    await connectAccount(popup);
    expect((await next.waitForEnd()).detail).toMatchObject({ verified: true });
    expect(popup.url()).toBe(`${host.site.origin}/accounts`);
  });
});
