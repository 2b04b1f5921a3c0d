/**
 * Measures bytes and script time until a button can be clicked, for each way to load this package and for its peers.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { chromium, type Browser } from "@playwright/test";
import { findBrowser, launchArgs } from "../../tools/find-browser.mjs";
import { bundle, sizeOf } from "../../tools/sizes.mjs";
import { startSite, type Site } from "../support/site.js";
import { installedVersion, peers, writeEntry } from "./peers.js";
import { median } from "./quantile.js";
import { number, printTable } from "./table.js";

const maxRuns = 7;
const minRuns = 3;
const cpuSlowdown = 4;

interface Kind {
  readonly name: string;
  /** Body of the page. Calls `usable()` when the button can be clicked. */
  readonly body: string;
}

interface Sample {
  /** Size of all scripts that the page loads, with gzip. */
  readonly bytes: number;
  /** Milliseconds that the browser spends in scripts. */
  readonly script: number;
  /** Milliseconds from the navigation until the button can be clicked. */
  readonly usable: number;
}

export interface Starts {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Start of every page's body. */
const prelude = `<script>
  let resolve;
  const isUsable = new Promise((done) => (resolve = done));
  const usable = () => resolve(performance.now());
</script>`;
const element = `<ofauth-connect id="connect"></ofauth-connect>`;
const whenDrawn = `customElements.whenDefined("ofauth-connect").then(() => connect.updateComplete).then(usable)`;

async function kinds(): Promise<readonly Kind[]> {
  const split = await writeBundle("ofauth-elements", "dist/connect.js");
  const own: readonly Kind[] = [
    {
      name: "loader.min.js, the page's own button",
      body: `<ofauth-connect><button>Connect</button></ofauth-connect><script src="/dist/cdn/loader.min.js"></script><script>usable()</script>`,
    },
    {
      name: "ofauth-elements/connect.js, from a bundler",
      body: `${element}<script>${whenDrawn}</script><script type="module" src="${split}"></script>`,
    },
    {
      name: "ofauth-elements.min.js, everything in one file",
      body: `${element}<script>${whenDrawn}</script><script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>`,
    },
    {
      name: "ofauth-elements.iife.min.js, a classic script",
      body: `${element}<script>${whenDrawn}</script><script src="/dist/cdn/ofauth-elements.iife.min.js"></script>`,
    },
  ];
  const others: Kind[] = [];
  for (const peer of peers) {
    const file = await writeBundle(peer.name.split("/").at(-1)!, writeEntry(peer));
    const script = `import * as peer from "${file}"; connect.onclick = () => Object.values(peer)[0]; usable();`;
    others.push({
      name: `${peer.name} ${installedVersion(peer.name)}${peer.external.includes("react") ? ", with React" : ""}`,
      body: `<button id="connect">Connect</button><script type="module">${script}</script>`,
    });
  }
  return [...own, ...others];
}

/** Bundles `entry` with all its dependencies as a host would, and returns the URL of the bundle. */
async function writeBundle(name: string, entry: string): Promise<string> {
  const folder = new URL(`node_modules/.starts/${name}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  const { atOnce, onDemand } = await bundle(entry);
  for (const { fileName, code } of [...atOnce, ...onDemand]) writeFileSync(new URL(fileName, folder), code);
  return `/files/node_modules/.starts/${name}/${atOnce.find(({ isEntry }) => isEntry)!.fileName}`;
}

/**
 * Measures all kinds of pages in turn.
 *
 * @param until time, on this process's `performance.now()`, after which no further run starts
 */
export async function measureStarts(until: number): Promise<readonly Starts[]> {
  const site = await startSite({ files: new URL("./", import.meta.url) });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: findBrowser(), args: launchArgs });
    const all = (await kinds()).map((kind) => ({ ...kind, samples: [] as Sample[] }));
    for (let index = 0; index < maxRuns && performance.now() < until; index++) {
      // Rotated, so that no kind is always first or always follows the same other.
      for (let turn = 0; turn < all.length; turn++) {
        const kind = all[(index + turn) % all.length]!;
        kind.samples.push(await sample(browser, site, kind));
      }
    }
    if (all[0]!.samples.length < minRuns) {
      throw new Error(`Only ${all[0]!.samples.length} runs fit into the time: this machine is too busy.`);
    }
    return all;
  } finally {
    await browser?.close();
    await site.close();
  }
}

async function sample(browser: Browser, site: Site, { name, body }: Kind): Promise<Sample> {
  // A fresh context has an empty cache.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on("response", (response) => {
      const isOurs = new URL(response.url()).pathname !== "/recorder.js";
      if (response.request().resourceType() === "script" && isOurs) scripts.push(response.body());
    });
    const devTools = await context.newCDPSession(page);
    await devTools.send("Performance.enable");
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
    await page.goto(site.page(prelude + body));
    const usable = await page.evaluate("isUsable");
    const { metrics } = await devTools.send("Performance.getMetrics");
    const script = metrics.find((metric) => metric.name === "ScriptDuration")?.value;
    if (typeof usable !== "number" || script === undefined || scripts.length === 0) {
      throw new Error(`Nothing was measured for ${name}.`);
    }
    return { bytes: sizeOf(await Promise.all(scripts)).gzip, script: script * 1000, usable };
  } finally {
    await context.close();
  }
}

export function printStarts(starts: readonly Starts[]): void {
  const of = ({ samples }: Starts, what: keyof Sample) => median(samples.map((each) => each[what]));
  const split = starts[1]!;
  const ratio = (each: Starts, what: keyof Sample) => (of(each, what) / of(split, what)).toFixed(2);
  console.log(`\nUntil a button can be clicked, in Chromium with its CPU slowed down ${cpuSlowdown} times\n`);
  printTable([
    ["", "gzip", "to ours", "script ms", "to ours", "usable ms", "to ours"],
    ...starts.map((each) => [
      each.name,
      number(of(each, "bytes")),
      ratio(each, "bytes"),
      of(each, "script").toFixed(1),
      ratio(each, "script"),
      of(each, "usable").toFixed(0),
      ratio(each, "usable"),
    ]),
  ]);
  console.log(`
Medians of ${split.samples.length} runs, in turn, each in a fresh browser context. "Ours" is the second row. The loader's page has its
button from the start; the element's own file is loaded with the first hover, focus or click. The peers' pages have their
package and a button of the page's own; the scripts that they load from their own servers are not included.
`);
}
