import type { Frame } from "@playwright/test";
import { neverRespond } from "./support/answers.js";
import { connectAccount, press, expectStep, waitForPopup } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

const element = (attributes = ""): string =>
  `<ofauth-connect id="connect" link-origins="{link}" ${attributes}></ofauth-connect>`;
const script = `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>`;

test("works in a closed shadow root, and its events are retargeted to the shadow host", async ({
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
  await connectAccount(hosted() as Frame);
  expect(await opened).toMatchObject({ outcome: "connected", verified: true });
  expect(new Set(host.events.map(({ id }) => id))).toEqual(new Set(["outer"]));
  expect(host.eventLog.slice(-2)).toEqual(["success", "close connected"]);
});

test("works in a popover, which stays open", async ({ host, page, site }) => {
  await page.goto(site.page(`${script}<div popover id="menu"><form>${element(`name="account"`)}</form></div>`));
  await page.evaluate(() => document.querySelector<HTMLElement>("#menu")?.showPopover());
  await host.button.click();
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(await page.locator("#menu").evaluate((menu) => menu.matches(":popover-open"))).toBe(true);
  await host.expectFocusOnButton();
  await host.expectCleanedUp();
});

test("opens on top of the host's modal dialog, which stays open afterwards", async ({ host, page, site }) => {
  const own = `<dialog id="own"><p>Host's dialog</p><form>${element(`name="account"`)}</form></dialog>`;
  await page.goto(site.page(script + own));
  await page.evaluate(() => document.querySelector<HTMLDialogElement>("#own")?.showModal());
  await host.button.click();
  await expectStep(host.frame, "pre-login");
  const onTop = () => page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.id);
  expect(await onTop()).toBe("connect");
  await page.keyboard.press("Escape");
  await host.waitForEnd();
  expect(host.eventLog.at(-1)).toBe("close cancelled");
  expect(await page.locator("#own").evaluate((dialog) => [dialog.matches(":modal"), dialog.matches("[open]")])).toEqual(
    [true, true],
  );
  await host.expectFocusOnButton();
  // Escape closes the host's dialog again.
  await page.keyboard.press("Escape");
  await expect(page.locator("#own")).toBeHidden();
});

test("no z-index of the host page covers the dialog", async ({ host, page, site }) => {
  const cover = `<div style="position: fixed; inset: 0; z-index: 2147483647; background: red"></div>`;
  await page.goto(site.page(elementPage() + cover));
  await host.element.evaluate((target: HTMLElement & { open(): Promise<unknown> }) => void target.open());
  await expectStep(host.frame, "pre-login");
  expect(await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.id)).toBe("connect");
  await connectAccount(host.frame);
  await host.waitForEnd();
});

for (const mode of ["embed", "redirect"]) {
  test(`${mode}: sends no request to the origin of a foreign <base>`, async ({ host, page, site }) => {
    const strangers: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("elsewhere")) strangers.push(request.url());
    });
    const body = elementPage(`mode="${mode}"`).replace("/dist/", `${site.origin}/dist/`);
    await page.goto(site.page(body.replace("<h1>", `<base href="https://elsewhere.invalid/app/"><h1>`)));
    await host.button.click();
    await connectAccount(mode === "embed" ? host.frame : page);
    expect((await host.waitForEnd()).detail).toMatchObject({ verified: true });
    expect(strangers).toEqual([]);
    expect(page.url()).toBe(`${site.origin}/`);
  });
}

/** Removes the element and returns the events that it then emits, which do not reach the document. */
async function remove(host: Host): Promise<string[]> {
  return host.element.evaluate(async (target: HTMLElement & { state: string }) => {
    const emitted: string[] = [];
    for (const name of ["success", "cancel", "error", "close", "state-change"])
      target.addEventListener(`ofauth-${name}`, (event) => {
        const { reason, outcome, state } = (event as CustomEvent<Record<string, string>>).detail;
        emitted.push(`${name} ${reason ?? outcome ?? state}`);
      });
    target.remove();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return emitted;
  });
}

const removed = ["state-change cancelled", "cancel disconnected", "close cancelled"];
const states: readonly (readonly [name: string, prepare: (host: Host) => Promise<unknown>])[] = [
  [
    "starting",
    async (host) => {
      host.site.intercept = neverRespond("/link/init").intercept;
      await host.button.click();
      await expect(host.dialog).toBeVisible();
    },
  ],
  [
    "opening",
    async (host) => {
      host.site.emulator.emulator.scenarios.set({ silent: true });
      await host.button.click();
      await host.waitForEvent("open embed");
    },
  ],
  [
    "open",
    async (host) => {
      await host.button.click();
      await expectStep(host.frame, "pre-login");
    },
  ],
  [
    "verifying",
    async (host) => {
      host.site.intercept = neverRespond("/link/complete").intercept;
      await host.button.click();
      await connectAccount(host.frame);
      await host.waitForEvent("open > verifying");
    },
  ],
];
for (const [state, prepare] of states) {
  test(`removing the element while ${state} cancels the attempt as disconnected and cleans up`, async ({
    host,
    page,
  }) => {
    await host.open();
    await prepare(host);
    expect(await host.element.evaluate((target: HTMLElement & { state: string }) => target.state)).toBe(state);
    expect(await remove(host)).toEqual(removed);
    await expect.poll(() => host.results).toMatchObject([{ outcome: "cancelled", reason: "disconnected" }]);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
    await expect.poll(() => page.frames().length).toBe(1);
  });
}

test("removing the element while its popup is open cancels the attempt as disconnected", async ({ host, page }) => {
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await expectStep(popup, "pre-login");
  expect(await remove(host)).toEqual(removed);
  await host.takeConsole("Unsafe attempt to initiate navigation");
});

test("moving the element with its dialog open loses the frame and cancels the attempt, and the next one works", async ({
  host,
  page,
}) => {
  await host.open();
  await host.button.click();
  await expectStep(host.frame, "pre-login");
  await page.evaluate(() => document.forms[0]?.append(document.querySelector("#connect") as Element));
  const { detail } = await host.waitForEnd();
  expect(detail).toMatchObject({ reason: "disconnected" });
  await host.expectCleanedUp();
  await host.button.click();
  await connectAccount(host.frame);
  expect((await host.waitForEnd(2)).type).toBe("success");
});

test("moving the element with its popup open continues the attempt", async ({ host, page }) => {
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  await expectStep(popup, "pre-login");
  await page.evaluate(() => document.forms[0]?.append(document.querySelector("#connect") as Element));
  await connectAccount(popup);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
});

test("moveBefore() keeps the frame and continues the attempt", async ({ host, page }) => {
  await host.open();
  await host.button.click();
  await press(host.frame, "Continue");
  await host.frame.getByLabel("E-mail").fill("ava@creator.sandbox.com");
  await page.evaluate(() => {
    const target = document.createElement("main") as HTMLElement & { moveBefore(node: Node, before: null): void };
    document.forms[0]?.append(target);
    target.moveBefore(document.querySelector("#connect") as Element, null);
  });
  // The typed text is still there.
  await expect(host.frame.getByLabel("E-mail")).toHaveValue("ava@creator.sandbox.com");
  await host.frame.getByLabel("Password").fill("good-password");
  // Not by mouse: Chromium may still hit-test the frame at its previous place.
  await host.frame.getByLabel("Password").press("Enter");
  await host.frame.getByRole("button", { name: "Allow" }).press("Enter");
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "embed", verified: true });
  await host.expectCleanedUp();
});

test("settings that change while a flow is open apply to the next one", async ({ host }) => {
  await host.open();
  await host.button.click();
  await press(host.frame, "Continue");
  await host.element.evaluate((target: HTMLElement & { mode: string; theme: string; disabled: boolean }) => {
    Object.assign(target, { mode: "popup", theme: "dark", connectionId: "conn_other", disabled: true });
  });
  await expectStep(host.frame, "login");
  await host.frame.getByLabel("E-mail").fill("ava@creator.sandbox.com");
  await host.frame.getByLabel("Password").fill("good-password");
  await press(host.frame, "Sign in");
  await press(host.frame, "Allow");
  const { detail } = await host.waitForEnd();
  expect(detail).toMatchObject({ source: "embed", verified: true });
  expect(detail).not.toHaveProperty("previousConnectionId");
});

for (const name of ["open", "load", "state-change", "success", "close"]) {
  test(`a throwing ofauth-${name} listener does not disturb the attempt`, async ({ host, page }) => {
    await host.open();
    await page.evaluate((type) => {
      document.addEventListener(`ofauth-${type}`, () => {
        throw new Error("the host's own mistake");
      });
    }, name);
    await host.button.click();
    await connectAccount(host.frame);
    await host.waitForEnd();
    expect(host.eventLog.slice(-2)).toEqual(["success", "close connected"]);
    await host.expectCleanedUp();
    expect(host.problems.length).toBeGreaterThan(0);
    for (const problem of host.problems) expect(problem).toContain("the host's own mistake");
    host.problems.length = 0;
  });
}
