import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { problemsOfAll } from "../../tools/locales/all.mjs";
import { languages } from "../../tools/locales/languages.mjs";
import { readLocales, type Kind } from "../../tools/locales/read.mjs";
import { problemsOf, type LocaleStrings } from "../../tools/locales/rules.mjs";

let kinds: Kind[] = [];
before(async () => {
  kinds = await readLocales();
});

/** Returns the problems of a locale in which some strings were changed. */
function problemsAfter(lang: string, change: Record<string, unknown>, which = 0) {
  const { english, locales } = kinds[which]!;
  const strings = Object.entries({ ...locales[lang], ...change }).filter(([, string]) => string !== undefined);
  return problemsOf(
    lang,
    english,
    Object.fromEntries(strings) as LocaleStrings,
    which === 0 ? {} : kinds[0]!.locales[lang],
  );
}

const omit = (strings: Kind["locales"], tag: string) =>
  Object.fromEntries(Object.entries(strings).filter(([other]) => other !== tag));

describe("locales", () => {
  it("exist for 20 languages, for the import form and the other elements, without problems", () => {
    assert.equal(Object.keys(languages).length, 20);
    assert.deepEqual(
      kinds.map(({ locales }) => Object.keys(locales).toSorted()),
      [Object.keys(languages).toSorted(), Object.keys(languages).toSorted()],
    );
    assert.deepEqual(problemsOfAll(kinds), []);
  });
});

describe("locale rules report", () => {
  const slips: [what: string, lang: string, change: Record<string, unknown>, problem: RegExp, which?: number][] = [
    ["a missing key", "de", { cancel: undefined }, /^cancel: is missing$/],
    ["a missing key of the form", "de", { importSend: undefined }, /^importSend: is missing$/, 1],
    ["an extra key", "de", { other: "Anderes" }, /^other: is not an English key$/],
    ["a missing placeholder", "fr", { page: "Page" }, /^page: must have \{page\}$/],
    ["another placeholder", "fr", { page: "Page {seite}" }, /^page: must have \{page\}$/],
    ["a repeated placeholder", "fr", { page: "Page {page} {page}" }, /^page: must have \{page\}$/],
    ["a missing name", "ja", { windowOpening: "開いています…" }, /^windowOpening: must contain OFAuth$/],
    ["Latin letters in Russian", "ru", { cancel: "Отменa" }, /^cancel: has letters of another language: a$/],
    ["Russian letters in Ukrainian", "uk", { cancel: "Отмены" }, /^cancel: has letters of another language: ы$/],
    ["Persian letters in Arabic", "ar", { cancel: "گفت" }, /^cancel: has letters of another language: گ$/],
    ["kana in Chinese", "zh-CN", { cancel: "キャンセル" }, /^cancel: has letters of another language/],
    ["Turkish letters in Romanian", "ro", { cancel: "Renunţați" }, /^cancel: has letters of another language: ţ$/],
    ["English in German", "de", { connect: "Connect account" }, /^connect: is English$/],
    ["an empty string", "he", { cancel: "" }, /^cancel: is empty$/],
    [
      "one form where the language has several plural categories",
      "pl",
      { announceMany: "{count} kont: {status}." },
      /must have forms for few, many, one, other/,
    ],
    [
      "a missing plural category",
      "ru",
      { announceManyExpired: { one: "{count} аккаунт.", other: "{count} аккаунтов." } },
      /must have few, many, one, other$/,
    ],
    [
      "a missing number in a category of several numbers",
      "de",
      { announceManyExpired: { one: "Ein Konto.", other: "Viele Konten." } },
      /^announceManyExpired: must have \{count\}$/,
    ],
    ["plural forms without a number", "de", { page: { one: "Seite {page}", other: "Seite {page}" } }, /page:/],
    ["an extra space", "it", { cancel: "Annulla " }, /^cancel: has an extra space$/],
    ["a direction mark", "he", { cancel: "\u200fביטול" }, /^cancel: has an invisible character$/],
    ["an exclamation", "es", { copied: "Copiado!" }, /^copied: has an exclamation mark$/],
    ["markup", "es", { cancel: "<b>Cancelar" }, /^cancel: has markup$/],
    ["a straight apostrophe", "fr", { windowOpening: "Ouverture d'OFAuth…" }, /straight quotation mark or apostrophe$/],
    ["no full stop", "nl", { required: "Koppel eerst een account" }, /^required: must end with a full stop$/],
    ["a wide space in French", "fr", { confirmDisconnect: "Déconnecter {name} ? Sûr." }, /no narrow space/],
    ["an English question mark in Arabic", "ar", { confirmDisconnect: "هل تريد {name}? نعم." }, /that Arabic mirrors$/],
    ["half-width punctuation in Japanese", "ja", { page: "{page}:ページ" }, /^page: has half-width punctuation$/],
    ["a long button label", "de", { keep: "Doch lieber so behalten" }, /^keep: is too long for a button$/],
    ["a hint that names another button", "de", { close: "Zumachen" }, /^dialogHint: does not contain the label/],
    [
      "an error that differs in the import form",
      "cs",
      { importError_timeout: "Pozdě." },
      /differs from the same text/,
      1,
    ],
  ];
  for (const [what, lang, change, problem, which] of slips) {
    it(what, () => {
      const found = problemsAfter(lang, change, which);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, problem);
    });
  }

  it("another order", () => {
    const [{ english, locales }] = kinds as [Kind, Kind];
    const strings = Object.fromEntries(Object.entries(locales["de"]!).toReversed());
    assert.deepEqual(problemsOf("de", english, strings), ["order: differs from the English strings"]);
  });

  const losses: [what: string, loss: (kind: Kind) => Partial<Kind>, problem: RegExp][] = [
    ["a missing file", ({ locales }) => ({ locales: omit(locales, "de") }), /^\S+\/de: the file does not exist$/],
    ["a file that no element loads", ({ loaded }) => ({ loaded: loaded.slice(1) }), /^\S+\/ar: is not loaded by/],
    [
      "strings registered for another language",
      ({ registered }) => ({ registered: { ...omit(registered, "de"), fr: registered["de"]! } }),
      /^\S+\/(de|fr): is not registered for this language$/,
    ],
  ];
  for (const [what, loss, problem] of losses) {
    it(what, () => {
      const found = problemsOfAll(kinds.map((kind) => ({ ...kind, ...loss(kind) })));
      assert.notEqual(found.length, 0);
      for (const line of found) assert.match(line, problem);
    });
  }
});
