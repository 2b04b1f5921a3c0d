/** A report as text for people: one line for each finding, what to change below it. */
import type { Area, Finding, Outcome } from "./finding.js";
import type { Report } from "./examine.js";

export interface TextOptions {
  /** Colours of a terminal. */
  readonly colours: boolean;
  /** Characters in a line, at least 60. */
  readonly width: number;
}

const words: Readonly<Record<Outcome, string>> = { ok: "ok", warn: "warn", fail: "FAIL", skipped: "-" };
const colourOf: Readonly<Record<Outcome, number>> = { ok: 32, warn: 33, fail: 31, skipped: 2 };
const areas: readonly Area[] = ["Page", "Policies", "Routes", "Session", "Return", "Live events", "Webhooks", "Clock"];
const bold = 1;
const faint = 2;

export function reportText({ page, endpoint, counts, findings }: Report, options: TextOptions): string {
  const paint = (text: string, code: number) => (options.colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const width = Math.max(60, options.width);
  const titles = Math.max(...findings.map(({ title }) => title.length));
  // Outcome, title and what was seen stand below each other; advice stands below what was seen.
  const indent = 2 + 6 + titles + 2;

  const lines = [paint(page, bold), paint(`routes at ${endpoint}`, faint)];
  for (const area of areas) {
    const own = findings.filter((finding) => finding.area === area);
    if (own.length > 0) lines.push("", paint(area, bold), ...own.flatMap(show));
  }
  return `${[...lines, "", summary()].join("\n")}\n`;

  function show({ outcome, title, seen, advice }: Finding): string[] {
    const [first = "", ...rest] = wrap(seen, width - indent);
    const margin = " ".repeat(indent);
    const mark = paint(words[outcome].padEnd(6), colourOf[outcome]);
    const told = [`  ${mark}${title.padEnd(titles + 2)}${first}`.trimEnd(), ...rest.map((text) => margin + text)];
    if (advice === undefined) return told;
    const calm = outcome === "ok" || outcome === "skipped";
    const [opening = "", ...others] = wrap(advice, width - indent - 2);
    const written = [`${margin}> ${opening}`, ...others.map((text) => `${margin}  ${text}`)];
    return [...told, ...(calm ? written.map((text) => paint(text, faint)) : written)];
  }

  function summary(): string {
    const parts = [`${counts.ok} ok`];
    if (counts.skipped > 0) parts.push(`${counts.skipped} not looked at`);
    if (counts.warn > 0) parts.push(paint(`${counts.warn} to think about`, colourOf.warn));
    parts.push(counts.fail > 0 ? paint(`${counts.fail} to change`, colourOf.fail) : "nothing to change");
    return parts.join(", ");
  }
}

/** `text` in lines of at most `width` characters; a longer word has a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
