/** Relative times ("5 minutes ago"), kept current by one timer for all elements of a page. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { RELATIVE_TIME_UPDATE_MS } from "../../connect/timeouts.js";

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", Infinity],
] as const;

/**
 * Formats a time `ms` milliseconds ago in whole units. Less than a minute is "now", and so is a time in the future, which a
 * clock that is behind makes possible. For `lang`, see `formatLocale`.
 */
export function formatAgo(ms: number, lang: string): string {
  const seconds = ms / 1000;
  const [unit, size] = units.find(([unit, size]) => seconds >= size || unit === "second")!;
  return formatsFor(lang).relative.format(-Math.floor(seconds > 0 ? seconds / size : 0), unit);
}

/** Formats the full date and time, for a tooltip. */
export const formatDateTime = (time: Date, lang: string): string => formatsFor(lang).exact.format(time);

interface Formats {
  readonly relative: Intl.RelativeTimeFormat;
  readonly exact: Intl.DateTimeFormat;
}

// Constructing a format takes longer than rendering the row that uses it.
const cache = new Map<string, Formats>();

function formatsFor(lang: string): Formats {
  let formats = cache.get(lang);
  if (!formats) cache.set(lang, (formats = createFormats(lang)));
  return formats;
}

const createFormats = (lang: string): Formats => ({
  relative: new Intl.RelativeTimeFormat(lang, { numeric: "auto" }),
  exact: new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" }),
});

interface Ticker {
  readonly callbacks: Set<() => void>;
  timer: number;
}

const tickers = new WeakMap<Window, Ticker>();

/** Calls `callback` regularly, with all others of the window, until the returned function is called. */
export function eachTick(view: Window, callback: () => void): () => void {
  const ticker = tickers.get(view) ?? { callbacks: new Set(), timer: 0 };
  tickers.set(view, ticker);
  const wait = () => {
    ticker.timer = view.setTimeout(() => {
      wait();
      for (const notify of ticker.callbacks) notify();
    }, RELATIVE_TIME_UPDATE_MS);
  };
  if (ticker.callbacks.size === 0) wait();
  ticker.callbacks.add(callback);
  return () => {
    ticker.callbacks.delete(callback);
    if (ticker.callbacks.size === 0) view.clearTimeout(ticker.timer);
  };
}

/** Reactive controller that keeps a relative time current: while switched on, it updates its host regularly. */
export class RelativeTimeUpdates implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.toggle(false);
  }

  toggle(isOn: boolean): void {
    const { isConnected, ownerDocument } = this.#host;
    if (isOn && isConnected) {
      this.#stop ??= eachTick(ownerDocument.defaultView ?? window, () => this.#host.requestUpdate());
    } else {
      this.#stop?.();
      this.#stop = undefined;
    }
  }
}
