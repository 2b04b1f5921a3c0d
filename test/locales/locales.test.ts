import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { problemsOfAll } from "../../tools/locales/all.mjs";
import { languages } from "../../tools/locales/languages.mjs";
import { readLocales, type Kind } from "../../tools/locales/read.mjs";
import { problemsOf, type Words } from "../../tools/locales/rules.mjs";

let kinds: Kind[] = [];
before(async () => {
  kinds = await readLocales();
});

/** The words of a language, some of them changed; with the English ones and those that stand beside them. */
function changed(lang: string, change: Record<string, unknown>, which = 0) {
  const { english, locales } = kinds[which]!;
  const words = Object.entries({ ...locales[lang], ...change }).filter(([, word]) => word !== undefined);
  return problemsOf(lang, english, Object.fromEntries(words) as Words, which === 0 ? {} : kinds[0]!.locales[lang]);
}

const omit = (words: Kind["locales"], tag: string) =>
  Object.fromEntries(Object.entries(words).filter(([other]) => other !== tag));

describe("the words of the languages", () => {
  it("are there for twenty, in two parts, and nothing is wrong with them", () => {
    assert.equal(Object.keys(languages).length, 20);
    assert.deepEqual(
      kinds.map(({ locales }) => Object.keys(locales).toSorted()),
      [Object.keys(languages).toSorted(), Object.keys(languages).toSorted()],
    );
    assert.deepEqual(problemsOfAll(kinds), []);
  });
});

describe("a slip in a language is found:", () => {
  const slips: [what: string, lang: string, change: Record<string, unknown>, problem: RegExp, which?: number][] = [
    ["a missing key", "de", { cancel: undefined }, /^cancel: is missing$/],
    ["a missing key of the form", "de", { importSend: undefined }, /^importSend: is missing$/, 1],
    ["a key too many", "de", { other: "Anderes" }, /^other: is no English key$/],
    ["a lost placeholder", "fr", { page: "Page" }, /^page: has to have \{page\}$/],
    ["another placeholder", "fr", { page: "Page {seite}" }, /^page: has to have \{page\}$/],
    ["a placeholder said twice", "fr", { page: "Page {page} {page}" }, /^page: has to have \{page\}$/],
    ["a lost name", "ja", { windowOpening: "開いています…" }, /^windowOpening: has to name OFAuth$/],
    ["Latin letters in Russian", "ru", { cancel: "Отменa" }, /^cancel: has letters of another language: a$/],
    ["Russian letters in Ukrainian", "uk", { cancel: "Отмены" }, /^cancel: has letters of another language: ы$/],
    ["Persian letters in Arabic", "ar", { cancel: "گفت" }, /^cancel: has letters of another language: گ$/],
    ["kana in Chinese", "zh-CN", { cancel: "キャンセル" }, /^cancel: has letters of another language/],
    ["Turkish letters in Romanian", "ro", { cancel: "Renunţați" }, /^cancel: has letters of another language: ţ$/],
    ["English in German", "de", { connect: "Connect account" }, /^connect: is English$/],
    ["nothing at all", "he", { cancel: "" }, /^cancel: says nothing$/],
    [
      "one form for all numbers",
      "pl",
      { announceMany: "{count} kont: {status}." },
      /has to tell few, many, one, other/,
    ],
    [
      "a kind of number that is not there",
      "ru",
      { announceManyExpired: { one: "{count} аккаунт.", other: "{count} аккаунтов." } },
      /has to have few, many, one, other$/,
    ],
    [
      "a number that is not said where it can be several",
      "de",
      { announceManyExpired: { one: "Ein Konto.", other: "Viele Konten." } },
      /^announceManyExpired: has to have \{count\}$/,
    ],
    [
      "numbers told apart where there are none",
      "de",
      { page: { one: "Seite {page}", other: "Seite {page}" } },
      /page:/,
    ],
    ["a space too many", "it", { cancel: "Annulla " }, /^cancel: has a space too many$/],
    ["a mark of direction", "he", { cancel: "\u200fביטול" }, /^cancel: has a sign that nobody sees$/],
    ["an exclamation", "es", { copied: "Copiado!" }, /^copied: shouts$/],
    ["markup", "es", { cancel: "<b>Cancelar" }, /^cancel: has markup$/],
    ["a straight apostrophe", "fr", { windowOpening: "Ouverture d'OFAuth…" }, /straight quotation mark or apostrophe$/],
    ["no full stop", "nl", { required: "Koppel eerst een account" }, /^required: has to end with a full stop$/],
    ["a wide space in French", "fr", { confirmDisconnect: "Déconnecter {name} ? Sûr." }, /no narrow space/],
    ["an English question mark in Arabic", "ar", { confirmDisconnect: "هل تريد {name}? نعم." }, /writes mirrored$/],
    ["a half-width sign in Japanese", "ja", { page: "{page}:ページ" }, /^page: has a half-width sign$/],
    ["a long button", "de", { keep: "Doch lieber so behalten" }, /^keep: is too long for a button$/],
    ["a button that the hint calls otherwise", "de", { close: "Zumachen" }, /^dialogHint: does not name the button/],
    ["an error said otherwise in the form", "cs", { importError_timeout: "Pozdě." }, /says otherwise/, 1],
  ];
  for (const [what, lang, change, problem, which] of slips) {
    it(what, () => {
      const found = changed(lang, change, which);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, problem);
    });
  }

  it("another order", () => {
    const [{ english, locales }] = kinds as [Kind, Kind];
    const words = Object.fromEntries(Object.entries(locales["de"]!).toReversed());
    assert.deepEqual(problemsOf("de", english, words), ["order: not that of the English words"]);
  });

  const losses: [what: string, loss: (kind: Kind) => Partial<Kind>, problem: RegExp][] = [
    [
      "a file that is not there",
      ({ locales }) => ({ locales: omit(locales, "de") }),
      /^\S+\/de: there is no such file$/,
    ],
    ["a file that nobody loads", ({ loaded }) => ({ loaded: loaded.slice(1) }), /^\S+\/ar: are not loaded by/],
    [
      "words that are registered for another language",
      ({ registered }) => ({ registered: { ...omit(registered, "de"), fr: registered["de"]! } }),
      /^\S+\/(de|fr): are not registered for this language$/,
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
