/** What the stylesheets do on a touch screen, which the test browsers do not have: read from the rules, or with them in force. */
import { expect } from "@open-wc/testing";
import { stylesheet } from "../../src/emulator/hosted-page/stylesheet.js";
import { setupConnect } from "./connect/connect-setup.js";
import { setupImport } from "./import/import-setup.js";
import { account, setupList } from "./list/list-setup.js";
import { knownView, setupStatus } from "./status/status-setup.js";

/** The four elements, with the dialog. */
async function setupAll(): Promise<Readonly<Record<string, ShadowRoot>>> {
  const list = await setupList({ has: [account("conn_1")] });
  await list.state("ready");
  const status = await setupStatus({ view: knownView(), properties: { variant: "card" } });
  const form = await setupImport();
  const connect = await setupConnect();
  const ended = connect.element.open();
  await connect.state("open");
  connect.element.close({ force: true });
  await ended;
  return { connect: connect.root, status: status.root, list: list.element.shadowRoot!, import: form.root };
}

/** The selectors with `:hover`, each with the media query around it. */
function hovers(rules: CSSRuleList, media = ""): string[] {
  return [...rules].flatMap((rule) => {
    const own = rule instanceof CSSStyleRule && rule.selectorText.includes(":hover") ? [media] : [];
    const inner = "cssRules" in rule ? (rule.cssRules as CSSRuleList) : undefined;
    return [...own, ...(inner ? hovers(inner, rule instanceof CSSMediaRule ? rule.conditionText : media) : [])];
  });
}

/** Puts the rules for touch screens in force. */
function touch(root: ShadowRoot): void {
  root.adoptedStyleSheets = root.adoptedStyleSheets.map((sheet) => {
    const copy = new CSSStyleSheet();
    copy.replaceSync([...sheet.cssRules].map(({ cssText }) => cssText.replace("(pointer: coarse)", "all")).join("\n"));
    return copy;
  });
}

describe("on a touch screen", () => {
  it("nothing keeps the look of being hovered", async () => {
    for (const [name, root] of Object.entries(await setupAll())) {
      const found = root.adoptedStyleSheets.flatMap(({ cssRules }) => hovers(cssRules));
      expect(found.length, name).to.be.above(0);
      expect([...new Set(found)], name).to.deep.equal(["(hover: hover)"]);
    }
  });

  it("nor does anything on the emulator's page", () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(stylesheet);
    expect([...new Set(hovers(sheet.cssRules))]).to.deep.equal(["(hover: hover)"]);
  });

  it("fields have text of at least 16 pixels, so that iOS does not zoom in, and more where the page has more", async () => {
    const roots = await setupAll();
    const fields = [
      ...roots["list"]!.querySelectorAll("select"),
      ...roots["import"]!.querySelectorAll("textarea, input"),
    ];
    expect(fields).to.have.length(4);
    const size = (field: Element) => parseFloat(getComputedStyle(field).fontSize);
    for (const root of [roots["list"]!, roots["import"]!]) {
      touch(root);
      for (const [page, least, most] of [
        ["12px", 16, 16],
        ["32px", 28, 32],
      ] as const) {
        (root.host as HTMLElement).style.fontSize = page;
        for (const field of fields.filter((each) => root.contains(each))) {
          expect(size(field), field.outerHTML).to.be.within(least, most);
        }
      }
    }
  });
});
