/** The loader: the page's own button works unchanged, and only the loader is loaded until a user is about to use it. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { connectAccount, expectStep, waitForPopup } from "./support/hosted.js";
import { expect, strictPolicy, test, type Host } from "./support/cdn.js";

const ownButton = `<button type="button" id="own">Connect <b>OnlyFans</b></button>`;
const ownLink = `<a id="own" href="/without">Connect</a>`;
const connect = (trigger: string, attributes = ""): string =>
  `<h1>Host page</h1><ofauth-connect id="connect" link-origins="{link}" ${attributes}>${trigger}</ofauth-connect><p>After it</p>`;

const own = (page: Page) => page.locator("#own");

/** Clicks as assistive technology does: without pointer events before the click. */
const press = (page: Page): Promise<void> => own(page).dispatchEvent("click");

const isDefined = (page: Page, tag = "ofauth-connect") => page.evaluate((name) => !!customElements.get(name), tag);

async function expectConnected(host: Host): Promise<void> {
  await connectAccount(host.frame);
  expect((await host.waitForEnd()).detail).toMatchObject({ verified: true, source: "embed" });
  expect(host.violations).toEqual([]);
}

test("loads 1.3 kB before a user points at the button", async ({ cdn, page, site }) => {
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)));
  await page.mouse.move(1, 1);
  await expect(own(page)).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(cdn.requests).toEqual(["loader.min.js"]);
  expect(cdn.bytes()).toBeGreaterThan(500);
  expect(cdn.bytes()).toBeLessThanOrEqual(1_260);
});

test("loads the button's file on hover, and the click connects an account", async ({ cdn, host, page, site }) => {
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)));
  await own(page).hover();
  await expect.poll(() => isDefined(page)).toBe(true);
  expect(cdn.requests).toEqual(["loader.min.js", "connect.min.js"]);
  await press(page);
  await expectConnected(host);
  expect(cdn.requests, "nothing more").toHaveLength(2);
});

test("keeps a click that comes before the element is defined", async ({ cdn, host, page, site }) => {
  const release = cdn.hold("connect.min.js");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)));
  await page.evaluate(() => {
    document.body.dataset["clicks"] = "";
    document.getElementById("own")?.addEventListener("click", () => (document.body.dataset["clicks"] += "click "));
  });
  await page.waitForLoadState("networkidle");
  await own(page).locator("b").dispatchEvent("click");
  await expect.poll(() => cdn.requests).toContain("connect.min.js");
  expect(host.eventLog).toEqual([]);
  release();
  await expectConnected(host);
  expect(await page.evaluate(() => document.body.dataset["clicks"]), "the page sees one click").toBe("click ");
});

test("shows at once that the button is busy, and no longer once the click has arrived", async ({
  cdn,
  host,
  page,
  site,
}) => {
  const release = cdn.hold("connect.min.js");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton)), { waitUntil: "networkidle" });
  await press(page);
  await expect(own(page)).toHaveAttribute("aria-busy", "true");
  release();
  await expectConnected(host);
  await expect(own(page)).not.toHaveAttribute("aria-busy");
});

for (const [what, trigger] of [
  ["button", ownButton],
  ["link", ownLink],
] as const) {
  test(`keeps a click on a ${what} while the browser is offline, and tries again on its return`, async ({
    cdn,
    context,
    host,
    page,
    site,
  }) => {
    await page.goto(site.page(cdn.tag("cdn-loader") + connect(trigger, `prefetch="none"`)), {
      waitUntil: "networkidle",
    });
    await context.setOffline(true);
    await own(page).click();
    await host.takeConsole("Failed to load resource");
    await expect(own(page)).toHaveAttribute("aria-busy", "true");
    await context.setOffline(false);
    await expectConnected(host);
    await expect(own(page)).not.toHaveAttribute("aria-busy");
  });
}

test("finds its own tag where an element of the page has the name currentScript", async ({ cdn, host, page, site }) => {
  const image = `<img name="currentScript" alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">`;
  await page.goto(site.page(image + cdn.tag("cdn-loader") + connect(ownButton)), { waitUntil: "networkidle" });
  await press(page);
  await expectConnected(host);
});

test("says why it does nothing as a part of another script", async ({ page, site }) => {
  const code = await readFile(new URL("../../dist/cdn/loader.min.js", import.meta.url), "utf8");
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  for (const tag of [`<script>`, `<script type="module">`]) {
    await page.goto(site.page(`${tag}${code}</script>${connect(ownButton)}`));
    expect(errors.splice(0)).toEqual(["ofauth-loader needs its own script"]);
  }
});

test("keeps a click inside a shadow root in the button", async ({ cdn, host, page, site }) => {
  const icon = `<div id="icon"><template shadowrootmode="open"><b id="inner">Icon</b></template></div>`;
  const body = connect(`<button type="button">${icon}</button>`);
  await page.goto(site.page(cdn.tag("cdn-loader") + body), { waitUntil: "networkidle" });
  await page.locator("#inner").dispatchEvent("click");
  await expectConnected(host);
});

test("does not follow a link while the element is loading", async ({ cdn, host, page, site }) => {
  const release = cdn.hold("connect.min.js");
  const address = site.page(cdn.tag("cdn-loader") + connect(ownLink));
  await page.goto(address, { waitUntil: "networkidle" });
  await own(page).click();
  await expect.poll(() => cdn.requests).toContain("connect.min.js");
  release();
  await expectConnected(host);
  expect(page.url()).toBe(address);
});

test("lets a user open the link in a new tab", async ({ cdn, context, page, site }) => {
  site.page("<h1>Without</h1>", "/without");
  cdn.hold("connect.min.js");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownLink)), { waitUntil: "networkidle" });
  const [opened] = await Promise.all([context.waitForEvent("page"), own(page).click({ modifiers: ["Control"] })]);
  await expect(opened.getByRole("heading", { name: "Without" })).toBeVisible();
});

test("leaves clicks next to the trigger alone", async ({ cdn, host, page, site }) => {
  cdn.hold("connect.min.js");
  const body = connect(`${ownButton}<div><button type="button" id="other">Help</button></div>`);
  await page.goto(site.page(cdn.tag("cdn-loader") + body), { waitUntil: "networkidle" });
  const prevented = await page.evaluate(() => {
    const click = new MouseEvent("click", { bubbles: true, cancelable: true, composed: true });
    return !document.getElementById("other")?.dispatchEvent(click);
  });
  expect(prevented).toBe(false);
  expect(host.eventLog).toEqual([]);
});

test.describe("with scripts disabled", () => {
  test.use({ javaScriptEnabled: false });
  test("follows the page's link", async ({ cdn, page, site }) => {
    site.page("<h1>Without</h1>", "/without");
    await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownLink)));
    await own(page).click();
    await expect(page.getByRole("heading", { name: "Without" })).toBeVisible();
  });
});

test("follows the link when the element fails to load", async ({ cdn, page, site }) => {
  cdn.cut("connect.min.js");
  site.page("<h1>Without</h1>", "/without");
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownLink)), { waitUntil: "networkidle" });
  await press(page);
  await expect(page.getByRole("heading", { name: "Without" })).toBeVisible();
});

test("loads again on the next click after a failure", async ({ cdn, host, page, site }) => {
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
  test(`${file} does not run when its content has changed`, async ({ cdn, host, page, site }) => {
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
  test(`connects an account without a violation under a strict policy with ${what}`, async ({
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

test("opens a popup within the click that the loader dispatches again", async ({ cdn, host, page, site }) => {
  const attributes = `mode="popup" prefetch="none"`;
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton, attributes)), { waitUntil: "networkidle" });
  await own(page).hover();
  expect(cdn.requests, "prefetch=none: nothing before the click").toEqual(["loader.min.js"]);
  const popup = await waitForPopup(page, () => own(page).click());
  await expectStep(popup, "pre-login");
  await connectAccount(popup);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
});

test("reads a redirect's result without a click", async ({ cdn, host, page, site }) => {
  const body = cdn.tag("cdn-loader") + connect(ownButton, `mode="redirect"`);
  await page.goto(site.page(body), { waitUntil: "networkidle" });
  await press(page);
  await connectAccount(page);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "redirect", verified: true });
});

test("keeps a command from a button elsewhere on the page", async ({ cdn, host, page, site }) => {
  const elsewhere = `<button type="button" commandfor="connect" command="--open" id="elsewhere">Open</button>`;
  await page.goto(site.page(cdn.tag("cdn-loader") + connect(ownButton) + elsewhere), { waitUntil: "networkidle" });
  await page.locator("#elsewhere").click();
  await expectConnected(host);
});
