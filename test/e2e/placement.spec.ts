import type { Frame } from "@playwright/test";
import { hanging } from "./support/answers.js";
import { allow, press, seeStep, windowOf } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

const element = (attributes = ""): string =>
  `<ofauth-connect id="connect" link-origins="{link}" ${attributes}></ofauth-connect>`;
const script = `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>`;

test("in a closed shadow root it works, and its events come out as the outer element's", async ({
  host,
  page,
  site,
}) => {
  const inside = `<div id="outer"></div><script>
    const root = outer.attachShadow({ mode: "closed" });
    root.innerHTML = '${element()}';
    window.inner = root.firstChild;
  </script>`;
  await page.goto(site.page(inside + script));
  await page.evaluate(() => customElements.whenDefined("ofauth-connect"));
  const opened = page.evaluate(() => (window as unknown as { inner: { open(): Promise<unknown> } }).inner.open());
  const hosted = () => page.frames().find((frame) => frame.url().startsWith(site.emulator.origin));
  await expect.poll(hosted).toBeTruthy();
  await allow(hosted() as Frame);
  expect(await opened).toMatchObject({ outcome: "connected", verified: true });
  expect(new Set(host.heard.map(({ id }) => id))).toEqual(new Set(["outer"]));
  expect(host.story.slice(-2)).toEqual(["success", "close connected"]);
});

test("in a popover it works, and the popover stays open", async ({ host, page, site }) => {
  await page.goto(site.page(`${script}<div popover id="menu"><form>${element(`name="account"`)}</form></div>`));
  await page.evaluate(() => document.querySelector<HTMLElement>("#menu")?.showPopover());
  await host.button.click();
  await allow(host.frame);
  await host.ended();
  expect(await page.locator("#menu").evaluate((menu) => menu.matches(":popover-open"))).toBe(true);
  await host.expectFocusOnButton();
  await host.expectLetGo();
});

test("in the host's own modal dialog ours is on top, and then the host's is as it was", async ({
  host,
  page,
  site,
}) => {
  const own = `<dialog id="own"><p>Host's dialog</p><form>${element(`name="account"`)}</form></dialog>`;
  await page.goto(site.page(script + own));
  await page.evaluate(() => document.querySelector<HTMLDialogElement>("#own")?.showModal());
  await host.button.click();
  await seeStep(host.frame, "pre-login");
  const onTop = () => page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.id);
  expect(await onTop()).toBe("connect");
  await page.keyboard.press("Escape");
  await host.ended();
  expect(host.story.at(-1)).toBe("close cancelled");
  expect(await page.locator("#own").evaluate((dialog) => [dialog.matches(":modal"), dialog.matches("[open]")])).toEqual(
    [true, true],
  );
  await host.expectFocusOnButton();
  // Escape is the host's again.
  await page.keyboard.press("Escape");
  await expect(page.locator("#own")).toBeHidden();
});

test("no z-index of the host's covers our dialog", async ({ host, page, site }) => {
  const cover = `<div style="position: fixed; inset: 0; z-index: 2147483647; background: red"></div>`;
  await page.goto(site.page(elementPage() + cover));
  await host.element.evaluate((target: HTMLElement & { open(): Promise<unknown> }) => void target.open());
  await seeStep(host.frame, "pre-login");
  expect(await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.id)).toBe("connect");
  await allow(host.frame);
  await host.ended();
});

for (const mode of ["embed", "redirect"]) {
  test(`${mode}: a <base> on another origin sends no request there`, async ({ host, page, site }) => {
    const strangers: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("elsewhere")) strangers.push(request.url());
    });
    const body = elementPage(`mode="${mode}"`).replace("/dist/", `${site.origin}/dist/`);
    await page.goto(site.page(body.replace("<h1>", `<base href="https://elsewhere.invalid/app/"><h1>`)));
    await host.button.click();
    await allow(mode === "embed" ? host.frame : page);
    expect((await host.ended()).detail).toMatchObject({ verified: true });
    expect(strangers).toEqual([]);
    expect(page.url()).toBe(`${site.origin}/`);
  });
}

/** What the element tells when it is out of the document, where the page does not hear it. */
async function remove(host: Host): Promise<string[]> {
  return host.element.evaluate(async (target: HTMLElement & { state: string }) => {
    const told: string[] = [];
    for (const name of ["success", "cancel", "error", "close", "state-change"])
      target.addEventListener(`ofauth-${name}`, (event) => {
        const { reason, outcome, state } = (event as CustomEvent<Record<string, string>>).detail;
        told.push(`${name} ${reason ?? outcome ?? state}`);
      });
    target.remove();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return told;
  });
}

const removed = ["state-change cancelled", "cancel disconnected", "close cancelled"];
const states: readonly (readonly [name: string, prepare: (host: Host) => Promise<unknown>])[] = [
  [
    "starting",
    async (host) => {
      host.site.intercept = hanging("/link/init").intercept;
      await host.button.click();
      await expect(host.dialog).toBeVisible();
    },
  ],
  [
    "opening",
    async (host) => {
      host.site.emulator.emulator.scenarios.set({ silent: true });
      await host.button.click();
      await host.hears("open embed");
    },
  ],
  [
    "open",
    async (host) => {
      await host.button.click();
      await seeStep(host.frame, "pre-login");
    },
  ],
  [
    "verifying",
    async (host) => {
      host.site.intercept = hanging("/link/complete").intercept;
      await host.button.click();
      await allow(host.frame);
      await host.hears("open > verifying");
    },
  ],
];
for (const [state, prepare] of states) {
  test(`removed while ${state}: the attempt ends as disconnected, and nothing of it stays`, async ({ host, page }) => {
    await host.open();
    await prepare(host);
    expect(await host.element.evaluate((target: HTMLElement & { state: string }) => target.state)).toBe(state);
    expect(await remove(host)).toEqual(removed);
    await expect.poll(() => host.results).toMatchObject([{ outcome: "cancelled", reason: "disconnected" }]);
    expect(await page.evaluate(() => document.documentElement.getAttribute("style"))).toBeNull();
    await expect.poll(() => page.frames().length).toBe(1);
  });
}

test("removed while its window is open: the attempt ends as disconnected", async ({ host, page }) => {
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.click());
  await seeStep(popup, "pre-login");
  expect(await remove(host)).toEqual(removed);
  await host.takeConsole("Unsafe attempt to initiate navigation");
});

test("moved with its dialog open: the frame is lost, so the attempt ends cleanly, and the next one works", async ({
  host,
  page,
}) => {
  await host.open();
  await host.button.click();
  await seeStep(host.frame, "pre-login");
  await page.evaluate(() => document.forms[0]?.append(document.querySelector("#connect") as Element));
  const { detail } = await host.ended();
  expect(detail).toMatchObject({ reason: "disconnected" });
  await host.expectLetGo();
  await host.button.click();
  await allow(host.frame);
  expect((await host.ended(2)).type).toBe("success");
});

test("moved with its window open: the attempt goes on", async ({ host, page }) => {
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.click());
  await seeStep(popup, "pre-login");
  await page.evaluate(() => document.forms[0]?.append(document.querySelector("#connect") as Element));
  await allow(popup);
  expect((await host.ended()).detail).toMatchObject({ source: "popup", verified: true });
});

test("moveBefore() keeps the frame, and the attempt goes on", async ({ host, page }) => {
  await host.open();
  await host.button.click();
  await press(host.frame, "Continue");
  await host.frame.getByLabel("E-mail").fill("ava@creator.sandbox.com");
  await page.evaluate(() => {
    const target = document.createElement("main") as HTMLElement & { moveBefore(node: Node, before: null): void };
    document.forms[0]?.append(target);
    target.moveBefore(document.querySelector("#connect") as Element, null);
  });
  // What was typed is still there.
  await expect(host.frame.getByLabel("E-mail")).toHaveValue("ava@creator.sandbox.com");
  await host.frame.getByLabel("Password").fill("good-password");
  // Not by mouse: Chromium may still look for the frame where it was.
  await host.frame.getByLabel("Password").press("Enter");
  await host.frame.getByRole("button", { name: "Allow" }).press("Enter");
  expect((await host.ended()).detail).toMatchObject({ source: "embed", verified: true });
  await host.expectLetGo();
});

test("settings that change while a flow is open count for the next one", async ({ host }) => {
  await host.open();
  await host.button.click();
  await press(host.frame, "Continue");
  await host.element.evaluate((target: HTMLElement & { mode: string; theme: string; disabled: boolean }) => {
    Object.assign(target, { mode: "popup", theme: "dark", connectionId: "conn_other", disabled: true });
  });
  await seeStep(host.frame, "login");
  await host.frame.getByLabel("E-mail").fill("ava@creator.sandbox.com");
  await host.frame.getByLabel("Password").fill("good-password");
  await press(host.frame, "Sign in");
  await press(host.frame, "Allow");
  const { detail } = await host.ended();
  expect(detail).toMatchObject({ source: "embed", verified: true });
  expect(detail).not.toHaveProperty("previousConnectionId");
});

for (const name of ["open", "load", "state-change", "success", "close"]) {
  test(`a listener of ofauth-${name} that throws leaves nothing undone`, async ({ host, page }) => {
    await host.open();
    await page.evaluate((type) => {
      document.addEventListener(`ofauth-${type}`, () => {
        throw new Error("the host's own mistake");
      });
    }, name);
    await host.button.click();
    await allow(host.frame);
    await host.ended();
    expect(host.story.slice(-2)).toEqual(["success", "close connected"]);
    await host.expectLetGo();
    expect(host.troubles.length).toBeGreaterThan(0);
    for (const trouble of host.troubles) expect(trouble).toContain("the host's own mistake");
    host.troubles.length = 0;
  });
}
