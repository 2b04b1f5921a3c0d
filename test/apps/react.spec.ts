/** A React app with the package as npm publishes it: its types, its bundle and its behaviour in the browser. */
import { readdir, readFile } from "node:fs/promises";
import type { FrameLocator, Locator, Page } from "@playwright/test";
import { expect, type Host } from "../e2e/support/host.js";
import { connectAccount } from "../e2e/support/hosted.js";
import type { Site } from "../support/site.js";
import { appTest, type App } from "./support/app.js";

const test = appTest("react");

type Mode = "development" | "production";

/** Adds a connection of the site's default user before the page loads. */
const seeded = (site: Site): string =>
  site.emulator.emulator.connections.seed({ clientReferenceId: "ava", userData: null }).id;

/** Opens the app's page: rendered in the browser, or hydrated from server-rendered `html`. */
async function open(host: Host, mode: Mode = "development", html?: string): Promise<string> {
  const { page, site } = host;
  const id = seeded(site);
  const script = html === undefined ? "main" : "hydrate";
  const root = `<div id="root" data-link="{link}" data-connection-id="${id}">${html?.replaceAll("{id}", id) ?? ""}</div>`;
  const module = `<script type="module" src="/files/${mode}/${script}.js"></script>`;
  await page.goto(site.page(root + module));
  await expect(button(page, "Link")).toBeEnabled();
  if (mode === "development") await host.takeConsole("React DevTools");
  return id;
}

/** Renders the page on a server. */
const render = (app: App, site: Site): Promise<string> =>
  app.node("dist-server/server.js", JSON.stringify({ link: site.emulator.origin, connectionId: "{id}" }));

const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });
const press = (page: Page, name: string): Promise<void> => button(page, name).dispatchEvent("click");
const notes = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { notes: string[] }).notes);
/** Calls of the handlers of the elements and the hook, except those of the status, whose time varies. */
const flowNotes = async (page: Page): Promise<string[]> =>
  (await notes(page)).filter((note) => !note.startsWith("status "));
const hosted = (page: Page): FrameLocator => page.frameLocator("iframe");

const connectedOnce = ["before embed", "open embed", "Connect: success, verified true", "close connected"];
const linkedOnce = ["hook: open embed", "hook: success in render 1", "hook: close connected", "hook: open() connected"];

// A build and complete flows, on a machine that may be busy.
test.describe.configure({ timeout: 120_000 });

test("the types accept and reject the right props", async ({ app }) => {
  expect((await app.npm("run", "check")).match(/error TS.*/g)).toBeNull();
});

test("the bundle contains only the elements that the app uses", async ({ app }) => {
  const folder = `${app.folder}/dist/production/assets`;
  const chunks = await Promise.all((await readdir(folder)).map((name) => readFile(`${folder}/${name}`, "utf8")));
  const has = (attribute: string) => chunks.some((chunk) => chunk.includes(attribute));
  expect([has("connection-id"), has("page-size"), has("auth_id")]).toEqual([true, false, false]);
});

test.describe("in StrictMode", () => {
  test("the component connects, with one session, and each handler is called once", async ({ host, page }) => {
    await open(host);
    await expect(host.button).toHaveText("Connect");
    await host.button.dispatchEvent("click");
    await connectAccount(hosted(page));
    await host.waitForEnd();
    expect(await flowNotes(page)).toEqual(connectedOnce);
    expect(host.initCount()).toBe(1);
    await press(page, "Read");
    expect((await notes(page)).at(-1)).toBe("state connected");
  });

  test("a render with another label updates the element and its handlers", async ({ host, page }) => {
    await open(host);
    await press(page, "Relabel");
    await expect(host.button).toHaveText("Connect an account");
    await press(page, "Open by ref");
    await host.closeButton.dispatchEvent("click");
    await host.waitForEnd();
    expect((await notes(page)).slice(-2)).toEqual(["Connect an account: cancel user", "close cancelled"]);
  });

  test("the hook connects, with one session, and each callback is called once", async ({ host, page }) => {
    await open(host);
    await expect(page.locator("output")).toHaveText("idle, no error, no connection");
    await press(page, "Link");
    await expect(page.locator("output")).toHaveText(/^(?:starting|opening|open)/);
    await connectAccount(hosted(page));
    await expect(page.locator("output")).toHaveText("connected, no error, ava_creator");
    await expect.poll(() => flowNotes(page)).toEqual(linkedOnce);
    expect(host.initCount()).toBe(1);
  });

  test("the hook calls the callbacks of the latest render during an attempt", async ({ host, page }) => {
    await open(host);
    await press(page, "Link");
    await expect(hosted(page).getByRole("heading")).toBeVisible();
    await press(page, "Again");
    await press(page, "Again");
    await connectAccount(hosted(page));
    await expect.poll(() => notes(page)).toContain("hook: success in render 3");
    expect(host.initCount()).toBe(1);
  });

  test("the hook returns the error of a second flow", async ({ host, page }) => {
    await open(host);
    await press(page, "Open by ref");
    await expect(hosted(page).getByRole("heading")).toBeVisible();
    await press(page, "Link");
    await expect(page.locator("output")).toHaveText("idle, busy, no connection");
  });
});

test.describe("when the components are unmounted", () => {
  /** What an attempt adds to the page, including the style that prevents scrolling. */
  const traces = (page: Page) =>
    page.evaluate(() => ({
      sheets: document.adoptedStyleSheets.length,
      own: [...document.body.children].map(({ localName, id }) => (id ? `${localName}#${id}` : localName)),
      elements: document.querySelectorAll("[id^=ofauth-link], ofauth-connect, ofauth-connection-status").length,
      kept: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    }));
  const none = { sheets: 0, own: ["div#root", "script", "div#ofauth-announcer"], elements: 0, kept: [] };

  test("the component's attempt ends and leaves nothing in the page", async ({ host, page }) => {
    await open(host);
    await host.button.dispatchEvent("click");
    await expect(hosted(page).getByRole("heading")).toBeVisible();
    expect((await traces(page)).sheets).toBe(1);
    await press(page, "Hide");
    await expect.poll(() => flowNotes(page)).toContain("close cancelled");
    expect((await flowNotes(page)).slice(2)).toEqual(["Connect: cancel disconnected", "close cancelled"]);
    await expect.poll(() => traces(page)).toEqual(none);
  });

  test("the hook's attempt ends and leaves nothing in the page", async ({ host, page }) => {
    await open(host);
    await press(page, "Link");
    await expect(hosted(page).getByRole("heading")).toBeVisible();
    await press(page, "Hide");
    const ended = ["hook: cancel disconnected", "hook: close cancelled", "hook: open() cancelled"];
    await expect.poll(async () => (await flowNotes(page)).slice(1)).toEqual(ended);
    await expect.poll(() => traces(page)).toEqual(none);
    await press(page, "Show");
    await expect(button(page, "Link")).toBeEnabled();
    await expect(page.locator("output")).toHaveText("idle, no error, no connection");
  });

  test("listeners and nodes are released each time", async ({ host, page }) => {
    await open(host);
    const devtools = await page.context().newCDPSession(page);
    const show = async () => {
      await press(page, "Show");
      await press(page, "Link");
      await expect(hosted(page).getByRole("heading")).toBeVisible();
      await press(page, "Hide");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    };
    const counters = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      const { nodes, jsEventListeners } = await devtools.send("Memory.getDOMCounters");
      return { nodes, jsEventListeners };
    };
    await press(page, "Hide");
    // Code and nodes that are kept exist after the first two times.
    await show();
    await show();
    const before = await counters();
    for (let times = 0; times < 5; times++) await show();
    await expect.poll(async () => (await counters()).jsEventListeners).toBeLessThanOrEqual(before.jsEventListeners);
    await expect.poll(async () => (await counters()).nodes).toBeLessThanOrEqual(before.nodes);
  });
});

test.describe("rendered on a server", () => {
  test("props are rendered as attributes, and no other props are", async ({ app, site }) => {
    const html = await render(app, site);
    expect(html.match(/<ofauth-[^>]+>/g)).toEqual([
      `<ofauth-connect id="connect" link-origins="${site.emulator.origin}" label="Connect">`,
      `<ofauth-connection-status id="status" class="account" connection-id="{id}" variant="card" actions="refresh">`,
    ]);
    expect(html).toContain('<button disabled="">Link</button>');
  });

  for (const mode of ["development", "production"] as const) {
    test(`the page hydrates without a warning, and each handler is called once (${mode})`, async ({
      app,
      host,
      page,
      site,
    }) => {
      const headers: unknown[] = [];
      site.intercept = (request) => {
        if (request.url?.includes("/connections")) headers.push(request.headers["x-from"]);
        return false;
      };
      const id = await open(host, mode, await render(app, site));
      await expect(page.locator("#status")).toContainText("Active");
      expect(await notes(page)).toEqual(["status active"]);
      const reads = site.requests.filter((request) => request.startsWith("GET /connections"));
      expect(reads).toEqual([expect.stringContaining(id)]);
      expect(headers).toEqual(["react"]);
      await host.button.dispatchEvent("click");
      await connectAccount(hosted(page));
      await host.waitForEnd();
      expect(await flowNotes(page)).toEqual(connectedOnce);
      await press(page, "Link");
      await connectAccount(hosted(page));
      await expect.poll(async () => (await flowNotes(page)).slice(4)).toEqual(linkedOnce);
    });
  }
});
