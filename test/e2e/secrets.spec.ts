import type { Page } from "@playwright/test";
import { connectAccount, waitForPopup } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { elementPage } from "../support/site.js";

const secret = /cs_[a-z0-9]|conn_[a-z0-9]/i;

/** Returns everything that any script on the page, or a reader of its source, can read. */
const readable = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => {
    const roots: string[] = [];
    const visit = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll("*")) {
        if (!element.shadowRoot) continue;
        roots.push(element.shadowRoot.innerHTML);
        visit(element.shadowRoot);
      }
    };
    visit(document);
    return {
      document: document.documentElement.outerHTML,
      roots: roots.join("\n"),
      localStorage: JSON.stringify(localStorage),
      sessionStorage: JSON.stringify(sessionStorage),
      cookies: document.cookie,
      address: location.href,
      state: JSON.stringify(history.state),
      name: window.name,
    };
  });

for (const mode of ["embed", "popup", "redirect"]) {
  test(`${mode}: after a success no script can read a session or connection id, and nothing is logged`, async ({
    host,
    page,
    context,
  }) => {
    await host.open(`mode="${mode}"`);
    const opened = host.button.click.bind(host.button);
    const hosted =
      mode === "popup" ? await waitForPopup(page, opened) : (await opened(), mode === "embed" ? host.frame : page);
    await connectAccount(hosted);
    const { detail } = await host.waitForEnd();
    expect(String(detail.connectionId)).toMatch(secret);
    const found = await readable(page);
    expect(found.roots).toContain("Connected");
    for (const [place, text] of Object.entries(found)) expect(text, place).not.toMatch(secret);
    expect(JSON.stringify([found.localStorage, found.sessionStorage, found.cookies])).toBe(
      JSON.stringify(["{}", "{}", ""]),
    );
    // All of the host's cookies are HttpOnly.
    for (const cookie of await context.cookies()) expect(cookie.httpOnly, cookie.name).toBe(true);
    expect(host.console).toEqual([]);
    // Only the success event has the connection's id.
    const naming = host.events.filter((event) => secret.test(JSON.stringify(event)));
    expect(naming.map(({ type }) => type)).toEqual(["success"]);
  });
}

/** Returns every address that a script of the page can read of the navigation that led to it. */
const addressesOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { navigation } = window as { navigation?: { entries(): { url: string }[]; activation?: unknown } };
    return JSON.stringify([
      location.href,
      document.URL,
      document.referrer,
      performance.getEntries().map(({ name }) => name),
      navigation?.entries().map(({ url }) => url),
    ]);
  });

test("the callback's page has nothing of OFAuth's in its address, history and performance entries", async ({
  host,
  page,
  site,
}) => {
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  // The window stays open, because its message to the page is lost.
  await popup.route("**/link/callback.js", (route) => route.abort());
  await connectAccount(popup);
  await popup.waitForURL(`${site.origin}/api/ofauth/link/callback`);
  const addresses = await addressesOf(popup);
  expect(addresses).toContain("/link/callback");
  expect(addresses).not.toMatch(/conn_|status=|client_reference_id/);
});

test("a refused callback has nothing of OFAuth's in its address, history and performance entries", async ({
  page,
  site,
}) => {
  const refused = await page.goto(`${site.origin}/api/ofauth/link/callback?status=success&connection_id=conn_forged`);
  expect(refused?.status()).toBe(400);
  expect(refused?.headers()["cross-origin-resource-policy"]).toBe("same-origin");
  expect(await addressesOf(page)).not.toMatch(/conn_|status=/);
});

test("during an attempt, storage holds a random id and a time, and the document holds nothing", async ({
  host,
  page,
}) => {
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await host.waitForEvent("open popup");
  const found = await readable(page);
  for (const [place, text] of Object.entries(found)) expect(text, place).not.toMatch(secret);
  const [key, ...others] = Object.keys(JSON.parse(found.localStorage ?? "{}") as object);
  expect(key).toBe(`ofauth-link:popup:${String(host.events[0]?.detail.attemptId)}`);
  expect(others).toEqual([]);
  await connectAccount(popup);
  await host.waitForEnd();
});

test("OFAuth's page gets the host's origin as referrer, without a path", async ({ host, page, site }) => {
  const referrers: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(`${site.emulator.origin}/cs_`)) referrers.push(request.headers().referer);
  });
  await page.goto(`${site.page(elementPage(), "/private/path", { "referrer-policy": "unsafe-url" })}?token=1`);
  await host.button.click();
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(referrers[0]).toBe(`${site.origin}/`);
});
