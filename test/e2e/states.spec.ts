/**
 * Checks every state of every element in each environment that a user may have. A state is loaded once for all checks in
 * English, where colours, text size, direction and screen are switched in place, and once for each pseudo-locale: an open
 * dialog keeps the language that it was opened in.
 */
import { expect, test, type CDPSession, type Page } from "@playwright/test";
import type * as pseudoLocale from "../support/pseudo-locale.js";
import { audited, contrast, elements, everyRule, faults, inPage, useStates } from "./support/states.js";

const site = useStates();

test.use({ viewport: { width: 720, height: 640 }, contextOptions: { reducedMotion: "reduce" } });
test.beforeEach(({ page }) => page.addInitScript(inPage));

for (const element of elements) {
  test.describe(`every state of ${element}`, () => {
    test("is accessible in light, dark, large text and forced colours, and on a small touch screen", async ({
      page,
    }) => {
      const devtools = await page.context().newCDPSession(page);
      const found = await faults(page, site.origin, element, "", async () => {
        const wrong = [
          ...named("light", await inLight(page)),
          ...named("dark, text at 200 %", await inDark(page)),
          ...named("forced colours", await inForcedColours(page)),
          ...named("small touch screen", await onTouchScreen(page, devtools)),
        ];
        await restore(page, devtools);
        return wrong;
      });
      expect(found).toEqual({});
    });

    for (const [lang, dir] of [
      ["en-XA", "ltr"],
      ["ar-XB", "rtl"],
    ] as const) {
      test(`is fully translated and fits 320 pixels in ${lang}`, async ({ page }) => {
        await page.addInitScript(site.pseudoLocales);
        await page.setViewportSize({ width: 320, height: 568 });
        const found = await faults(page, site.origin, element, `lang=${lang}&dir=${dir}`, () =>
          page.evaluate(untranslated),
        );
        expect(found).toEqual({});
      });
    }
  });
}

const named = (situation: string, wrong: readonly string[]) => wrong.map((fault) => `${situation}: ${fault}`);

/** Selects controls that a user can press or type into. */
const controls = "button, select, input, textarea, summary, a[href]";

/** Finds faults on a large screen with default settings. */
async function auditLargeScreen(page: Page, rules: object): Promise<string[]> {
  return [
    ...(await audited(page, rules)),
    ...(await page.evaluate(animatedElements)),
    ...(await page.evaluate(overflowingElements)),
    ...(await page.evaluate(smallControls, { wanted: controls, least: 24 })),
    ...(await page.evaluate(withoutVisibleFocus, controls)),
  ];
}

const inLight = (page: Page) => auditLargeScreen(page, everyRule);

/** Finds faults in dark mode and with text at 200%: for an audit, dark mode differs from light in colours only. */
async function inDark(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => (document.documentElement.dataset["text"] = "200"));
  return auditLargeScreen(page, contrast);
}

async function inForcedColours(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  await page.evaluate(() => (document.documentElement.dataset["text"] = "100"));
  return page.evaluate(withoutVisibleFocus, controls);
}

/** Finds faults on a phone, with a right-to-left page and with WCAG's text spacing. */
async function onTouchScreen(page: Page, devtools: CDPSession): Promise<string[]> {
  await page.emulateMedia({ forcedColors: "none" });
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  await devtools.send("Emulation.setDeviceMetricsOverride", {
    width: 320,
    height: 568,
    deviceScaleFactor: 1,
    mobile: true,
  });
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await page.evaluate(spreadText);
  const isTouch = await page.evaluate(() => innerWidth === 320 && matchMedia("(pointer: coarse)").matches);
  return [
    ...(isTouch ? [] : ["the screen is not emulated"]),
    ...(await page.evaluate(overflowingElements)),
    ...(await page.evaluate(smallControls, { wanted: controls, least: 44 })),
  ];
}

/** Restores the settings in which the next state is loaded. */
async function restore(page: Page, devtools: CDPSession): Promise<void> {
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: false });
  await devtools.send("Emulation.setDeviceMetricsOverride", {
    width: 720,
    height: 640,
    deviceScaleFactor: 1,
    mobile: false,
  });
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" });
}

// The functions below run in the page.

/** Returns controls without a visible focus indicator. */
function withoutVisibleFocus(wanted: string): string[] {
  return drawn(wanted)
    .filter((control) => {
      control.focus({ focusVisible: true });
      const { outlineStyle, outlineWidth } = getComputedStyle(control);
      return control.matches(":focus") && (outlineStyle === "none" || parseFloat(outlineWidth) < 2);
    })
    .map((control) => `no visible focus: ${nameOf(control)}`);
}

/** Returns controls smaller than `least` in either direction. */
function smallControls({ wanted, least }: { wanted: string; least: number }): string[] {
  return drawn(wanted)
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return Math.min(width, height) < least - 0.5;
    })
    .map((control) => `smaller than ${String(least)}: ${nameOf(control)}`);
}

/** Returns elements that overflow the screen or are clipped by an ancestor. */
function overflowingElements(): string[] {
  return drawn("*")
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const sticksOut = width > 1 && (left < -0.5 || right > innerWidth + 0.5);
      const { overflowX, textOverflow } = getComputedStyle(element);
      // A name that ends in an ellipsis has the whole name as its title.
      const isShortened = textOverflow === "ellipsis" && element.title === element.textContent;
      const isClipping = overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1 && !isShortened;
      return !element.closest(".unseen, svg") && (sticksOut || (isClipping && width > 1));
    })
    .map((element) => `overflows: ${nameOf(element)}`);
}

/** Returns elements that animate although the user prefers reduced motion. A slow spinner is allowed. */
function animatedElements(): string[] {
  return drawn("*")
    .filter((element) => element.getAnimations().length > 0 && !element.part.contains("spinner"))
    .map((element) => `moves: ${nameOf(element)}`);
}

/** Applies the text spacing of WCAG 1.4.12 as a user style sheet does: in every tree, with `!important`. */
function spreadText(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }" +
      "p { margin-block-end: 2em !important }",
  );
  for (const root of new Set(drawn("*").map((element) => element.getRootNode()))) {
    if (root instanceof ShadowRoot) root.adoptedStyleSheets.push(sheet);
  }
}

declare global {
  var pseudoLocales: typeof pseudoLocale;
}

/** Returns text that is still English, and elements that overflow or are clipped in the page's language. */
function untranslated(): string[] {
  const { cutOff, leftInEnglish, overflowing, rootsOf } = pseudoLocales;
  const announced = document.getElementById("ofauth-announcer")?.textContent ?? "";
  const found = [...document.querySelectorAll<HTMLElement>("#host > *")].flatMap((element) => {
    const root = element.shadowRoot;
    if (!root) return [];
    // The page translates its own labels.
    const texts = leftInEnglish(root).filter((text) => text !== element.getAttribute("label"));
    return [
      ...texts.map((text) => `left in English: ${text}`),
      ...rootsOf(root)
        .flatMap(overflowing)
        .map((each) => `overflows: ${each}`),
      ...cutOff(root).map((each) => `cut off: ${each}`),
    ];
  });
  return /[a-z]/i.test(announced.replaceAll(/@\w+/g, "")) ? [...found, `announced in English: ${announced}`] : found;
}
