/** How every state of every element looks, in each situation that a user may see it in. */
import { expect, test } from "@playwright/test";
import { audited, contrast, elements, everyRule, faults, inPage, useStates } from "./support/states.js";

const site = useStates();

/** What can be pressed or typed into. */
const controls = "button, select, input, textarea, summary, a[href]";

/** Controls whose focus could not be seen. */
const unseenFocus = (wanted: string) =>
  drawn(wanted)
    .filter((control) => {
      control.focus({ focusVisible: true });
      const { outlineStyle, outlineWidth } = getComputedStyle(control);
      return control.matches(":focus") && (outlineStyle === "none" || parseFloat(outlineWidth) < 2);
    })
    .map((control) => `no focus to be seen: ${nameOf(control)}`);

/** Controls smaller than `least`, in either direction. */
const small = ({ wanted, least }: { wanted: string; least: number }) =>
  drawn(wanted)
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return Math.min(width, height) < least - 0.5;
    })
    .map((control) => `smaller than ${String(least)}: ${nameOf(control)}`);

/** What sticks out of the screen, or is cut off by what it is in. */
const outside = () =>
  drawn("*")
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const sticksOut = width > 1 && (left < -0.5 || right > innerWidth + 0.5);
      const cuts = getComputedStyle(element).overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
      return !element.closest(".unseen, svg") && (sticksOut || (cuts && width > 1));
    })
    .map((element) => `sticks out: ${nameOf(element)}`);

/** What moves although the user wants nothing to move. The ring that says that something is going on may, slowly. */
const moving = () =>
  drawn("*")
    .filter((element) => element.getAnimations().length > 0 && !element.part.contains("spinner"))
    .map((element) => `moves: ${nameOf(element)}`);

test.beforeEach(({ page }) => page.addInitScript(inPage));

for (const element of elements) {
  test.describe(`every state of ${element}`, () => {
    // Dark also with text twice as large: two questions, one look. Nothing but the colours is other for an audit there.
    for (const [colorScheme, search, rules] of [
      ["light", "", everyRule],
      ["dark", "text=200", contrast],
    ] as const) {
      test.describe(`${colorScheme} ${search}`, () => {
        test.use({ colorScheme, viewport: { width: 720, height: 640 }, contextOptions: { reducedMotion: "reduce" } });
        test("passes the audit at AAA's contrast, shows the focus, is still, and sticks out nowhere", async ({
          page,
        }) => {
          const found = await faults(page, site.origin, element, search, async () => [
            ...(await audited(page, rules)),
            ...(await page.evaluate(moving)),
            ...(await page.evaluate(outside)),
            ...(await page.evaluate(small, { wanted: controls, least: 24 })),
            ...(await page.evaluate(unseenFocus, controls)),
          ]);
          expect(found).toEqual({});
        });
      });
    }

    test.describe("in forced colours", () => {
      test.use({ viewport: { width: 720, height: 640 }, contextOptions: { forcedColors: "active" } });
      test("shows the focus", async ({ page }) => {
        const found = await faults(page, site.origin, element, "", () => page.evaluate(unseenFocus, controls));
        expect(found).toEqual({});
      });
    });

    test.describe("on a small touch screen, from right to left, with text far apart", () => {
      test.use({ viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });
      test("sticks out nowhere, and has targets of 44 pixels", async ({ page }) => {
        const found = await faults(page, site.origin, element, "dir=rtl", async () => {
          await page.evaluate(spread);
          return [...(await page.evaluate(outside)), ...(await page.evaluate(small, { wanted: controls, least: 44 }))];
        });
        expect(found).toEqual({});
      });
    });
  });
}

/** WCAG 1.4.12, as a user's style sheet would have it: in every tree, and above everything. */
function spread(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }" +
      "p { margin-block-end: 2em !important }",
  );
  for (const root of new Set(drawn("*").map((element) => element.getRootNode()))) {
    if (root instanceof ShadowRoot) root.adoptedStyleSheets.push(sheet);
  }
}
