/**
 * What custom-elements-everywhere.com asks of a framework, asked with our elements: attributes, properties, children and
 * events of every spelling; drawn in the page, and taken over from a server's HTML. What comes out is the table of
 * docs/frameworks.md, which has to say the same.
 */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, type Host } from "../e2e/support/host.js";
import { appTest } from "./support/app.js";

const test = appTest("everywhere");
// A compiler, and six frameworks, on a machine that has other things to do as well.
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

/** The rows of the table, as `examine` names them. */
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
  readonly heard: string[];
  update(): void;
}

/** Looks at the elements in the page, which have to be as `which` values say; and dispatches each event, to be heard once. */
const examine = (page: Page, which: "first" | "second"): Promise<Findings> =>
  page.evaluate(async (which) => {
    const { heard, ...given } = globalThis as unknown as AppWindow;
    const values = given[which];
    const connect = document.querySelector("ofauth-connect")!;
    const status = document.querySelector("ofauth-connection-status")!;
    const hearsOnce = async (name: string, act: () => unknown) => {
      heard.length = 0;
      await act();
      return heard.filter((type) => type === name).length === 1;
    };
    const hears = (name: string) => hearsOnce(name, () => connect.dispatchEvent(new CustomEvent(name)));
    return {
      attribute: connect.connectionId === values.id,
      "Boolean property": connect.disabled === values.off,
      "string property": connect.linkEndpoint === values.path,
      number: status.refresh === values.seconds,
      "object property": connect.strings === values.strings && status.connection === values.connection,
      "function property": connect.createSession === values.createSession,
      children: connect.textContent.trim() === values.text,
      lowercaseevent: await hears("lowercaseevent"),
      "kebab-event": await hears("kebab-event"),
      camelEvent: await hears("camelEvent"),
      CAPSevent: await hears("CAPSevent"),
      PascalEvent: await hears("PascalEvent"),
      // The page prevents it; otherwise a dialog would open.
      "ofauth-before-open": await hearsOnce("ofauth-before-open", async () => {
        const attempt = connect.open();
        if (connect.isOpen) connect.close({ force: true });
        await attempt;
      }),
    };
  }, which);

async function open({ page, site }: Host, framework: Framework, { html = "", head = "" } = {}): Promise<void> {
  const script = `<script type="module" src="/files/${framework}.js"></script>`;
  await page.goto(site.page(`${head}<div id="app">${html}</div>${script}`));
  // Not before the framework has drawn it, or taken it over.
  await page.waitForFunction(() => "update" in globalThis);
  await expect(page.locator("ofauth-connect")).toHaveCount(1);
}

/** What holds at first, and again after the framework has drawn other values. */
async function findings(page: Page): Promise<Findings> {
  const first = await examine(page, "first");
  await page.evaluate(() => (globalThis as unknown as AppWindow).update());
  await page.waitForFunction(() => document.querySelector("ofauth-connect")?.textContent.trim() === "Connect two");
  const second = await examine(page, "second");
  return Object.fromEntries(rows.map((row) => [row, first[row] && second[row]])) as Findings;
}

/** The table as documented: a line for each row, a cell for each framework. */
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

test.describe("drawn in the page", () => {
  for (const framework of Object.keys(frameworks) as Framework[]) {
    test(frameworks[framework], async ({ host, page }) => {
      await open(host, framework);
      expect(await findings(page)).toEqual(documented("Rendered in the browser")[frameworks[framework]]);
    });
  }
});

test.describe("taken over from a server's HTML", () => {
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

test("its compiler knows the tags in Preact, Solid and Svelte, and what is wrong on them", async ({ app }) => {
  expect(await app.npm("run", "--silent", "check")).toBe("");
});
