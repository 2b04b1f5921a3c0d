import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";
import { connectAccount, creatorWithCode, expectStep, waitForPopup } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

const folder = mkdtempSync(join(tmpdir(), "ofauth-elements-split-"));
test.use({ siteOptions: { files: pathToFileURL(`${folder}/`) } });

test.beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: {
        entry: fileURLToPath(new URL("../../dist/connect.js", import.meta.url)),
        formats: ["es"],
        fileName: "connect",
      },
    },
  });
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const policy = (frames: string): Record<string, string> => ({
  "content-security-policy": `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src ${frames}; require-trusted-types-for 'script'; trusted-types lit-html`,
});

async function expectConnected(host: Host): Promise<void> {
  await host.button.click();
  await connectAccount(host.frame, creatorWithCode);
  const { detail } = await host.waitForEnd();
  expect(detail).toMatchObject({ verified: true, source: "embed" });
  expect(host.violations).toEqual([]);
  expect(host.console).toEqual([]);
  await host.expectCleanedUp();
}

test("the single file connects an account under a strict policy without a violation", async ({ host, page, site }) => {
  await page.goto(site.page(elementPage(), "/", policy("{link}")));
  await expectConnected(host);
});

test("split modules connect an account under a strict policy without a violation", async ({ host, page, site }) => {
  const loaded: string[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/files/")) loaded.push(new URL(response.url()).pathname);
  });
  const body = elementPage().replace("/dist/cdn/ofauth-elements.min.js", "/files/connect.js");
  await page.goto(site.page(body, "/", policy("{link}")));
  await host.ready();
  const first = loaded.length;
  expect(readdirSync(folder).length).toBeGreaterThan(first);
  await expectConnected(host);
  // The flow's code is in its own file, which is loaded when needed.
  expect(loaded.length).toBeGreaterThan(first);
});

test.describe("a host whose frame-src blocks OFAuth's page", () => {
  const beginning = ["before-open embed", "idle > starting", "starting > opening", "open embed", "stall csp_blocked"];

  async function stall(host: Host): Promise<void> {
    await host.page.goto(host.site.page(elementPage(), "/", policy("'self'")));
    await host.button.click();
    await host.waitForEvent("stall csp_blocked");
    expect(host.eventLog).toEqual(beginning);
    await expect(host.dialog.getByRole("alert")).toContainText("can’t show the sign-in page here");
    // The browser's report of the violation that this host's policy causes.
    await expect.poll(() => host.violations).toEqual([expect.stringContaining("frame-src")]);
    host.violations.length = 0;
    await host.takeConsole("frame-src");
  }

  const attemptCount = (host: Host): number =>
    new Set(host.events.map(({ detail }) => detail.attemptId).filter(Boolean)).size;

  test("stalls at once, and the attempt continues in a popup", async ({ host, page }) => {
    await stall(host);
    const popup = await waitForPopup(page, () => host.action("Open in a new window").click());
    await connectAccount(popup);
    const { detail } = await host.waitForEnd();
    expect(host.eventLog.slice(beginning.length)).toEqual([
      "opening > starting",
      "starting > open",
      "open popup",
      "open > connected",
      "success",
      "close connected",
    ]);
    expect(detail).toMatchObject({ source: "popup", verified: true });
    expect(attemptCount(host)).toBe(1);
    await host.expectCleanedUp();
    await host.expectFocusOnButton();
  });

  test("stalls at once, and the attempt continues by redirect", async ({ host, page }) => {
    await stall(host);
    await host.action("Continue on OFAuth").click();
    await connectAccount(page);
    const { detail } = await host.waitForEnd();
    expect(host.eventLog.slice(beginning.length)).toEqual([
      "opening > starting",
      "starting > opening",
      "open redirect",
      "idle > connected",
      "success",
      "close connected",
    ]);
    expect(detail).toMatchObject({ source: "redirect", verified: true });
    expect(attemptCount(host)).toBe(1);
    await host.expectCleanedUp();
  });

  test("closing the stalled attempt fails with csp_blocked", async ({ host }) => {
    await stall(host);
    await host.closeButton.click();
    await host.waitForEnd();
    expect(host.eventLog.slice(beginning.length)).toEqual(["opening > failed", "error csp_blocked", "close failed"]);
    await host.expectCleanedUp();
    await host.expectFocusOnButton();
  });
});

test("a popup delivers its result under the strict policy", async ({ host, page, site }) => {
  await page.goto(site.page(elementPage(`mode="popup"`), "/", policy("'none'")));
  const popup = await waitForPopup(page, () => host.button.click());
  await expectStep(popup, "pre-login");
  await connectAccount(popup);
  expect((await host.waitForEnd()).detail).toMatchObject({ source: "popup", verified: true });
});
