/** The loader and the viewport: elements without a slotted trigger are loaded when visible, without layout shift. */
import type { Page } from "@playwright/test";
import { expect, test } from "./support/cdn.js";

const far = `<div id="far"></div><script src="data:text/javascript,document.getElementById('far').style.height='400vh'"></script>`;
const status = `<ofauth-connection-status id="status"></ofauth-connection-status>`;
const isDefined = (page: Page, tag: string) => page.evaluate((name) => !!customElements.get(name), tag);

test("loads an element with the built-in button when it scrolls into view, not before", async ({ cdn, page, site }) => {
  const body = `${far}<ofauth-connect id="connect"></ofauth-connect>`;
  await page.goto(site.page(cdn.tag("cdn-loader") + body), { waitUntil: "networkidle" });
  expect(cdn.requests).toEqual(["loader.min.js"]);
  await page.evaluate(() => document.getElementById("connect")?.scrollIntoView());
  await expect(page.locator("#connect [part=button]")).toBeVisible();
  expect(cdn.requests).toEqual(["loader.min.js", "connect.min.js"]);
});

test("loads the complete file when an element that shows connections is visible", async ({ cdn, page, site }) => {
  const button = `<ofauth-connect><button type="button" id="own">Connect</button></ofauth-connect>`;
  await page.goto(site.page(cdn.tag("cdn-loader") + button + status));
  await expect.poll(() => isDefined(page, "ofauth-connection-status")).toBe(true);
  await page.locator("#own").hover();
  expect(await isDefined(page, "ofauth-connect")).toBe(true);
  expect(cdn.requests).toEqual(["loader.min.js", "ofauth-elements.iife.min.js"]);
});

test("loads the complete file for a button when the page shows connections further down", async ({
  cdn,
  page,
  site,
}) => {
  const button = `<ofauth-connect><button type="button" id="own">Connect</button></ofauth-connect>`;
  await page.goto(site.page(cdn.tag("cdn-loader") + button + far + status), { waitUntil: "networkidle" });
  expect(cdn.requests).toEqual(["loader.min.js"]);
  await page.locator("#own").hover();
  await expect.poll(() => isDefined(page, "ofauth-connect")).toBe(true);
  expect(cdn.requests).toEqual(["loader.min.js", "ofauth-elements.iife.min.js"]);
});

test("loads the matching file for each element that is added later", async ({ cdn, page, site }) => {
  await page.goto(site.page(`${cdn.tag("cdn-loader")}<main></main>`), { waitUntil: "networkidle" });
  expect(cdn.requests).toEqual(["loader.min.js"]);
  for (const tag of ["ofauth-import", "ofauth-connect", "ofauth-connections"]) {
    await page.evaluate((name) => {
      const section = document.createElement("section");
      section.append(document.createElement(name));
      document.querySelector("main")?.append(section);
    }, tag);
    await expect.poll(() => isDefined(page, tag)).toBe(true);
  }
  expect(cdn.requests.slice(1)).toEqual(["import.min.js", "connect.min.js", "ofauth-elements.iife.min.js"]);
});

test("does not load elements that are already defined", async ({ cdn, page, site }) => {
  const tags = cdn.tag("cdn-module") + cdn.tag("cdn-loader");
  const body = `<ofauth-connect id="connect"><button type="button" id="own">Connect</button></ofauth-connect>${status}`;
  await page.goto(site.page(tags.replace("async", "defer") + body), { waitUntil: "networkidle" });
  await page.locator("#own").hover();
  await page.waitForLoadState("networkidle");
  expect([...cdn.requests].sort()).toEqual(["loader.min.js", "ofauth-elements.min.js"]);
});

test("does not load an element again that another element's file has defined", async ({ cdn, page, site }) => {
  const body = `${status}${far}<ofauth-connections id="list"></ofauth-connections>`;
  await page.goto(site.page(cdn.tag("cdn-loader") + body), { waitUntil: "networkidle" });
  expect(await isDefined(page, "ofauth-connections")).toBe(true);
  const added = await page.evaluate(async () => {
    const list = document.getElementById("list") as Element;
    let changes = 0;
    new MutationObserver((records) => (changes += records.length)).observe(document.head, { childList: true });
    list.scrollIntoView();
    await new Promise<void>((seen) =>
      new IntersectionObserver(([entry]) => entry?.isIntersecting && seen()).observe(list),
    );
    // The browser notifies all intersection observers of one frame before the next frame.
    await new Promise(requestAnimationFrame);
    return changes;
  });
  expect(added).toBe(0);
});

test("loads a file that failed to load once the network is back", async ({ cdn, host, page, site }) => {
  cdn.cut("ofauth-elements.iife.min.js");
  await page.goto(site.page(cdn.tag("cdn-loader") + status));
  await host.takeConsole("Failed to load resource");
  cdn.mend("ofauth-elements.iife.min.js");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect.poll(() => isDefined(page, "ofauth-connection-status")).toBe(true);
});

/** Returns the sum of all layout shifts of the page so far. */
const shifts = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver(() => undefined);
        observer.observe({ type: "layout-shift", buffered: true });
        // Two frames: a shift in the first is reported in the second.
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            resolve(
              observer
                .takeRecords()
                .reduce((sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value, 0),
            ),
          ),
        );
      }),
  );

const contexts = {
  "a button on its own line": `<p>Before</p><p>{}</p><p>After</p>`,
  "a link in large text": `<p class="large">Before {} after</p><p>After</p>`,
  "a button that fills its box": `<section>{}</section><p>After</p>`,
};
for (const [what, context] of Object.entries(contexts)) {
  test(`causes no layout shift when the element takes over ${what}`, async ({ cdn, page, site }) => {
    const trigger = what.includes("link")
      ? `<a id="own" href="/without">Connect</a>`
      : `<button id="own">Connect</button>`;
    const style = `<style>
      ofauth-connect:not(:defined) { display: inline-block; vertical-align: middle }
      .large { font-size: 40px; line-height: 1.8 }
      section { width: 300px } section button { display: block }
    </style>`;
    const body = context.replace("{}", `<ofauth-connect id="connect">${trigger}</ofauth-connect>`);
    await page.goto(site.page(cdn.tag("cdn-loader") + style + body), { waitUntil: "networkidle" });
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("#own, p")].map((each) => JSON.stringify(each.getBoundingClientRect())),
      );
    const before = await places();
    await page.locator("#own").hover();
    await expect(page.locator("#connect")).toHaveJSProperty("state", "idle");
    expect(await shifts(page)).toBe(0);
    expect(await places()).toEqual(before);
  });
}
