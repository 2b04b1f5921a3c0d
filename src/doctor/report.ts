/** The doctor's report, and its text for a terminal: one line for each finding, with the advice below it. */
import type { Finding, Outcome } from "./finding.js";

/** The addresses that were examined. */
export interface Addresses {
  readonly page: string;
  readonly endpoint: string;
}

/** All findings about a site. `--json` prints it as it is. */
export interface Report extends Addresses {
  /** Whether no check failed. */
  readonly ok: boolean;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly findings: readonly Finding[];
}

interface TextOptions {
  /** Whether to use the colours of a terminal. */
  readonly colours: boolean;
  /** Characters in a line, at least 60. */
  readonly width: number;
}

const labels: Readonly<Record<Outcome, string>> = { ok: "ok", warn: "warn", fail: "FAIL", skipped: "-" };
// ANSI escape codes (ECMA-48, section 8.3.117).
const colourCodes: Readonly<Record<Outcome, number>> = { ok: 32, warn: 33, fail: 31, skipped: 2 };
const bold = 1;
const faint = 2;

/** The column of the titles. A longer title moves what follows. */
const TITLE_WIDTH = 19;

/** Writes a report piece by piece, while the site is examined. Each method returns lines of text. */
interface ReportWriter {
  readonly heading: (addresses: Addresses) => string;
  /** The finding, below the name of its area when that is another one than before. */
  readonly finding: (finding: Finding) => string;
  /** Says what takes a while. */
  readonly waiting: (text: string) => string;
  readonly summary: (report: Report) => string;
}

/** Creates a writer of one report. */
export function createReportWriter(options: TextOptions): ReportWriter {
  const paint = (text: string, code: number) => (options.colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const width = Math.max(60, options.width);
  // Three columns: outcome, title, what was seen. The advice stands below what was seen.
  const indent = 2 + 6 + TITLE_WIDTH + 2;
  const margin = " ".repeat(indent);
  let lastArea: Finding["area"] | undefined;

  function format({ outcome, title, seen, advice }: Finding): string[] {
    const [first = "", ...rest] = wrap(seen, width - indent);
    const label = paint(labels[outcome].padEnd(6), colourCodes[outcome]);
    const seenLines = [
      `  ${label}${title.padEnd(TITLE_WIDTH)}  ${first}`.trimEnd(),
      ...rest.map((text) => margin + text),
    ];
    if (advice === undefined) return seenLines;
    const isHint = outcome === "ok" || outcome === "skipped";
    const [firstAdvice = "", ...restAdvice] = wrap(advice, width - indent - 2);
    const adviceLines = [`${margin}> ${firstAdvice}`, ...restAdvice.map((text) => `${margin}  ${text}`)];
    return [...seenLines, ...(isHint ? adviceLines.map((text) => paint(text, faint)) : adviceLines)];
  }

  return {
    heading: ({ page, endpoint }) => joined([paint(page, bold), paint(`routes at ${endpoint}`, faint)]),
    finding(finding) {
      const heading = finding.area === lastArea ? [] : ["", paint(finding.area, bold)];
      lastArea = finding.area;
      return joined([...heading, ...format(finding)]);
    },
    waiting: (text) => joined(["", ...wrap(text, width).map((line) => paint(line, faint))]),
    summary({ counts }) {
      const parts = [`${counts.ok} ok`];
      if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`);
      if (counts.warn > 0) parts.push(paint(`${counts.warn} to review`, colourCodes.warn));
      parts.push(counts.fail > 0 ? paint(`${counts.fail} to fix`, colourCodes.fail) : "nothing to fix");
      return joined(["", parts.join(", ")]);
    },
  };
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

/** Wraps `text` at spaces. A longer piece without a space gets a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const piece of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + piece.length <= width) lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(piece);
  }
  return lines;
}
