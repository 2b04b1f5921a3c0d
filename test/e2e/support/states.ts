/** Opens the states of the elements (demo/states) one after another, and collects the faults of each. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { test, type Page } from "@playwright/test";
import { build } from "vite";
import { serveStates } from "../../../tools/docs/states-site.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Prefixes of the names of the elements' states. */
export const elements = ["connect", "dialog", "status", "list", "import"] as const;

export interface StatesSite {
  readonly origin: string;
  /** Script that registers the pseudo-locales and exposes their checks as the global `pseudoLocales`. */
  readonly pseudoLocales: string;
}

/** Builds and serves the page of all states for the tests of a file. */
export function useStates(): StatesSite {
  test.describe.configure({ timeout: 180_000 });
  let site: Awaited<ReturnType<typeof serveStates>> | undefined;
  let script = "";
  test.beforeAll(async () => {
    site = await serveStates();
    script = await bundlePseudoLocales();
  });
  test.afterAll(() => site?.close());
  return {
    get origin() {
      return site?.origin ?? "";
    },
    get pseudoLocales() {
      return script;
    },
  };
}

async function bundlePseudoLocales(): Promise<string> {
  const entry = fileURLToPath(new URL("../../support/pseudo-locale.ts", import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "pseudoLocales" } },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !("output" in result)) throw new Error("Vite returned a watcher instead of a build.");
  // Assigned to globalThis: an init script is a function, whose variables are not global.
  return `globalThis.pseudoLocales = (() => { ${result.output[0].code}; return pseudoLocales; })();
    pseudoLocales.registerPseudoLocales();`;
}

/** Returns the names of an element's states, as the page of all states lists them. */
export async function namesOf(page: Page, origin: string, element: string): Promise<string[]> {
  await page.goto(`${origin}/states/`);
  const names = await page
    .locator("iframe")
    .evaluateAll((frames) => frames.map(({ dataset }) => dataset["state"] ?? ""));
  return names.filter((name) => name.startsWith(`${element}-`));
}

/**
 * Returns the faults that `audit` finds in each state of `element`, by state. Each state is loaded once, with `search` in its
 * URL. A state that does not load counts as a fault.
 */
export async function faults(
  page: Page,
  origin: string,
  element: string,
  search: string,
  audit: () => Promise<readonly string[]>,
): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const name of await namesOf(page, origin, element)) {
    await page.goto(`${origin}/states/one.html?state=${name}&${search}`);
    await page.locator("html[data-ready]").waitFor();
    const failure = await page.locator("html").getAttribute("data-ready");
    const wrong = failure ? [failure] : await audit();
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

/** All rules of axe, including WCAG AAA contrast and target size. */
export const everyRule: object = {
  rules: {
    "color-contrast-enhanced": { enabled: true },
    "target-size": { enabled: true },
    // Checks the page around the element, which belongs to the demo.
    "page-has-heading-one": { enabled: false },
  },
};

/** Only AAA contrast. */
export const contrast: object = { runOnly: ["color-contrast-enhanced"] };

/** Returns the violations of these axe rules. */
export async function audited(page: Page, rules: object): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axe });
  return page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: Axe };
    // Skips frames: the page in place of OFAuth's is not part of the package.
    const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"], ...rules });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary ?? ""}`),
    );
  }, rules);
}

/** Script for the page that defines `drawn()`, the visible elements in its shadow trees, and `nameOf()`. */
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
