/** Measures the time from a click to the request for the hosted page's frame, in Chromium, with a slow backend. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";
// oxlint-disable-next-line project/no-sleeping-tests -- how long things take is what is measured
import { setTimeout as pass } from "node:timers/promises";
import { chromium, type Browser, type Page } from "@playwright/test";
import { findBrowser, launchArgs } from "../../tools/find-browser.mjs";
import { elementPage, startSite, type Site } from "../support/site.js";
import { quantile } from "./quantile.js";
import { printGoal, printTable } from "./table.js";

const initMs = 300;
// Times of an average user who moves the pointer to the button and clicks.
const hoverMs = 400;
const pressMs = 80;
const maxRuns = 15;
const minRuns = 5;
const frameTimeoutMs = 10_000;
const goal = 0.2;

const prefetches = ["none", "intent", "session"] as const;
type Prefetch = (typeof prefetches)[number];

/** Milliseconds since the click; negative before it. */
interface Sample {
  readonly init: number;
  readonly frame: number;
}

export type Clicks = Readonly<Record<Prefetch, readonly Sample[]>>;

const now = () => performance.timeOrigin + performance.now();

/**
 * Measures all prefetch modes in turn.
 *
 * @param until time, on this process's `performance.now()`, after which no further run starts
 */
export async function measureClicks(until: number): Promise<Clicks> {
  const authorize = async () => {
    await pass(initMs);
    return { clientReferenceId: "ava" };
  };
  const site = await startSite({ handler: { authorize } });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: findBrowser(), args: launchArgs });
    const clicks = { none: [] as Sample[], intent: [] as Sample[], session: [] as Sample[] };
    for (const prefetch of prefetches) await sample(browser, site, prefetch);
    for (let index = 0; index < maxRuns && performance.now() < until; index++) {
      // Rotated, so that no mode is always first or always follows the same other.
      for (let turn = 0; turn < prefetches.length; turn++) {
        const prefetch = prefetches[(index + turn) % prefetches.length]!;
        clicks[prefetch].push(await sample(browser, site, prefetch));
      }
    }
    if (clicks.none.length < minRuns) {
      throw new Error(`Only ${clicks.none.length} runs fit into the time: this machine is too busy.`);
    }
    return clicks;
  } finally {
    await browser?.close();
    await site.close();
  }
}

async function sample(browser: Browser, site: Site, prefetch: Prefetch): Promise<Sample> {
  // A fresh context has cold caches.
  const context = await browser.newContext();
  const requests = watchRequests(site);
  try {
    const page = await context.newPage();
    // No named functions in here: tsx wraps them in a helper that does not exist in the page.
    await page.addInitScript(() =>
      addEventListener(
        "click",
        (event) => Object.assign(globalThis, { clickedAt: performance.timeOrigin + event.timeStamp }),
        { capture: true },
      ),
    );
    await page.goto(site.page(elementPage(`prefetch="${prefetch}"`), `/${prefetch}`));
    const box = await page.locator("ofauth-connect").getByRole("button").boundingBox();
    if (!box) throw new Error("The button is not shown.");
    await compareClocks(page);
    await page.mouse.move(box.x + box.width + 200, box.y + box.height + 200);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 10 });
    await pass(hoverMs);
    await page.mouse.down();
    await pass(pressMs);
    await page.mouse.up();
    for (const end = now() + frameTimeoutMs; requests.frames.length === 0 && now() < end;) await pass(5);
    const clickedAt = await page.evaluate(() => (globalThis as { clickedAt?: number }).clickedAt ?? Number.NaN);
    return toSample(prefetch, requests, clickedAt);
  } finally {
    requests.stop();
    await context.close();
  }
}

/** Records when this process, which is also the backend and the emulator, receives the requests of a run. */
function watchRequests(site: Site) {
  const backend = new URL(site.origin).host;
  const emulator = new URL(site.emulator.origin).host;
  const inits: number[] = [];
  const frames: number[] = [];
  const onRequest = (message: unknown) => {
    const { url, headers } = (message as { request: IncomingMessage }).request;
    if (headers.host === backend && url?.endsWith("/link/init")) inits.push(now());
    if (headers.host === emulator && headers["sec-fetch-dest"] === "iframe") frames.push(now());
  };
  subscribe("http.server.request.start", onRequest);
  return { inits, frames, stop: () => unsubscribe("http.server.request.start", onRequest) };
}

/** Converts the recorded times to a sample. Throws unless the requests came when the prefetch mode promises them. */
function toSample(
  prefetch: Prefetch,
  { inits, frames }: { readonly inits: readonly number[]; readonly frames: readonly number[] },
  clickedAt: number,
): Sample {
  const init = inits[0]! - clickedAt;
  const frame = frames[0]! - clickedAt;
  const isAsDocumented = {
    none: init >= 0,
    intent: init < 0 && init > -hoverMs,
    session: init <= -hoverMs,
  }[prefetch];
  if (isAsDocumented && frame >= 0 && inits.length === 1 && frames.length === 1) return { init, frame };
  const times = JSON.stringify({ clickedAt, inits, frames });
  throw new Error(`prefetch="${prefetch}" sent requests at other times than documented, in ms since 1970: ${times}`);
}

/** Throws if the page's clock and this process's differ. Both read the system clock, but from different origins. */
async function compareClocks(page: Page): Promise<void> {
  const before = now();
  const inPage = await page.evaluate(() => performance.timeOrigin + performance.now());
  const after = now();
  if (inPage < before - 2 || inPage > after + 2) {
    throw new Error(`The page's clock is at ${inPage}, this process's between ${before} and ${after}.`);
  }
}

export function printClicks(clicks: Clicks): void {
  const median = (prefetch: Prefetch, of: keyof Sample) =>
    quantile(
      clicks[prefetch].map((each) => each[of]),
      0.5,
    );
  const ratio = (prefetch: Prefetch) => median(prefetch, "frame") / median("none", "frame");
  const row = (prefetch: Prefetch) => {
    const frames = clicks[prefetch].map(({ frame }) => frame);
    const times = [...[0.25, 0.5, 0.75].map((share) => quantile(frames, share)), median(prefetch, "init")];
    return [`prefetch="${prefetch}"`, ...times.map((time) => time.toFixed(1)), ratio(prefetch).toFixed(2)];
  };
  console.log("\nFrom the click to the request for the hosted page's frame, in ms\n");
  printTable([
    ["", "1st quartile", "median", "3rd quartile", "session requested", "median to none"],
    ...prefetches.map(row),
  ]);
  console.log(`
${clicks.none.length} runs of one click each, in turn, in Chromium, each in a fresh browser context. The backend responds to Link init
after ${initMs} ms. The pointer is over the button for ${hoverMs} ms before it is pressed for ${pressMs} ms: a quicker user gains less.
The page has loaded the single file, and all servers are on this machine, so there is no network delay.
`);
  printGoal(`with "session" at most ${goal} of the time with "none"`, ratio("session") <= goal);
}
