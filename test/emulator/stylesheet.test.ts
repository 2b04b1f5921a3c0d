import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stylesheet } from "../../src/emulator/hosted-page/stylesheet.js";

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((bright ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Returns the light and the dark value of one of the page's colors. */
function colour(name: string): readonly [string, string] {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(stylesheet);
  assert.ok(match?.[1] && match[2], name);
  return [match[1], match[2]];
}

describe("contrast of the hosted page (WCAG 2.2, 1.4.6: at least 7 to 1)", () => {
  for (const [text, ground] of [
    ["text", "surface"],
    ["muted", "surface"],
    ["accent", "surface"],
    ["accent-hover", "surface-2"],
    ["on-accent", "accent"],
    ["on-accent", "accent-hover"],
    ["danger", "danger-soft"],
    ["warning", "warning-soft"],
  ] as const) {
    test(`${text} on ${ground}`, () => {
      for (const scheme of [0, 1] as const) {
        const ratio = contrast(colour(text)[scheme], colour(ground)[scheme]);
        assert.ok(ratio >= 7, `${scheme === 0 ? "light" : "dark"}: ${ratio.toFixed(2)}`);
      }
    });
  }
});
