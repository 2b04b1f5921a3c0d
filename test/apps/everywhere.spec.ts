/**
 * The checks of custom-elements-everywhere.com with the elements of this package: attributes, properties, children and events,
 * rendered in the browser and hydrated from server-rendered HTML. The results must equal the tables of docs/frameworks.md.
 */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, type Host } from "../e2e/support/host.js";
import { appTest } from "./support/app.js";

const test = appTest("everywhere");
// Builds six frameworks, on a machine that may be busy.
test.describe.configure({ timeout: 120_000 });

const frameworks = {
  html: "HTML",
  react: "React 19",
  preact: "Preact 11",
  vue: "Vue 3.5",
  svelte: "Svelte 5",
  solid: "Solid 1.9",
};
type Framework = keyof typeof frameworks;

/** The rows of the tables. */
const rows = [
  "attribute",
  "Boolean property",
  "string property",
  "number",
  "object property",
  "function property",
  "children",
  "lowercaseevent",
  "kebab-event",
  "camelEvent",
  "CAPSevent",
  "PascalEvent",
  "ofauth-before-open",
] as const;
type Row = (typeof rows)[number];
type Findings = Record<Row, boolean>;

interface Values {
  readonly id: string;
  readonly path: string;
  readonly off: boolean;
  readonly seconds: number;
  readonly strings: object;
  readonly connection: object;
  readonly createSession: () => unknown;
  readonly text: string;
}
interface AppWindow {
  readonly first: Values;
  readonly second: Values;
  readonly received: string[];
  update(): void;
}

/** Checks that the elements have the given values, and that the framework receives each event once. */
const examine = (page: Page, which: "first" | "second"): Promise<Findings> =>
  page.evaluate(async (which) => {
    const { received, ...given } = globalThis as unknown as AppWindow;
    const values = given[which];
    const connect = document.querySelector("ofauth-connect")!;
    const status = document.querySelector("ofauth-connection-status")!;
    const receivesOnce = async (name: string, act: () => unknown) => {
      received.length = 0;
      await act();
      return received.filter((type) => type === name).length === 1;
    };
    const receives = (name: string) => receivesOnce(name, () => connect.dispatchEvent(new CustomEvent(name)));
    return {
      attribute: connect.connectionId === values.id,
      "Boolean property": connect.disabled === values.off,
      "string property": connect.linkEndpoint === values.path,
      number: status.refresh === values.seconds,
      "object property": connect.strings === values.strings && status.connection === values.connection,
      "function property": connect.createSession === values.createSession,
      children: connect.textContent.trim() === values.text,
      lowercaseevent: await receives("lowercaseevent"),
      "kebab-event": await receives("kebab-event"),
      camelEvent: await receives("camelEvent"),
      CAPSevent: await receives("CAPSevent"),
      PascalEvent: await receives("PascalEvent"),
      // The page prevents it; otherwise a dialog would open.
      "ofauth-before-open": await receivesOnce("ofauth-before-open", async () => {
        const attempt = connect.open();
        if (connect.isOpen) connect.close({ force: true });
        await attempt;
      }),
    };
  }, which);

async function open({ page, site }: Host, framework: Framework, { html = "", head = "" } = {}): Promise<void> {
  const script = `<script type="module" src="/files/${framework}.js"></script>`;
  await page.goto(site.page(`${head}<div id="app">${html}</div>${script}`));
  // Waits until the framework has rendered or hydrated the page.
  await page.waitForFunction(() => "update" in globalThis);
  await expect(page.locator("ofauth-connect")).toHaveCount(1);
}

/** The checks that pass both after the first render and after an update. */
async function findings(page: Page): Promise<Findings> {
  const first = await examine(page, "first");
  await page.evaluate(() => (globalThis as unknown as AppWindow).update());
  await page.waitForFunction(() => document.querySelector("ofauth-connect")?.textContent.trim() === "Connect two");
  const second = await examine(page, "second");
  return Object.fromEntries(rows.map((row) => [row, first[row] && second[row]])) as Findings;
}

/** The documented table: by framework, whether each check passes. */
function documented(title: string): Record<string, Record<string, boolean>> {
  const page = readFileSync(new URL("../../docs/frameworks.md", import.meta.url), "utf8");
  const [, section = ""] = page.split(`### ${title}\n\n`);
  const [table = ""] = section.split("\n\n");
  const [head = [], , ...lines] = table.split("\n").map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return Object.fromEntries(
    head
      .slice(1)
      .map((name, column) => [
        name,
        Object.fromEntries(lines.map(([row = "", ...cells]) => [row.replaceAll("`", ""), cells[column] === "✓"])),
      ]),
  );
}

test.describe("rendered in the browser", () => {
  for (const framework of Object.keys(frameworks) as Framework[]) {
    test(frameworks[framework], async ({ host, page }) => {
      await open(host, framework);
      expect(await findings(page)).toEqual(documented("Rendered in the browser")[frameworks[framework]]);
    });
  }
});

test.describe("hydrated from server-rendered HTML", () => {
  let rendered: Promise<Record<string, { html: string; head?: string }>> | undefined;
  for (const framework of (Object.keys(frameworks) as Framework[]).filter((name) => name !== "html")) {
    test(frameworks[framework], async ({ app, host, page }) => {
      rendered ??= app
        .node("server/server.js")
        .then((json) => JSON.parse(json) as NonNullable<Awaited<typeof rendered>>);
      await open(host, framework, (await rendered)[framework]);
      expect(await examine(page, "first")).toEqual(
        documented("Hydrated from server-rendered HTML")[frameworks[framework]],
      );
    });
  }
});

test("the types of the tags accept and reject the right attributes in Preact, Solid and Svelte", async ({ app }) => {
  expect(await app.npm("run", "--silent", "check")).toBe("");
});
