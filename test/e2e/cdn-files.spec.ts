/** The CDN files, loaded from another origin with the script tags of the docs, also several of them on one page. */
import { connectAccount, creatorWithCode } from "./support/hosted.js";
import { expect, strictPolicy, test, type Cdn, type Host } from "./support/cdn.js";

const button = `<h1>Host page</h1><form><ofauth-connect id="connect" name="account" link-origins="{link}"></ofauth-connect></form>`;

async function expectConnected(host: Host): Promise<void> {
  await host.button.click();
  await connectAccount(host.frame, creatorWithCode);
  const { detail } = await host.waitForEnd();
  expect(detail).toMatchObject({ verified: true, source: "embed" });
  expect(host.violations).toEqual([]);
  expect(host.console).toEqual([]);
  await host.expectCleanedUp();
}

for (const [what, snippet] of [
  ["the module", "cdn-module"],
  ["the classic script", "cdn-classic"],
  ["the button alone", "cdn-connect"],
] as const) {
  test(`${what} from another origin connects an account under a strict policy`, async ({ cdn, host, page, site }) => {
    const policy = strictPolicy(`'self' ${cdn.origin}`);
    await page.goto(site.page(cdn.tag(snippet) + button, "/", policy));
    await expectConnected(host);
    expect(cdn.requests, "the file loads no other file").toHaveLength(1);
  });

  test(`${what} does not run when its content has changed`, async ({ cdn, host, page, site }) => {
    const file = /dist\/cdn\/([^"]+)"/.exec(cdn.tag(snippet))?.[1] ?? "";
    cdn.tamper(file, ";document.documentElement.dataset.tampered = 'yes'");
    await page.goto(site.page(cdn.tag(snippet) + button));
    await host.takeConsole("integrity");
    expect(
      await page.evaluate(() => [document.documentElement.dataset["tampered"], !!customElements.get("ofauth-connect")]),
    ).toEqual([undefined, false]);
  });
}

test("the import element's file works alongside the other files", async ({ cdn, host, page, site }) => {
  // Each of the two files contains Lit, and therefore creates Lit's Trusted Types policy.
  const policy = strictPolicy(`'self' ${cdn.origin}`, "lit-html 'allow-duplicates'");
  const form = `<ofauth-import id="import"></ofauth-import>`;
  await page.goto(site.page(cdn.tag("cdn-module") + cdn.tag("cdn-import") + button + form, "/", policy));
  await expect(page.locator("#import").getByRole("button").first()).toBeVisible();
  await expectConnected(host);
});

test("the classic script exports one global, and a second copy does not replace it", async ({
  cdn,
  host,
  page,
  site,
}) => {
  const remember = `<script defer src="data:text/javascript,window.first=window.OFAuthElements"></script>`;
  await page.goto(site.page(cdn.tag("cdn-classic") + remember + second(cdn.tag("cdn-classic")) + button));
  await host.ready();
  const named = await page.evaluate(() => {
    const { first, OFAuthElements } = window as unknown as Record<string, Record<string, unknown>>;
    return {
      isFirst: first === OFAuthElements,
      isDefined: OFAuthElements?.["OFAuthConnect"] === customElements.get("ofauth-connect"),
      names: Object.keys(OFAuthElements ?? {}),
    };
  });
  expect(named).toMatchObject({ isFirst: true, isDefined: true });
  expect(named.names).toEqual(expect.arrayContaining(["OFAuthConnect", "OFAuthConnections", "OFAuthSuccessEvent"]));
});

/** The same file under another URL, so that the browser loads it a second time. */
const second = (tag: string): string => tag.replace(".min.js", ".min.js?second");

const copies: readonly (readonly [string, (cdn: Cdn) => string])[] = [
  ["the classic script twice", (cdn) => cdn.tag("cdn-classic") + second(cdn.tag("cdn-classic"))],
  ["the module and the classic script", (cdn) => cdn.tag("cdn-module") + cdn.tag("cdn-classic")],
  ["the classic script, then the module", (cdn) => cdn.tag("cdn-classic") + cdn.tag("cdn-module")],
  ["the button alone, then all elements", (cdn) => cdn.tag("cdn-connect") + cdn.tag("cdn-classic")],
  ["the module from two addresses", (cdn) => cdn.tag("cdn-module") + second(cdn.tag("cdn-module"))],
];
for (const [what, tags] of copies) {
  test(`two copies on one page (${what}) cause no error and run one flow`, async ({ cdn, host, page, site }) => {
    await page.goto(site.page(tags(cdn) + button));
    await expectConnected(host);
    expect(cdn.requests).toHaveLength(2);
    expect(host.eventLog.filter((line) => line === "success")).toHaveLength(1);
  });
}

for (const [kind, localeTag] of [
  ["classic script", (cdn: Cdn) => cdn.tag("cdn-german")],
  ["module", (cdn: Cdn) => cdn.tag("cdn-german").replace("async", 'type="module"')],
] as const) {
  test(`shows German when the page loads the German file as a ${kind}`, async ({ cdn, host, page, site }) => {
    const policy = strictPolicy(`'self' ${cdn.origin}`);
    const body = `<div lang="de">${button}</div>`;
    await page.goto(site.page(cdn.tag("cdn-module") + localeTag(cdn) + body, "/", policy));
    await expect(host.button).toHaveText("Konto verbinden");
  });
}

test("shows English and loads nothing when a German page does not include the German file", async ({
  cdn,
  host,
  page,
  site,
}) => {
  const body = cdn.tag("cdn-module") + `<div lang="de">${button}</div>`;
  await page.goto(site.page(body), { waitUntil: "networkidle" });
  await expect(host.button).toHaveText("Connect account");
  expect(cdn.requests).toEqual(["ofauth-elements.min.js"]);
});
