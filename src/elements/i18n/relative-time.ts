/** How long ago something was, in words, kept true by one timer for all elements of a page. */
import { RELATIVE_TIME_UPDATE_MS } from "../../connect/timeouts.js";

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", Infinity],
] as const;

/** `ms` milliseconds ago, in whole units, in a language (see `spokenBy`); less than a minute, and a clock that is behind, are "now". */
export function ago(ms: number, lang: string): string {
  const seconds = ms / 1000;
  const [unit, size] = units.find(([unit, size]) => seconds >= size || unit === "second")!;
  return formats(lang).relative.format(-Math.floor(seconds > 0 ? seconds / size : 0), unit);
}

/** The whole date and time, for those who want to know exactly. */
export const exactly = (time: Date, lang: string): string => formats(lang).exact.format(time);

interface Formats {
  readonly relative: Intl.RelativeTimeFormat;
  readonly exact: Intl.DateTimeFormat;
}

// Making one takes longer than drawing the row that it is for.
const made = new Map<string, Formats>();

function formats(lang: string): Formats {
  let found = made.get(lang);
  if (!found) made.set(lang, (found = makeFormats(lang)));
  return found;
}

const makeFormats = (lang: string): Formats => ({
  relative: new Intl.RelativeTimeFormat(lang, { numeric: "auto" }),
  exact: new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" }),
});

interface Ticker {
  readonly told: Set<() => void>;
  timer: number;
}

const tickers = new WeakMap<Window, Ticker>();

/** Calls `told` from time to time, together with all others of the page, until the returned function is called. */
export function eachTick(view: Window, told: () => void): () => void {
  const ticker = tickers.get(view) ?? { told: new Set(), timer: 0 };
  tickers.set(view, ticker);
  const wait = () => {
    ticker.timer = view.setTimeout(() => {
      wait();
      for (const tell of ticker.told) tell();
    }, RELATIVE_TIME_UPDATE_MS);
  };
  if (ticker.told.size === 0) wait();
  ticker.told.add(told);
  return () => {
    ticker.told.delete(told);
    if (ticker.told.size === 0) view.clearTimeout(ticker.timer);
  };
}
