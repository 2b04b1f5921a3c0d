/**
 * How every state of every element looks in each situation that a user may see it in. A state is loaded once for all that is
 * seen of it in English, with colours, text size, direction and screen switched in place, and once for each pseudo-locale: what
 * an open dialog says keeps the language that it was opened in.
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

/** What can be pressed or typed into. */
const controls = "button, select, input, textarea, summary, a[href]";

/** What a user who sees the whole page can find wrong with it. */
async function looks(page: Page, rules: object): Promise<string[]> {
  return [
    ...(await audited(page, rules)),
    ...(await page.evaluate(moving)),
    ...(await page.evaluate(outside)),
    ...(await page.evaluate(small, { wanted: controls, least: 24 })),
    ...(await page.evaluate(unseenFocus, controls)),
  ];
}

const inLight = (page: Page) => looks(page, everyRule);

/** Dark, and with text twice as large: for an audit, only the colours differ from light. */
async function inDark(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => (document.documentElement.dataset["text"] = "200"));
  return looks(page, contrast);
}

async function inForcedColours(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  await page.evaluate(() => (document.documentElement.dataset["text"] = "100"));
  return page.evaluate(unseenFocus, controls);
}

/** A phone with a page from right to left, and with WCAG's text spacing. */
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
    ...(await page.evaluate(outside)),
    ...(await page.evaluate(small, { wanted: controls, least: 44 })),
  ];
}

/** As the next state is to be loaded. */
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

/** Controls whose focus cannot be seen. */
function unseenFocus(wanted: string): string[] {
  return drawn(wanted)
    .filter((control) => {
      control.focus({ focusVisible: true });
      const { outlineStyle, outlineWidth } = getComputedStyle(control);
      return control.matches(":focus") && (outlineStyle === "none" || parseFloat(outlineWidth) < 2);
    })
    .map((control) => `no visible focus: ${nameOf(control)}`);
}

/** Controls smaller than `least`, in either direction. */
function small({ wanted, least }: { wanted: string; least: number }): string[] {
  return drawn(wanted)
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return Math.min(width, height) < least - 0.5;
    })
    .map((control) => `smaller than ${String(least)}: ${nameOf(control)}`);
}

/** What overflows the screen, or is cut off by what it is in. */
function outside(): string[] {
  return drawn("*")
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const sticksOut = width > 1 && (left < -0.5 || right > innerWidth + 0.5);
      const cuts = getComputedStyle(element).overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
      return !element.closest(".unseen, svg") && (sticksOut || (cuts && width > 1));
    })
    .map((element) => `overflows: ${nameOf(element)}`);
}

/** What moves although the user wants reduced motion. A spinner may, slowly. */
function moving(): string[] {
  return drawn("*")
    .filter((element) => element.getAnimations().length > 0 && !element.part.contains("spinner"))
    .map((element) => `moves: ${nameOf(element)}`);
}

/** The text spacing of WCAG 1.4.12, as a user's style sheet sets it: in every tree, and above everything. */
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

/** What is left in English, overflows or is cut off in the page's language. */
function untranslated(): string[] {
  const { cutOff, leftInEnglish, overflowing, rootsOf } = pseudoLocales;
  const announced = document.getElementById("ofauth-announcer")?.textContent ?? "";
  const found = [...document.querySelectorAll<HTMLElement>("#host > *")].flatMap((element) => {
    const root = element.shadowRoot;
    if (!root) return [];
    // A label of the page's own is the page's to translate.
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
