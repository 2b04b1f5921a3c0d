import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";
import { allow, creatorWithCode, seeStep, windowOf } from "./support/hosted.js";
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
  await allow(host.frame, creatorWithCode);
  const { detail } = await host.ended();
  expect(detail).toMatchObject({ verified: true, source: "embed" });
  expect(host.violations).toEqual([]);
  expect(host.console).toEqual([]);
  await host.expectLetGo();
}

test("under a strict policy the single file connects an account without one violation", async ({
  host,
  page,
  site,
}) => {
  await page.goto(site.page(elementPage(), "/", policy("{link}")));
  await expectConnected(host);
});

test("under a strict policy split modules connect an account without one violation", async ({ host, page, site }) => {
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
  // The flow's code is in a file of its own, and comes when it is needed.
  expect(loaded.length).toBeGreaterThan(first);
});

test.describe("a host whose frame-src refuses OFAuth's page", () => {
  const beginning = ["before-open embed", "idle > starting", "starting > opening", "open embed", "stall csp_blocked"];

  async function stall(host: Host): Promise<void> {
    await host.page.goto(host.site.page(elementPage(), "/", policy("'self'")));
    await host.button.click();
    await host.hears("stall csp_blocked");
    expect(host.story).toEqual(beginning);
    await expect(host.dialog.getByRole("alert")).toContainText("can’t show the sign-in page here");
    // The browser's own report of what this host has asked for.
    await expect.poll(() => host.violations).toEqual([expect.stringContaining("frame-src")]);
    host.violations.length = 0;
    await host.takeConsole("frame-src");
  }

  const onlyAttempt = (host: Host): number =>
    new Set(host.heard.map(({ detail }) => detail.attemptId).filter(Boolean)).size;

  test("stalls at once, and the attempt goes on in a window", async ({ host, page }) => {
    await stall(host);
    const popup = await windowOf(page, () => host.action("Open in a new window").click());
    await allow(popup);
    const { detail } = await host.ended();
    expect(host.story.slice(beginning.length)).toEqual([
      "opening > starting",
      "starting > open",
      "open popup",
      "open > connected",
      "success",
      "close connected",
    ]);
    expect(detail).toMatchObject({ source: "popup", verified: true });
    expect(onlyAttempt(host)).toBe(1);
    await host.expectLetGo();
    await host.expectFocusOnButton();
  });

  test("stalls at once, and the attempt goes on by redirect", async ({ host, page }) => {
    await stall(host);
    await host.action("Continue on OFAuth").click();
    await allow(page);
    const { detail } = await host.ended();
    expect(host.story.slice(beginning.length)).toEqual([
      "opening > starting",
      "starting > opening",
      "open redirect",
      "idle > connected",
      "success",
      "close connected",
    ]);
    expect(detail).toMatchObject({ source: "redirect", verified: true });
    expect(onlyAttempt(host)).toBe(1);
    await host.expectLetGo();
  });

  test("closing the stalled attempt fails with csp_blocked", async ({ host }) => {
    await stall(host);
    await host.closeButton.click();
    await host.ended();
    expect(host.story.slice(beginning.length)).toEqual(["opening > failed", "error csp_blocked", "close failed"]);
    await host.expectLetGo();
    await host.expectFocusOnButton();
  });
});

test("a popup's result arrives under the strict policy too", async ({ host, page, site }) => {
  await page.goto(site.page(elementPage(`mode="popup"`), "/", policy("'none'")));
  const popup = await windowOf(page, () => host.button.click());
  await seeStep(popup, "pre-login");
  await allow(popup);
  expect((await host.ended()).detail).toMatchObject({ source: "popup", verified: true });
});
