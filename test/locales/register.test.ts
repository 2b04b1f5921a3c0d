import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fallbackChain, loadNearestLocale, nearestTag } from "../../src/elements/i18n/language-tags.js";
import { pageRegistry } from "../../src/elements/i18n/localizer.js";
import { addLocale, registerStrings, type LocaleWords } from "../../src/locales/register.js";

const stringsWith = (connect: string) => ({ connect, retry: `${connect}?` }) as unknown as LocaleWords;
const found = (lang: string, key = "connect") => pageRegistry.get!(lang)?.[key];

describe("nearestTag and fallbackChain", () => {
  const available = ["de", "pt-BR", "zh-CN", "he", "id", "hi", "sr", "uz", "nb"];
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
    ["hi-IN", "hi"],
    ["hi-Latn", undefined],
    ["hi-Deva-IN", "hi"],
    ["sr-RS", "sr"],
    ["sr-Latn", undefined],
    ["sh", undefined],
    ["sr-Latn-RS", undefined],
    ["uz-Cyrl", undefined],
    ["no", "nb"],
    ["nb-NO", "nb"],
    ["no-NO", "nb"],
    ["nn", undefined],
    ["sv", undefined],
    ["not a language", undefined],
    ["", undefined],
  ] as const) {
    it(`match "${lang}" to ${expected ?? "no language"}`, () => assert.equal(nearestTag(lang, available), expected));
  }

  it("list a tag followed by more general ones", () => {
    assert.deepEqual(fallbackChain("zh-hans-cn"), ["zh-Hans-CN", "zh-Hans", "zh"]);
    assert.deepEqual(fallbackChain("no tag at all"), []);
    assert.deepEqual(fallbackChain("hi-Latn-IN"), ["hi-Latn-IN", "hi-Latn"]);
    assert.deepEqual(fallbackChain("zh-TW"), ["zh-TW"]);
  });

  it("make loadNearestLocale load only the matching locale", async () => {
    const loaded: string[] = [];
    const loader = (tag: string) => async () => void loaded.push(tag);
    const loaders = { de: loader("de"), "pt-BR": loader("pt-BR") };
    for (const lang of ["de-CH", "pt", "sv"]) await loadNearestLocale(lang, loaders);
    assert.deepEqual(loaded, ["de", "pt-BR"]);
  });
});

describe("registered strings", () => {
  it("override those of the locale, by language and by region", () => {
    addLocale("it", stringsWith("Collega"));
    assert.equal(found("it-CH"), "Collega");
    registerStrings("it", { connect: "Aggiungi" });
    registerStrings("it-CH", { connect: "Unisci" });
    assert.deepEqual(
      ["it", "it-IT", "it-CH"].map((lang) => found(lang)),
      ["Aggiungi", "Aggiungi", "Unisci"],
    );
    assert.equal(found("it-CH", "retry"), "Collega?");
  });

  it("take precedence over a locale registered later", () => {
    registerStrings("fr", { connect: "Le mien" });
    assert.equal(pageRegistry.has!("fr", "connect"), false);
    addLocale("fr", stringsWith("Associer"));
    assert.equal(pageRegistry.has!("fr", "connect"), true);
    assert.equal(found("fr"), "Le mien");
    assert.equal(found("fr", "retry"), "Associer?");
  });

  it("are not used for the same language in another script", () => {
    addLocale("sr", stringsWith("Повежи"));
    registerStrings("sr", { retry: "Поново" });
    assert.deepEqual([found("sr-RS"), found("sr-RS", "retry")], ["Повежи", "Поново"]);
    assert.deepEqual([found("sr-Latn"), found("sr-Latn-RS", "retry")], [undefined, undefined]);
    addLocale("sr-Latn", stringsWith("Poveži"));
    assert.deepEqual([found("sr-Latn-RS"), found("sr")], ["Poveži", "Повежи"]);
  });

  it("are those of Norwegian under either of its tags", () => {
    addLocale("no", stringsWith("Koble til"));
    assert.deepEqual([found("no"), found("nb"), found("nb-NO")], ["Koble til", "Koble til", "Koble til"]);
  });

  it("can be English, and do not exist for other languages", () => {
    registerStrings("en", { connect: "Link it" });
    assert.equal(found("en-GB"), "Link it");
    assert.equal(found("sv"), undefined);
  });

  it("notify subscribers", () => {
    let notifications = 0;
    const subscriber = () => void notifications++;
    pageRegistry.subscribers.add(subscriber);
    registerStrings("nl", { connect: "Koppelen" });
    addLocale("nl", stringsWith("Verbinden"));
    pageRegistry.subscribers.delete(subscriber);
    registerStrings("nl", { connect: "Later" });
    assert.equal(notifications, 2);
  });

  it("are stored under a symbol, which the id of an element cannot shadow", () => {
    assert.deepEqual(
      Object.getOwnPropertyNames(globalThis).filter((name) => /ofauth/i.test(name)),
      [],
    );
  });

  it("throw a RangeError for an invalid language tag", () => {
    assert.throws(() => registerStrings("no tag at all", {}), RangeError);
  });
});
