/** The host's page in a frame of another page, of its own site and of another one, over TLS. */
import type { FrameLocator, Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";
import { startFramedSite, type FramedSite } from "../support/framed-site.js";
import { connectAccount, waitForPopup } from "./support/hosted.js";

base.use({ ignoreHTTPSErrors: true });

const test = base.extend<{ start: (options?: Parameters<typeof startFramedSite>[0]) => Promise<FramedSite> }>({
  // eslint-disable-next-line no-empty-pattern
  start: async ({}, use) => {
    const sites: FramedSite[] = [];
    await use(async (options) => {
      const site = await startFramedSite(options);
      sites.push(site);
      return site;
    });
    for (const site of sites) await site.close();
  },
});

const elementIn = (page: Page) => page.frameLocator("#inner").locator("#connect");
const hostedIn = (page: Page): FrameLocator => elementIn(page).locator("iframe").contentFrame();
const pressButton = (page: Page) => elementIn(page).locator("[part=button]").click();
const outcome = (page: Page) =>
  elementIn(page).evaluate((element) => {
    const { state, error } = element as HTMLElement & { state: string; error: { code: string } | null };
    return error ? `${state} ${error.code}` : state;
  });

/** Makes Chromium block third-party cookies. */
async function blockThirdPartyCookies(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send(
    "Network.setCookieControls" as "Network.enable",
    {
      enableThirdPartyCookieRestriction: true,
      disableThirdPartyCookieMetadata: true,
      disableThirdPartyCookieHeuristics: true,
    } as object,
  );
}

for (const mode of ["embed", "popup", "redirect"] as const) {
  test(`in another site's frame, mode=${mode} is refused before anybody types`, async ({ page, start }) => {
    const { site, framedBy } = await start();
    await page.goto(framedBy("127.0.0.1", `mode="${mode}"`));
    await pressButton(page);
    await expect.poll(() => outcome(page)).toBe("failed misconfigured");
    await expect(elementIn(page)).toContainText("Open this page in its own window.");
    await expect(elementIn(page).locator("iframe")).toHaveCount(0);
    expect(page.context().pages()).toHaveLength(1);
    expect(site.requests).toEqual(mode === "embed" ? ["POST /link/init", "GET /link/result"] : []);
    // The alternative works.
    const [own] = await Promise.all([
      page.context().waitForEvent("page"),
      elementIn(page).getByRole("button", { name: "Open in a new window" }).click(),
    ]);
    await own.locator("#connect").locator("[part=button]").waitFor();
    expect(own.url()).toBe(`${site.origin}/`);
  });
}

for (const blocked of [false, true]) {
  const cookies = blocked ? "blocked" : "allowed";
  test(`with partitioned cookies the embed works in another site's frame, third-party cookies ${cookies}`, async ({
    page,
    start,
  }) => {
    const { site, framedBy } = await start({ handler: { cookies: "partitioned" } });
    if (blocked) await blockThirdPartyCookies(page);
    await page.goto(framedBy("127.0.0.1"));
    const keepsThirdPartyCookie = await elementIn(page).evaluate(() => {
      document.cookie = "third=1; SameSite=None; Secure";
      return document.cookie.includes("third");
    });
    expect(keepsThirdPartyCookie).toBe(!blocked);
    await pressButton(page);
    await connectAccount(hostedIn(page));
    await expect.poll(() => outcome(page)).toBe("connected");
    expect(site.requests).toEqual(["POST /link/init", "GET /link/result", "POST /link/complete"]);
    const left = (await page.context().cookies()).filter(({ name }) => name.includes("ofauth-flow"));
    // `link/complete` keeps the record of what it confirmed; it is that of the outer site.
    expect(left.map(({ sameSite, secure, httpOnly }) => [sameSite, secure, httpOnly])).toEqual([["None", true, true]]);
  });
}

test("with partitioned cookies, mode=popup is refused in another site's frame, whose windows have other cookies", async ({
  page,
  start,
}) => {
  const { framedBy } = await start({ handler: { cookies: "partitioned" } });
  await page.goto(framedBy("127.0.0.1", `mode="popup"`));
  await pressButton(page);
  await expect.poll(() => outcome(page)).toBe("failed misconfigured");
});

test("a frame that stays silent in another site's frame offers no window", async ({ page, start }) => {
  const { site, framedBy } = await start({ handler: { cookies: "partitioned" } });
  site.emulator.emulator.scenarios.set({ silent: true });
  await page.goto(framedBy("127.0.0.1"));
  await pressButton(page);
  await expect(elementIn(page).getByRole("alert").getByRole("button")).toHaveText(["Show it anyway"]);
});

test("OFAuth's page refuses to be shown when the outer page is not one of its Allowed Origins", async ({
  page,
  start,
}) => {
  const { framedBy } = await start({ handler: { cookies: "partitioned" }, allowOuter: false });
  await page.goto(framedBy("127.0.0.1"));
  await pressButton(page);
  await expect(elementIn(page).getByRole("alert").getByRole("button")).toHaveText(["Show it anyway"]);
  await expect(hostedIn(page).getByRole("heading")).toHaveCount(0);
});

for (const cookies of ["lax", "partitioned"] as const) {
  test(`in a frame of its own site the embed works with ${cookies} cookies`, async ({ page, start }) => {
    const { framedBy } = await start({ handler: { cookies } });
    await page.goto(framedBy("localhost"));
    await pressButton(page);
    await connectAccount(hostedIn(page));
    await expect.poll(() => outcome(page)).toBe("connected");
  });

  test(`in a frame of its own site a popup works with ${cookies} cookies`, async ({ page, start }) => {
    const { framedBy } = await start({ handler: { cookies } });
    await page.goto(framedBy("localhost", `mode="popup"`));
    await connectAccount(await waitForPopup(page, () => pressButton(page)));
    await expect.poll(() => outcome(page)).toBe("connected");
  });
}

test("in a frame of its own site a redirect is refused, and a silent frame offers a window alone", async ({
  page,
  start,
}) => {
  const { site, framedBy } = await start();
  await page.goto(framedBy("localhost", `mode="redirect"`));
  await pressButton(page);
  await expect.poll(() => outcome(page)).toBe("failed misconfigured");
  expect(site.requests).toEqual([]);
  site.emulator.emulator.scenarios.set({ silent: true });
  await page.clock.install();
  await page.goto(framedBy("localhost"));
  await pressButton(page);
  await expect(hostedIn(page).getByRole("heading")).toHaveCount(1);
  await page.clock.runFor(16_000);
  await expect(elementIn(page).getByRole("alert").getByRole("button")).toHaveText([
    "Open in a new window",
    "Try again",
  ]);
});

for (const mode of ["popup", "redirect"] as const) {
  test(`with partitioned cookies a page in its own window works with mode=${mode}`, async ({ page, start }) => {
    const { site, framedBy } = await start({ handler: { cookies: "partitioned" } });
    framedBy("localhost", `mode="${mode}"`);
    await page.goto(`${site.origin}/`);
    const element = page.locator("#connect");
    const click = () => element.locator("[part=button]").click();
    if (mode === "popup") {
      await connectAccount(await waitForPopup(page, click));
    } else {
      await click();
      await connectAccount(page);
    }
    await expect
      .poll(() => element.evaluate((connect) => (connect as HTMLElement & { state: string }).state))
      .toBe("connected");
  });
}
