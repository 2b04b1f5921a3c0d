/** For every language: an element loads its strings, and they fit a small screen. */
import { expect } from "@open-wc/testing";
import { importStrings } from "../../../src/elements/import/strings.js";
import { listStrings } from "../../../src/elements/list/strings.js";
import { statusStrings } from "../../../src/elements/status/strings.lazy.js";
import { languages } from "../../../tools/locales/languages.mjs";
import { afterwards, until } from "../../browser/page-setup.js";
import { cutOff, overflowing, rootsOf } from "../../support/pseudo-locale.js";
import { account, setupList } from "../list/list-setup.js";
import { conflict, setupImport } from "../import/import-setup.js";
import { smallScreen, usualScreen } from "../appearance-setup.js";

const rightToLeft = ["ar", "he"];

afterEach(usualScreen);

const sentences = [statusStrings, listStrings, importStrings]
  .flatMap((strings) => Object.values(strings))
  .filter((text) => text.includes(" ") && !text.includes("{"));

const textOf = (root: ParentNode) =>
  rootsOf(root)
    .map((each) => (each as ShadowRoot).textContent)
    .join(" ");

describe("an element uses the strings of its language and fits 320 pixels:", () => {
  for (const [lang, { letter }] of Object.entries(languages)) {
    it(lang, async () => {
      await smallScreen(rightToLeft.includes(lang) ? "rtl" : "ltr", "");
      document.documentElement.lang = lang;
      afterwards(() => document.documentElement.removeAttribute("lang"));
      const list = await setupList({
        has: ["active", "expired", "awaiting_2fa"].map((status, index) => account(`conn_${String(index)}`, { status })),
        attributes: { "page-size": "2", actions: "reconnect refresh invalidate disconnect" },
      });
      await list.state("ready");
      (await until(() => list.inRow(0, "action-disconnect"))).click();
      await until(() => list.inRow(0, "confirm"));
      const form = await setupImport({ routes: { "connections/import": () => conflict("conn_1") } });
      await form.send();
      await form.ended();
      for (const { root } of [list, form]) {
        await until(() => letter.test(textOf(root)) && !sentences.some((text) => textOf(root).includes(text)));
        expect(rootsOf(root).flatMap(overflowing), "sticking out").to.deep.equal([]);
        expect(cutOff(root), "cut off").to.deep.equal([]);
      }
    });
  }
});
