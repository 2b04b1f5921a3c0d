/** A Vue app with the package as npm publishes it: its types and its behaviour in the browser. */
import { type FrameLocator, type Page } from "@playwright/test";
import { expect, type Host } from "../e2e/support/host.js";
import { connectAccount, expectStep } from "../e2e/support/hosted.js";
import { appTest, type App } from "./support/app.js";

// Its build begins with `vue-tsc`, which checks src/Types.vue.
const test = appTest("vue");
// A build and complete flows, on a machine that may be busy.
test.describe.configure({ timeout: 120_000 });

/** What the app exposes: its records, and functions that act on its page. */
interface AppWindow {
  readonly records: string[];
  readonly page: {
    element(): string | undefined;
    open(): Promise<{ outcome: string }>;
    close(): void;
    set(values: object): void;
    readonly options: Record<string, unknown>;
  };
  leave(): void;
}

/** Opens the page of `entry`: rendered in the browser, or hydrated from server-rendered `html`. */
async function open({ page, site }: Host, entry: string, html = ""): Promise<void> {
  const body = `<div id="app" data-link="{link}">${html}</div><script type="module" src="/files/${entry}.js"></script>`;
  await page.goto(site.page(body));
}

const records = (page: Page): Promise<string[]> => page.evaluate(() => (globalThis as unknown as AppWindow).records);
const frameOf = (page: Page): FrameLocator => page.frameLocator("iframe");
const set = (page: Page, values: object): Promise<void> =>
  page.evaluate((given) => (globalThis as unknown as AppWindow).page.set(given), values);

const wholeAttempt = [
  "before-open embed",
  "state-change starting",
  "state-change opening",
  "open embed",
  "load",
  "state-change open",
  "state-change verifying",
  "state-change connected",
  "success ava_creator",
  "close connected",
];

test.describe("the component", () => {
  test("connects an account and emits each event once", async ({ host, page }) => {
    await open(host, "connect");
    await host.button.dispatchEvent("click");
    await connectAccount(frameOf(page));
    await host.waitForEnd();
    expect((await records(page)).toSorted()).toEqual(wholeAttempt.toSorted());
    expect((await records(page)).slice(-2)).toEqual(wholeAttempt.slice(-2));
    expect(host.initCount()).toBe(1);
    await host.expectCleanedUp();
  });

  test("passes props on to the element, and restores the defaults", async ({ host, page }) => {
    await open(host, "connect");
    await expect(host.button).toHaveText("Link an account");
    await expect(host.element.locator("[slot=icon]")).toHaveText("★");
    await expect(host.element).toHaveClass("ours");
    await set(page, { label: "Reconnect it", disabled: true, connectionId: "conn_1" });
    await expect(host.button).toHaveText("Reconnect it");
    await expect(host.button).toBeDisabled();
    await expect(host.element).toHaveJSProperty("connectionId", "conn_1");
    await set(page, {});
    await expect(host.button).toHaveText("Link an account");
    await expect(host.button).toBeEnabled();
    await expect(host.element).not.toHaveAttribute("connection-id");
  });

  test("exposes the element's methods, and its before-open event can be prevented", async ({ host, page }) => {
    await open(host, "connect");
    await expect(host.button).toBeVisible();
    await set(page, { prevented: true });
    const answers = await page.evaluate(async () => {
      const { page } = globalThis as unknown as AppWindow;
      return [page.element(), (await page.open()).outcome];
    });
    expect(answers).toEqual(["ofauth-connect", "cancelled"]);
    expect(await records(page)).toEqual(["before-open embed"]);
  });

  test("ends its attempt when it is unmounted, and leaves nothing in the page", async ({ host, page }) => {
    await open(host, "connect");
    await host.button.dispatchEvent("click");
    await expectStep(frameOf(page), "pre-login");
    await set(page, { shown: false });
    await expect.poll(() => records(page)).toContain("cancel disconnected");
    expect((await records(page)).at(-1)).toBe("close cancelled");
    await expect(page.locator("iframe, dialog, ofauth-connect")).toHaveCount(0);
    await expect(page.locator("html")).not.toHaveAttribute("style");
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  test("registers its own element and no other", async ({ host, page }) => {
    await open(host, "connect");
    await expect(host.button).toBeVisible();
    const known = await page.evaluate(() =>
      ["connect", "connection-status", "connections", "import"].filter((name) => customElements.get(`ofauth-${name}`)),
    );
    expect(known).toEqual(["connect"]);
  });
});

test.describe("the composable", () => {
  test("connects an account with the app's own button", async ({ host, page }) => {
    await open(host, "composable");
    await page.locator("#own").dispatchEvent("click");
    await expect(page.locator("#state")).toHaveText("open");
    await connectAccount(frameOf(page));
    await expect(page.locator("#state")).toHaveText("connected");
    await expect(page.locator("#connection")).toHaveText("ava_creator");
    expect((await records(page)).filter((line) => !line.startsWith("state-change"))).toEqual([
      "ready false",
      "success ava_creator",
      "close connected",
    ]);
  });

  test("applies changed options and returns the error", async ({ host, page }) => {
    await open(host, "composable");
    await expect(page.locator("#own")).toBeEnabled();
    const outcome = await page.evaluate(async () => {
      const { page } = globalThis as unknown as AppWindow;
      page.options["endpoint"] = "//elsewhere.example/api";
      return (await page.open()).outcome;
    });
    expect(outcome).toBe("failed");
    await expect(page.locator("#error")).toHaveText("misconfigured");
    await page.evaluate(() => delete (globalThis as unknown as AppWindow).page.options["endpoint"]);
    await page.locator("#own").dispatchEvent("click");
    await expectStep(frameOf(page), "pre-login");
    await expect(page.locator("#error")).toBeEmpty();
  });

  test("ends its attempt when its component is unmounted, and leaves nothing in the page", async ({ host, page }) => {
    await open(host, "composable");
    await page.locator("#own").dispatchEvent("click");
    await expectStep(frameOf(page), "pre-login");
    await page.evaluate(() => (globalThis as unknown as AppWindow).leave());
    await expect.poll(() => records(page)).toContain("cancel disconnected");
    await expect(page.locator("iframe, dialog, body > :not(#app, script, [role=status])")).toHaveCount(0);
    await expect(page.locator("html")).not.toHaveAttribute("style");
  });
});

test.describe("a server-rendered page", () => {
  const rendered = async (app: App): Promise<Record<"live" | "composable", string>> =>
    JSON.parse(await app.node("server/server.js")) as Record<"live" | "composable", string>;

  test("has string, number and Boolean props as attributes", async ({ app }) => {
    const { live, composable } = await rendered(app);
    const tags = [...live.matchAll(/<ofauth-[^>]*>/g)].map(([tag]) => tag);
    expect(tags).toEqual([
      '<ofauth-connect connection-id="conn_given" label="Link &lt;it&gt;" disabled name="account" id="connect">',
      '<ofauth-connection-status variant="card" refresh="30" id="status">',
      '<ofauth-connections page-size="5" imported="true" id="list">',
      '<ofauth-connect id="bare" connection-id="conn_bare">',
    ]);
    expect(live).toContain('<b slot="icon">★</b>');
    expect(live).toContain('<h2 slot="heading">Accounts</h2>');
    expect(live + composable).not.toContain("[object");
    expect(composable).toContain('<button type="button" id="own" disabled>');
  });

  test("hydrates without a warning, with objects and listeners", async ({ app, host, page }) => {
    const { live } = await rendered(app);
    await open(host, "live", live);
    await expect(page.locator("#status")).toContainText("Reconnect needed");
    await expect(page.locator("#connect button")).toHaveText("Link <it>");
    await expect(page.locator("#list")).toHaveJSProperty("pageSize", 5);
    expect(
      await page.locator("#connect").evaluate((element) => "createSession" in element && typeof element.createSession),
    ).toBe("function");
    // Hydration rendered no element a second time.
    await expect(page.locator("main > ofauth-connect")).toHaveCount(2);
    await expect.poll(() => records(page)).toContain("status-change expired");
    await page.locator("#bare").getByRole("button").dispatchEvent("click");
    await expect.poll(() => records(page)).toContain("bare embed");
    // The host fixture fails the test for Vue's warnings in the console.
    await page.keyboard.press("Escape");
  });
});

test("templates that are compiled in the browser can use the plugin's components and the bare tags", async ({
  host,
  page,
}) => {
  await open(host, "plugin");
  await page.locator("#component").getByRole("button", { name: "One" }).dispatchEvent("click");
  await page.locator("#bare").getByRole("button", { name: "Two" }).dispatchEvent("click");
  expect(await records(page)).toEqual(["ofauth-before-open component", "ofauth-before-open bare"]);
});
