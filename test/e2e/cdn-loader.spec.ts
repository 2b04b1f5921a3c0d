/** The loader: the page's own button works as it is, and nothing but the loader is loaded before somebody means to use it. */
import type { Page } from "@playwright/test";
import { allow, seeStep, windowOf } from "./support/hosted.js";
import { expect, strictPolicy, test, type Host } from "./support/cdn.js";

const ownButton = `<button type="button" id="own">Connect <b>OnlyFans</b></button>`;
const ownLink = `<a id="own" href="/without">Connect</a>`;
const connect = (trigger: string, attributes = ""): string =>
  `<h1>Host page</h1><ofauth-connect id="connect" link-origins="{link}" ${attributes}>${trigger}</ofauth-connect><p>After it</p>`;

const own = (page: Page) => page.locator("#own");

/** As assistive technology clicks: no pointer comes near before it. */
const press = (page: Page): Promise<void> => own(page).dispatchEvent("click");

const isDefined = (page: Page, tag = "ofauth-connect") => page.evaluate((name) => !!customElements.get(name), tag);

async function expectConnected(host: Host): Promise<void> {
  await allow(host.frame);
  expect((await host.ended()).detail).toMatchObject({ verified: true, source: "embed" });
  expect(host.violations).toEqual([]);
}

test("before anybody comes near, a page has loaded 1.2 kB", async ({ cdn, page, site }) => {
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)));
  await page.mouse.move(1, 1);
  await expect(own(page)).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(cdn.requests).toEqual(["loader.min.js"]);
  expect(cdn.bytes()).toBeGreaterThan(500);
  expect(cdn.bytes()).toBeLessThanOrEqual(1_200);
});

test("the pointer loads the button's file, and the click connects an account", async ({ cdn, host, page, site }) => {
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)));
  await own(page).hover();
  await expect.poll(() => isDefined(page)).toBe(true);
  expect(cdn.requests).toEqual(["loader.min.js", "connect.min.js"]);
  await press(page);
  await expectConnected(host);
  expect(cdn.requests, "nothing more").toHaveLength(2);
});

test("a click before the element is there is not lost", async ({ cdn, host, page, site }) => {
  const release = cdn.hold("connect.min.js");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)));
  await page.evaluate(() => {
    document.body.dataset["clicks"] = "";
    document.getElementById("own")?.addEventListener("click", () => (document.body.dataset["clicks"] += "click "));
  });
  await page.waitForLoadState("networkidle");
  await own(page).locator("b").dispatchEvent("click");
  await expect.poll(() => cdn.requests).toContain("connect.min.js");
  expect(host.story).toEqual([]);
  release();
  await expectConnected(host);
  expect(await page.evaluate(() => document.body.dataset["clicks"]), "the page sees one click").toBe("click ");
});

test("a click on what is in a shadow root inside the button is not lost either", async ({ cdn, host, page, site }) => {
  const icon = `<div id="icon"><template shadowrootmode="open"><b id="inner">Icon</b></template></div>`;
  const body = connect(`<button type="button">${icon}</button>`);
  await page.goto(site.page(cdn.tag("cdn-loader") + body), { waitUntil: "networkidle" });
  await page.locator("#inner").dispatchEvent("click");
  await expectConnected(host);
});

test("a link is held back while the element comes, and is not followed", async ({ cdn, host, page, site }) => {
  const release = cdn.hold("connect.min.js");
  const address = site.page(cdn.tag("cdn-loader") + connect(ownLink));
  await page.goto(address, { waitUntil: "networkidle" });
  await own(page).click();
  await expect.poll(() => cdn.requests).toContain("connect.min.js");
  release();
  await expectConnected(host);
  expect(page.url()).toBe(address);
});

test("a link that somebody opens elsewhere stays a link", async ({ cdn, context, page, site }) => {
  site.page("<h1>Without</h1>", "/without");
  cdn.hold("connect.min.js");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownLink)), { waitUntil: "networkidle" });
  const [opened] = await Promise.all([context.waitForEvent("page"), own(page).click({ modifiers: ["Control"] })]);
  await expect(opened.getByRole("heading", { name: "Without" })).toBeVisible();
});

test("what stands beside the trigger keeps its own click", async ({ cdn, host, page, site }) => {
  cdn.hold("connect.min.js");
  const body = connect(`${ownButton}<div><button type="button" id="other">Help</button></div>`);
  await page.goto(site.page(cdn.tag("cdn-loader") + body), { waitUntil: "networkidle" });
  const prevented = await page.evaluate(() => {
    const click = new MouseEvent("click", { bubbles: true, cancelable: true, composed: true });
    return !document.getElementById("other")?.dispatchEvent(click);
  });
  expect(prevented).toBe(false);
  expect(host.story).toEqual([]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("the page's link is a link", async ({ cdn, page, site }) => {
    site.page("<h1>Without</h1>", "/without");
    await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownLink)));
    await own(page).click();
    await expect(page.getByRole("heading", { name: "Without" })).toBeVisible();
  });
});

test("when the element does not arrive, the click follows the link", async ({ cdn, page, site }) => {
  cdn.cut("connect.min.js");
  site.page("<h1>Without</h1>", "/without");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownLink)), { waitUntil: "networkidle" });
  await press(page);
  await expect(page.getByRole("heading", { name: "Without" })).toBeVisible();
});

test("after a failure the next click tries anew", async ({ cdn, host, page, site }) => {
  cdn.cut("connect.min.js");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)), { waitUntil: "networkidle" });
  await press(page);
  await host.takeConsole("Failed to load resource");
  cdn.mend("connect.min.js");
  await press(page);
  await expectConnected(host);
});

for (const [file, snippet, body] of [
  ["loader.min.js", "cdn-loader", connect(ownButton)],
  ["connect.min.js", "cdn-loader", connect(ownButton)],
  [
    "ofauth-elements.iife.min.js",
    "cdn-loader",
    `<ofauth-connection-status></ofauth-connection-status>${connect(ownButton)}`,
  ],
] as const) {
  test(`${file} does not run when a byte of it has changed`, async ({ cdn, host, page, site }) => {
    cdn.tamper(file, ";document.documentElement.dataset.tampered = 'yes'");
    await page.goto(site.page(cdn.tag(snippet) + body));
    if (file === "connect.min.js") await own(page).hover();
    await host.takeConsole("integrity");
    expect(cdn.requests).toContain(file);
    expect(await page.evaluate(() => document.documentElement.dataset["tampered"])).toBeUndefined();
    expect(await isDefined(page)).toBe(false);
  });
}

for (const [what, scripts] of [
  ["the CDN's origin", "'self' {cdn}"],
  ["a nonce", "'nonce-n0nce'"],
  ["strict-dynamic", "'nonce-n0nce' 'strict-dynamic'"],
] as const) {
  test(`under a strict policy with ${what} an account is connected without one violation`, async ({
    cdn,
    host,
    page,
    site,
  }) => {
    const policy = strictPolicy(scripts.replace("{cdn}", cdn.origin), "lit-html ofauth-loader");
    const tag = cdn
      .tag("cdn-loader")
      .replace("<script", scripts.includes("nonce") ? `<script nonce="n0nce"` : "<script");
    await page.goto(site.page(tag + connect(ownButton), "/", policy), { waitUntil: "networkidle" });
    await press(page);
    await expectConnected(host);
  });
}

test("a window opens inside the click that was made anew", async ({ cdn, host, page, site }) => {
  const attributes = `mode="popup" prefetch="none"`;
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton, attributes)), { waitUntil: "networkidle" });
  await own(page).hover();
  expect(cdn.requests, "prefetch=none: nothing before the click").toEqual(["loader.min.js"]);
  const popup = await windowOf(page, () => own(page).click());
  await seeStep(popup, "pre-login");
  await allow(popup);
  expect((await host.ended()).detail).toMatchObject({ source: "popup", verified: true });
});

test("whoever comes back from a redirect is heard without a click", async ({ cdn, host, page, site }) => {
  const body = cdn.tag("cdn-loader") + connect(ownButton, `mode="redirect"`);
  await page.goto(site.page(body), { waitUntil: "networkidle" });
  await press(page);
  await allow(page);
  expect((await host.ended()).detail).toMatchObject({ source: "redirect", verified: true });
});

test("a command from elsewhere on the page is not lost", async ({ cdn, host, page, site }) => {
  const elsewhere = `<button type="button" commandfor="connect" command="--open" id="elsewhere">Open</button>`;
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton) + elsewhere), { waitUntil: "networkidle" });
  await page.locator("#elsewhere").click();
  await expectConnected(host);
});
