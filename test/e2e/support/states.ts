/** Goes through the states of the elements (demo/states) in one situation, and notes what is wrong in any of them. */
import { createRequire } from "node:module";
import { test, type Page } from "@playwright/test";
import { serveStates } from "../../../tools/docs/states-site.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** The states of an element begin with its name. */
export const elements = ["connect", "dialog", "status", "list", "import"] as const;

/** The site with all states, for the tests of a file. */
export function useStates(): { readonly origin: string } {
  test.describe.configure({ timeout: 180_000 });
  let site: Awaited<ReturnType<typeof serveStates>> | undefined;
  test.beforeAll(async () => {
    site = await serveStates();
  });
  test.afterAll(() => site?.close());
  return {
    get origin() {
      return site?.origin ?? "";
    },
  };
}

/** The names of an element's states. */
export async function namesOf(page: Page, origin: string, element: string): Promise<string[]> {
  await page.goto(`${origin}/states/`);
  const names = await page
    .locator("iframe")
    .evaluateAll((frames) => frames.map(({ dataset }) => dataset["state"] ?? ""));
  return names.filter((name) => name.startsWith(`${element}-`));
}

/** What `look` finds wrong in each state of `element`, by state; a state that does not come about is wrong, too. */
export async function faults(
  page: Page,
  origin: string,
  element: string,
  search: string,
  look: (page: Page) => Promise<readonly string[]>,
): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const name of await namesOf(page, origin, element)) {
    await page.goto(`${origin}/states/one.html?state=${name}&${search}`);
    await page.locator("html[data-ready]").waitFor();
    const failure = await page.locator("html").getAttribute("data-ready");
    const wrong = failure ? [failure] : await look(page);
    if (wrong.length) found[name] = wrong;
  }
  return found;
}

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] }>;
}

/** WCAG 2.2 A and AA, and the contrast of AAA. */
export const everyRule: object = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } },
};

/** The contrast of AAA alone. */
export const contrast: object = { runOnly: ["color-contrast-enhanced"] };

/** What an audit by these rules finds. */
export async function audited(page: Page, rules: object): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: Axe };
    // The page in OFAuth's place is not ours.
    const { violations } = await axe.run(document, { iframes: false, ...rules });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary ?? ""}`),
    );
  }, rules);
}

/** For the page, before what looks at it: every element in its shadow trees that is drawn, and what one is called. */
export const inPage = `
globalThis.drawn = (selector) => {
  const inside = (root) => [...root.querySelectorAll("*")].flatMap((element) =>
    [element, ...(element.shadowRoot ? inside(element.shadowRoot) : [])]);
  const dialog = inside(document).find((element) => element.matches("dialog[open]"));
  return inside(document).filter((element) => element.getRootNode() instanceof ShadowRoot
    && element.matches(selector) && element.checkVisibility({ visibilityProperty: true })
    && (!dialog || dialog === element || dialog.contains(element)));
};
globalThis.nameOf = (element) => element.localName + " " + element.part.value + " " + element.className;
`;

declare global {
  function drawn(selector: string): HTMLElement[];
  function nameOf(element: Element): string;
}
