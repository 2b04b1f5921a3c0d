import type { Page } from "@playwright/test";
import { allow, windowOf } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { elementPage } from "../support/site.js";

const secret = /cs_[a-z0-9]|conn_[a-z0-9]/i;

/** Everything that any script on the page, or whoever looks at its source, could read. */
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
  test(`${mode}: after a success no script can read a session or a connection id anywhere, nor is anything logged`, async ({
    host,
    page,
    context,
  }) => {
    await host.open(`mode="${mode}"`);
    const opened = host.button.click.bind(host.button);
    const hosted =
      mode === "popup" ? await windowOf(page, opened) : (await opened(), mode === "embed" ? host.frame : page);
    await allow(hosted);
    const { detail } = await host.ended();
    expect(String(detail.connectionId)).toMatch(secret);
    const found = await readable(page);
    expect(found.roots).toContain("Connected");
    for (const [place, text] of Object.entries(found)) expect(text, place).not.toMatch(secret);
    expect(JSON.stringify([found.localStorage, found.sessionStorage, found.cookies])).toBe(
      JSON.stringify(["{}", "{}", ""]),
    );
    // Of the host's cookies there are those alone that no script reads.
    for (const cookie of await context.cookies()) expect(cookie.httpOnly, cookie.name).toBe(true);
    expect(host.console).toEqual([]);
    // The one event that names the connection is the success itself.
    const naming = host.heard.filter((event) => secret.test(JSON.stringify(event)));
    expect(naming.map(({ type }) => type)).toEqual(["success"]);
  });
}

test("while the flow is under way, storage holds a random id and a time, and the page's own tree holds nothing", async ({
  host,
  page,
}) => {
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.click());
  await host.hears("open popup");
  const found = await readable(page);
  for (const [place, text] of Object.entries(found)) expect(text, place).not.toMatch(secret);
  const [key, ...others] = Object.keys(JSON.parse(found.localStorage ?? "{}") as object);
  expect(key).toBe(`ofauth-link:popup:${String(host.heard[0]?.detail.attemptId)}`);
  expect(others).toEqual([]);
  await allow(popup);
  await host.ended();
});

test("OFAuth's page gets the host's origin, and no address of its", async ({ host, page, site }) => {
  const referrers: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(`${site.emulator.origin}/cs_`)) referrers.push(request.headers().referer);
  });
  await page.goto(`${site.page(elementPage(), "/private/path", { "referrer-policy": "unsafe-url" })}?token=1`);
  await host.button.click();
  await allow(host.frame);
  await host.ended();
  expect(referrers[0]).toBe(`${site.origin}/`);
});
