/** Every element in every state, in a language that is longer than any, and in one that runs from the right. */
import { expect } from "@open-wc/testing";
import { afterwards } from "../../browser/page-setup.js";
import {
  cutOff,
  leftInEnglish,
  pseudoLocales,
  registerPseudoLocales,
  rootsOf,
  type PseudoLocale,
} from "../../support/pseudo-locale.js";
import { situations as ofConnect } from "../connect/connect-situations.js";
import { situations as ofConnections } from "../list/list-situations.js";
import { situations as ofImport } from "../import/import-situations.js";
import { overflowOf, smallScreen, usualScreen } from "../appearance-setup.js";
import { situations as ofStatus } from "../status/status-situations.js";

registerPseudoLocales();

afterEach(usualScreen);

/** All that users are told, and not shown. */
const announced = () => document.getElementById("ofauth-announcer")?.textContent ?? "";

async function inLanguage(lang: PseudoLocale): Promise<void> {
  await smallScreen(lang === "ar-XB" ? "rtl" : "ltr", "");
  document.documentElement.lang = lang;
  afterwards(() => document.documentElement.removeAttribute("lang"));
}

const elements = {
  "ofauth-connect": ofConnect,
  "ofauth-connection-status": ofStatus,
  "ofauth-connections": ofConnections,
  "ofauth-import": ofImport,
};

for (const lang of Object.keys(pseudoLocales) as PseudoLocale[]) {
  for (const [tag, situations] of Object.entries(elements)) {
    describe(`<${tag}> in ${lang}, at 320 pixels`, () => {
      for (const [name, arrange] of Object.entries(situations)) {
        it(name, async () => {
          await inLanguage(lang);
          const { element } = await arrange();
          await element.updateComplete;
          const root = element.shadowRoot!;
          expect(leftInEnglish(root), "left in English").to.deep.equal([]);
          expect(announced().replaceAll(/@\w+/g, ""), "announced").to.not.match(/[a-z]/i);
          expect(rootsOf(root).flatMap(overflowOf), "sticking out").to.deep.equal([]);
          expect(cutOff(root), "cut off").to.deep.equal([]);
          await expect(element).to.be.accessible();
          element.remove();
        });
      }
    });
  }
}
