/**
 * `npm run screenshots [-- <part of a state's name> … --in=<situation>,…]`: takes a screenshot of every state of every element
 * in every situation into screenshots/, with a contact sheet (screenshots/index.html). All of them take some minutes.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { findBrowser, launchArgs } from "../find-browser.mjs";
import { root } from "../run.mjs";
import { serveStates } from "./states-site.mjs";

const folder = `${root}screenshots/`;

/**
 * The conditions of a screenshot: options of the page, and emulated features of the browser.
 * @typedef {{ width?: number, search?: string, media?: import("@playwright/test").BrowserContextOptions }} Situation
 * @type {Readonly<Record<string, Situation>>}
 */
const situations = {
  light: {},
  dark: { media: { colorScheme: "dark" } },
  forced: { media: { forcedColors: "active" } },
  "forced-dark": { media: { forcedColors: "active", colorScheme: "dark" } },
  rtl: { search: "dir=rtl" },
  arabic: { search: "dir=rtl&lang=ar" },
  320: { width: 320 },
  hostile: { search: "host=hostile" },
  "text-200": { search: "text=200" },
  touch: { width: 390, media: { hasTouch: true, isMobile: true } },
  themed: { search: "host=themed" },
};

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("--in="));
const wantedIn = args
  .find((arg) => arg.startsWith("--in="))
  ?.slice(5)
  .split(",");
const taken = Object.entries(situations).filter(([name]) => wantedIn?.includes(name) ?? true);
const site = await serveStates();
const browser = await chromium.launch({ executablePath: findBrowser(), args: launchArgs });
try {
  await rm(folder, { recursive: true, force: true });
  const states = await stateNames();
  for (const [situation, how] of taken) await takeScreenshots(situation, how, states);
  await writeFile(`${folder}index.html`, contactSheet(states));
  const count = states.length * taken.length;
  process.stdout.write(`${String(count)} screenshots; contact sheet: screenshots/index.html\n`);
} finally {
  await browser.close();
  await site.close();
}

/** Returns the names of the states, as the page lists them. */
async function stateNames() {
  const page = await browser.newPage();
  await page.goto(`${site.origin}/states/`);
  const all = await page.locator("iframe").evaluateAll((frames) => frames.map((frame) => frame.dataset.state ?? ""));
  await page.close();
  return wanted.length ? all.filter((name) => wanted.some((part) => name.includes(part))) : all;
}

/** @param {string} situation @param {Situation} how @param {readonly string[]} states */
async function takeScreenshots(situation, { width = 720, search = "", media = {} }, states) {
  await mkdir(`${folder}${situation}`, { recursive: true });
  const context = await browser.newContext({ viewport: { width, height: 640 }, reducedMotion: "reduce", ...media });
  const page = await context.newPage();
  for (const state of states) {
    await page.goto(`${site.origin}/states/one.html?state=${state}&${search}`);
    await page.locator("html[data-ready]").waitFor();
    const failure = await page.locator("html").getAttribute("data-ready");
    if (failure) throw new Error(`${state}, ${situation}: ${failure}`);
    // A modal fills the window; any other state has the height of its content.
    const modal = state.startsWith("dialog-");
    const height = modal ? 640 : await page.locator("body").evaluate((body) => body.scrollHeight);
    await page.setViewportSize({ width, height: Math.max(height, 60) });
    await page.screenshot({ path: `${folder}${situation}/${state}.png` });
  }
  await context.close();
  process.stdout.write(`${situation}: ${String(states.length)}\n`);
}

/** @param {readonly string[]} states */
function contactSheet(states) {
  const rows = states.map((state) => {
    const cells = taken.map(
      ([situation]) =>
        `<td><a href="${situation}/${state}.png"><img src="${situation}/${state}.png" alt="" loading="lazy"></a>`,
    );
    return `<tr><th scope="row">${state}${cells.join("")}`;
  });
  const head = taken.map(([name]) => `<th scope="col">${name}`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every state</title>
<style>body{font:14px system-ui}th{position:sticky;inset-block-start:0;background:#fff;padding:4px}td{vertical-align:top}img{max-inline-size:360px}</style>
<table><tr><th>${head.join("")}${rows.join("\n")}</table>
`;
}
