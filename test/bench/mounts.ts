/** Measures the time to insert many badges, ours and others, into a page in Chromium. The backend responds at once. */
import { mkdirSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { chromium, type Browser } from "@playwright/test";
import { findBrowser, launchArgs } from "../../tools/find-browser.mjs";
import { bundle } from "../../tools/sizes.mjs";
import { startSite, type Intercept, type Site } from "../support/site.js";
import type * as mountPage from "./mount-page.js";
import { badgePeer, installedVersion, writeEntry } from "./peers.js";
import { median } from "./quantile.js";
import { number, printGoal, printTable } from "./table.js";

const counts = [10, 100, 1000] as const;
const maxRuns = 7;
const minRuns = 3;
const requestsGoal = 10;

interface Kind {
  readonly tag: string;
  readonly name: string;
  /** Module that a host imports; undefined for a built-in element. */
  readonly entry?: string;
  readonly markup: (id: string) => string;
}

interface Sample extends mountPage.Times {
  readonly requests: number;
}

export interface Mounts {
  readonly tag: string;
  readonly name: string;
  /** In the order of `counts`. */
  readonly samples: readonly (readonly Sample[])[];
}

const ours = "ofauth-connection-status";

const kinds = (): readonly Kind[] => [
  {
    tag: ours,
    name: `<${ours}>`,
    entry: "dist/connection-status.js",
    markup: (id) => `<${ours} connection-id="${id}"></${ours}>`,
  },
  {
    tag: "sp-badge",
    name: `<sp-badge> ${installedVersion(badgePeer.name)}`,
    entry: writeEntry(badgePeer),
    markup: () => `<sp-badge variant="positive">Active</sp-badge>`,
  },
  { tag: "span", name: "<span>", markup: () => "<span>Active</span>" },
];

/**
 * Measures all kinds and counts in turn.
 *
 * @param until time, on this process's `performance.now()`, after which no further run starts
 */
export async function measureMounts(until: number): Promise<readonly Mounts[]> {
  const site = await startSite({ files: new URL("./", import.meta.url) });
  site.intercept = respondAtOnce;
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: findBrowser(), args: launchArgs });
    const all = kinds().map((kind) => ({ ...kind, samples: counts.map((): Sample[] => []) }));
    for (const kind of all) await writePage(site, kind);
    for (let index = 0; index < maxRuns && performance.now() < until; index++) {
      for (const [place, count] of counts.entries()) {
        // Rotated, so that no kind is always first or always follows the same other.
        for (let turn = 0; turn < all.length; turn++) {
          const kind = all[(index + turn) % all.length]!;
          kind.samples[place]!.push(await sample(browser, site, kind, count));
        }
      }
    }
    const { length } = all[0]!.samples[0]!;
    if (length < minRuns) throw new Error(`Only ${length} runs fit into the time: this machine is too busy.`);
    return all;
  } finally {
    await browser?.close();
    await site.close();
  }
}

/** Creates a page that loads the code of `kind`, bundled as a host would bundle it. */
async function writePage(site: Site, { tag, entry }: Kind): Promise<void> {
  let script = "";
  if (entry) {
    const folder = new URL(`node_modules/.mounts/${tag}/`, import.meta.url);
    mkdirSync(folder, { recursive: true });
    const { atOnce, onDemand } = await bundle(entry);
    for (const { fileName, code } of [...atOnce, ...onDemand]) writeFileSync(new URL(fileName, folder), code);
    const file = atOnce.find(({ isEntry }) => isEntry)!.fileName;
    script = `<script type="module" src="/files/node_modules/.mounts/${tag}/${file}"></script>`;
  }
  // In a cross-origin isolated page, performance.now() has a resolution of 5 µs instead of 100.
  const headers = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  site.page(`${script}<body></body>`, `/${tag}`, headers);
}

async function sample(browser: Browser, site: Site, { tag, markup }: Kind, count: number): Promise<Sample> {
  // A fresh context, so that no other page receives this one's tab messages.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${site.origin}/${tag}`);
    // No named functions in here: tsx wraps them in a helper that does not exist in the page.
    const put = (ids: readonly string[]) =>
      page.evaluate(
        async ([html, isLive]) => {
          const path = "/files/mount-page.js";
          const { mount, texts } = (await import(path)) as typeof mountPage;
          return { times: await mount(html, isLive), texts: texts() };
        },
        [ids.map((id) => `<li>${markup(id)}</li>`).join(""), tag === ours] as const,
      );
    // The first element loads the code that is loaded on demand, so that its loading time is not measured.
    await put(["conn_first"]);
    await page.evaluate(async () => {
      const path = "/files/mount-page.js";
      await ((await import(path)) as typeof mountPage).unmount();
    });
    const requestCount = () => site.requests.filter((request) => request.startsWith("GET /connections")).length;
    const before = requestCount();
    const { times, texts } = await put(Array.from({ length: count }, (_, i) => `conn_${i}`));
    const requests = requestCount() - before;
    const wrong = texts.find((text) => text !== "Active");
    if (texts.length !== count || wrong !== undefined) {
      throw new Error(`${texts.length} of ${count} <${tag}> are shown; one shows "${wrong}".`);
    }
    return { ...times, requests };
  } finally {
    await context.close();
  }
}

/** Responds as a host that has every requested connection and no live updates. */
const respondAtOnce: Intercept = ({ url = "" }, response) => {
  const { pathname, searchParams } = new URL(url, "http://host");
  const list = searchParams.get("ids")?.split(",").map(connection);
  const body = list ? { list, hasMore: false } : connection(pathname.split("/").at(-1)!);
  if (pathname.endsWith("/events")) response.writeHead(204).end();
  else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  return true;
};

const connection = (id: string) => ({
  id,
  status: "active",
  permissions: ["profile:read"],
  createdAt: "2026-01-02T03:04:05.000Z",
  updatedAt: "2026-01-02T03:04:05.000Z",
  lastCheckedAt: "2026-01-02T03:04:05.000Z",
  userData: { id: "1", name: "Ava", username: "ava", avatar: null },
});

export function printMounts(mounts: readonly Mounts[]): void {
  /** Median per element for each count, in µs. */
  const perElement = (samples: Mounts["samples"], of: keyof mountPage.Times) =>
    samples.map((some, place) => (median(some.map((each) => each[of] ?? Number.NaN)) / counts[place]!) * 1000);
  const growth = (times: readonly number[]) => times.at(-1)! / times[0]!;
  const [own, ...others] = mounts;
  const rendered = perElement(own!.samples, "rendered");
  const shown = perElement(own!.samples, "shown");
  const row = (name: string, times: readonly number[], toOurs: string) => [
    name,
    ...times.map(number),
    growth(times).toFixed(2),
    toOurs,
  ];
  const rows = (name: string, samples: Mounts["samples"]) => {
    const times = perElement(samples, "rendered");
    const toOurs = (times.at(-1)! / rendered.at(-1)!).toFixed(2);
    return [row(`${name}, drawn`, times, toOurs), row("  on the screen", perElement(samples, "painted"), "")];
  };
  const requests = own!.samples.map((some) => Math.max(...some.map((each) => each.requests)));
  console.log("\nInserting elements into a page, all at once, in µs per element\n");
  printTable([
    ["", ...counts.map((count) => `${number(count)} elements`), "1,000 to 10", "1,000 to ours"],
    ...rows(own!.name, own!.samples),
    row("  its status shown", shown, ""),
    ["  requests", ...requests.map(number), "", ""],
    ...others.flatMap(({ name, samples }) => rows(name, samples)),
  ]);
  console.log(`
Medians of ${own!.samples[0]!.length} runs, in turn, in Chromium, each in a fresh browser context whose page has shown one element before. Each of
ours has its own id, and the backend, on this machine, responds at once, so there is no network delay. Drawn: created,
rendered and laid out. On the screen: after the next frame, which takes most of the time when there are only ten.
Spectrum's badge also uses Lit, but fetches nothing; neither does a <span>.
`);
  printGoal("drawing takes no more time per element for 1,000 than for 10", growth(rendered) <= 1);
  printGoal("showing the status takes no more time per element for 1,000 than for 10", growth(shown) <= 1);
  printGoal(`1,000 ids take at most ${requestsGoal} requests`, requests.at(-1)! <= requestsGoal);
}
