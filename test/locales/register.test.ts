import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fallbackChain, loadNearestLocale, nearestTag } from "../../src/elements/i18n/language-tags.js";
import { pageRegistry } from "../../src/elements/i18n/localizer.js";
import { addLocale, registerStrings, type LocaleWords } from "../../src/locales/register.js";

const words = (connect: string) => ({ connect, retry: `${connect}?` }) as unknown as LocaleWords;
const found = (lang: string, key = "connect") => pageRegistry.stringsFor!(lang)?.[key];

describe("which language is meant by a lang", () => {
  const there = ["de", "pt-BR", "zh-CN", "he", "id"];
  for (const [lang, expected] of [
    ["de", "de"],
    ["DE", "de"],
    ["de-AT", "de"],
    ["de-u-co-phonebk", "de"],
    ["pt", "pt-BR"],
    ["pt-PT", "pt-BR"],
    ["zh", "zh-CN"],
    ["zh-Hans-SG", "zh-CN"],
    ["zh-TW", undefined],
    ["zh-Hant", undefined],
    ["iw-IL", "he"],
    ["in", "id"],
    ["sv", undefined],
    ["not a language", undefined],
    ["", undefined],
  ] as const) {
    it(`"${lang}" is ${expected ?? "none of them"}`, () => assert.equal(nearestTag(lang, there), expected));
  }

  it("goes from the tag itself to what is more general", () => {
    assert.deepEqual(fallbackChain("zh-hans-cn"), ["zh-Hans-CN", "zh-Hans", "zh"]);
    assert.deepEqual(fallbackChain("no tag at all"), []);
  });

  it("loads just that one", async () => {
    const loaded: string[] = [];
    const loader = (tag: string) => async () => void loaded.push(tag);
    const loaders = { de: loader("de"), "pt-BR": loader("pt-BR") };
    for (const lang of ["de-CH", "pt", "sv"]) await loadNearestLocale(lang, loaders);
    assert.deepEqual(loaded, ["de", "pt-BR"]);
  });
});

describe("the words of a page", () => {
  it("are those of the locale, unless the page has its own for the language, or for the region", () => {
    addLocale("it", words("Collega"));
    assert.equal(found("it-CH"), "Collega");
    registerStrings("it", { connect: "Aggiungi" });
    registerStrings("it-CH", { connect: "Unisci" });
    assert.deepEqual(
      ["it", "it-IT", "it-CH"].map((lang) => found(lang)),
      ["Aggiungi", "Aggiungi", "Unisci"],
    );
    assert.equal(found("it-CH", "retry"), "Collega?");
  });

  it("stay the page's own when the locale comes later", () => {
    registerStrings("fr", { connect: "Le mien" });
    assert.equal(pageRegistry.hasString!("fr", "connect"), false);
    addLocale("fr", words("Associer"));
    assert.equal(pageRegistry.hasString!("fr", "connect"), true);
    assert.equal(found("fr"), "Le mien");
    assert.equal(found("fr", "retry"), "Associer?");
  });

  it("can be English too, and are none for a language that nobody has registered", () => {
    registerStrings("en", { connect: "Link it" });
    assert.equal(found("en-GB"), "Link it");
    assert.equal(found("sv"), undefined);
  });

  it("are told to everybody who shows them", () => {
    let told = 0;
    const tell = () => void told++;
    pageRegistry.subscribers.add(tell);
    registerStrings("nl", { connect: "Koppelen" });
    addLocale("nl", words("Verbinden"));
    pageRegistry.subscribers.delete(tell);
    registerStrings("nl", { connect: "Later" });
    assert.equal(told, 2);
  });

  it("lie where no id in the page's markup, which is a name on the window, can take their place", () => {
    assert.deepEqual(
      Object.getOwnPropertyNames(globalThis).filter((name) => /ofauth/i.test(name)),
      [],
    );
  });

  it("are refused for what is no language tag", () => {
    assert.throws(() => registerStrings("no tag at all", {}), RangeError);
  });
});
