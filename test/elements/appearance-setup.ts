/** What is asked of how every element looks: the audit in each situation, and nothing that sticks out of a small screen. */
import { expect } from "@open-wc/testing";
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import { afterwards } from "../browser/page-setup.js";

interface World {
  readonly element: HTMLElement & { readonly updateComplete: Promise<unknown> };
  readonly place: HTMLElement;
}

/** Whatever a user may find the element in, by what it is called. */
export type Situations = Readonly<Record<string, () => Promise<World>>>;

/** One test for each situation and scheme. */
export function audit(tag: string, situations: Situations): void {
  for (const scheme of ["light", "dark"] as const) {
    describe(`<${tag}> passes the accessibility audit in the ${scheme}`, () => {
      for (const [name, arrange] of Object.entries(situations)) {
        it(name, async () => {
          await emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
          document.documentElement.style.colorScheme = "light dark";
          afterwards(() => document.documentElement.removeAttribute("style"));
          const { element, place } = await arrange();
          place.style.background = "Canvas";
          place.style.color = "CanvasText";
          await element.updateComplete;
          await expect(element).to.be.accessible();
          element.remove();
        });
      }
    });
  }
}

/** A screen of 320 pixels on which nothing fades in, so that an audit finds the colours that stay; until the test is over. */
export async function smallScreen(dir: string, fontSize: string): Promise<void> {
  await setViewport({ width: 320, height: 568 });
  await emulateMedia({ reducedMotion: "reduce" });
  const page = document.documentElement;
  page.dir = dir;
  page.style.fontSize = fontSize;
  afterwards(() => {
    page.removeAttribute("dir");
    page.removeAttribute("style");
  });
}

/** Whatever sticks out sideways. */
export const overflowOf = (root: ParentNode): string[] =>
  [document.documentElement, ...root.querySelectorAll<HTMLElement>("*:not(.unseen)")]
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < 0 || right > innerWidth + 0.5);
    })
    .map(({ localName, part }) => `${localName} ${part.value}`);

/** For `afterEach`: the screen as it was. */
export async function usualScreen(): Promise<void> {
  await setViewport({ width: 800, height: 600 });
  await emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
}
