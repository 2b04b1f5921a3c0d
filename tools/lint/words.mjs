/**
 * Keeps words out that readers stumble over, or that have another term in the glossary (docs/contributing/glossary.md).
 * `node tools/lint/words.mjs [path …]`: checks the tracked files below the paths, by default all of them.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { root } from "../run.mjs";

/** What not to write, and what to write instead. Identifiers are split into their parts first: `onTold` is `on Told`. */
const banned = /** @type {const} */ ([
  [/\bnobody\b/i, "no one, or name who: no element, no user, no observer"],
  [/\bsomebody\b/i, "someone, or name who: a user, another page"],
  [/\bwhoever\b/i, "name who: the caller, any observer"],
  [/\banew\b/i, "again"],
  [/\bis none\b/i, "does not exist, there is no …"],
  [/(?<=^|[\s(])(?:he|him|his|himself)(?=[\s.;)?!]|,\s|$)/, "they, them, their"],
  [/\b(?:told|unheard|heard|said)\b/i, "notified, received, reported, emitted"],
  [/\bways? on\b/i, "alternative"],
  [/\blet(?:s|ting)? go\b/i, "release, dispose, discard"],
  [/\bunder way\b/i, "in progress, open, pending"],
  [/\bwords\b/i, "strings, text, terms"],
  [/\bspeech\b/i, "localizer"],
  [/\brooms?\b/i, "folder, layer"],
  [/\bhouse\b/i, "project"],
  [/\bdesk\b/i, "client"],
  [/\bboard\b/i, "cache"],
  [/\bteller\b/i, "notifier"],
  [/\brounds\b/i, "refetches, rounds of a benchmark: runs"],
  [/\bhappenings?\b/i, "events"],
]);

/** Exported under these names since the first version; `nobody-waits` is a value of `CompletedLink`. */
const publicNames = /\b(?:LocaleWords|ImportLocaleWords|PluralWords|nobody-waits)\b/g;
/** Persisted in cookies and stores by the server's link routes (attempt-record.ts, confirm.ts). */
const persistedNames = /\btold: (?:z\.boolean|true|false|isSaved)\b|\boutcome\.told\b|`told`|`told:/g;
/** What a locale exports, and how its file is read. */
const localeExport = /\bexport const words\b|\["words"\]|\bwords\.\w|\{ words \}|\{ words as \w|^ {2}"words",$/g;

/** Other languages, other people's text, data, and this list. */
const ignored =
  /^(?:package-lock\.json|LICENSE|tools\/lint\/words\.mjs|test\/bench\/package-lock\.json)$|^src\/locales\/(?!register)|\.(?:png|svg|ico)$|(?:^|\/)package-lock\.json$/;

const files = execFileSync("git", ["ls-files", "--", ...process.argv.slice(2)], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file && !ignored.test(file));

let faults = 0;
for (const file of files) {
  const lines = readFileSync(root + file, "utf8").split("\n");
  for (const [index, line] of lines.entries()) {
    const text = line
      .replace(publicNames, "")
      .replace(persistedNames, "")
      .replace(localeExport, "")
      .replace(/([a-z])([A-Z])/g, "$1 $2");
    for (const [pattern, instead] of banned) {
      const found = pattern.exec(text)?.[0];
      if (!found) continue;
      faults++;
      console.error(`${file}:${index + 1}: "${found}": ${instead}`);
    }
  }
}
if (faults > 0) {
  console.error(`\n${faults} words that the glossary has other terms for.`);
  process.exitCode = 1;
}
