/** How long it takes to put many badges into a page, ours and others, in Chromium, with a backend that answers at once. */
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
const rounds = 7;
const fewestRounds = 3;
const requestsGoal = 10;

interface Kind {
  readonly tag: string;
  readonly name: string;
  /** What a host imports; a plain element needs nothing. */
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

/** `until`: when to be satisfied with the rounds there are, on this process's `performance.now()`. */
export async function measureMounts(until: number): Promise<readonly Mounts[]> {
  const site = await startSite({ files: new URL("./", import.meta.url) });
  site.intercept = answerAtOnce;
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: findBrowser(), args: launchArgs });
    const all = kinds().map((kind) => ({ ...kind, samples: counts.map((): Sample[] => []) }));
    for (const kind of all) await writePage(site, kind);
    for (let round = 0; round < rounds && performance.now() < until; round++) {
      for (const [place, count] of counts.entries()) {
        // None of them is always the first, or always after the same other.
        for (let turn = 0; turn < all.length; turn++) {
          const kind = all[(round + turn) % all.length]!;
          kind.samples[place]!.push(await sample(browser, site, kind, count));
        }
      }
    }
    const { length } = all[0]!.samples[0]!;
    if (length < fewestRounds) throw new Error(`Only ${length} rounds were possible: this machine is too busy.`);
    return all;
  } finally {
    await browser?.close();
    await site.close();
  }
}

/** A page that has loaded the code of `kind`, as a host's bundler makes it. */
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
  // The clock of an isolated page is exact to 5 µs, not to 100.
  const headers = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  site.page(`${script}<body></body>`, `/${tag}`, headers);
}

async function sample(browser: Browser, site: Site, { tag, markup }: Kind, count: number): Promise<Sample> {
  // A context of its own: no other page hears of what this one reads.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${site.origin}/${tag}`);
    // Nothing in here can have a name: tsx would mark it with a function of its own, which a page does not have.
    const put = (ids: readonly string[]) =>
      page.evaluate(
        async ([html, isLive]) => {
          const path = "/files/mount-page.js";
          const { mount, texts } = (await import(path)) as typeof mountPage;
          return { times: await mount(html, isLive), texts: texts() };
        },
        [ids.map((id) => `<li>${markup(id)}</li>`).join(""), tag === ours] as const,
      );
    // What is loaded on demand is loaded by the first: the time until then is the network's.
    await put(["conn_first"]);
    await page.evaluate(async () => {
      const path = "/files/mount-page.js";
      await ((await import(path)) as typeof mountPage).unmount();
    });
    const reads = () => site.requests.filter((request) => request.startsWith("GET /connections")).length;
    const before = reads();
    const { times, texts } = await put(Array.from({ length: count }, (_, i) => `conn_${i}`));
    const requests = reads() - before;
    const wrong = texts.find((text) => text !== "Active");
    if (texts.length !== count || wrong !== undefined) {
      throw new Error(`${texts.length} <${tag}> for ${count} are shown, and one of them as "${wrong}".`);
    }
    return { ...times, requests };
  } finally {
    await context.close();
  }
}

/** A host that has every connection it is asked for, and no events to send. */
const answerAtOnce: Intercept = ({ url = "" }, response) => {
  const { pathname, searchParams } = new URL(url, "http://host");
  const list = searchParams.get("ids")?.split(",").map(connection);
  const answer = list ? { list, hasMore: false } : connection(pathname.split("/").at(-1)!);
  if (pathname.endsWith("/events")) response.writeHead(204).end();
  else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
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
  /** Of each count, in µs for one element. */
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
  console.log("\nPutting elements into a page, all at once, in µs for each of them\n");
  printTable([
    ["", ...counts.map((count) => `${number(count)} of them`), "1,000 to 10", "1,000 to ours"],
    ...rows(own!.name, own!.samples),
    row("  its status is shown", shown, ""),
    ["  requests", ...requests.map(number), "", ""],
    ...others.flatMap(({ name, samples }) => rows(name, samples)),
  ]);
  console.log(`
Medians of ${own!.samples[0]!.length} rounds, in turn, in Chromium, each in a fresh browser context whose page has shown one before. Ours have an
id each, and the backend, on this machine, answers at once: no network's delay is in it. Drawn: made, rendered and laid
out. On the screen: after the frame with it, for which ten of them wait longer than for anything else. Spectrum's badge
is made with Lit, too, and shows what it is given; so does a <span>.
`);
  printGoal("a thousand are drawn in no more time each than ten", growth(rendered) <= 1);
  printGoal("a thousand show their status in no more time each than ten", growth(shown) <= 1);
  printGoal(`a thousand ids take at most ${requestsGoal} requests`, requests.at(-1)! <= requestsGoal);
}
