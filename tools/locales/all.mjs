/** Finds problems in all locales of this package, and in how they are loaded. */
import { languages } from "./languages.mjs";
import { problemsOf } from "./rules.mjs";

/** @param {readonly import("./read.mjs").Kind[]} kinds the first one has the strings that the others share @returns {string[]} */
export function problemsOfAll(kinds) {
  return kinds.flatMap(({ folder, english, locales, registered, loaded }, index) => {
    const first = index === 0 ? {} : kinds[0]?.locales;
    const tags = new Set([...Object.keys(languages), ...Object.keys(locales), ...loaded]);
    return [...tags].flatMap((tag) => {
      const strings = locales[tag];
      if (!strings) return [`${folder}/${tag}: the file does not exist`];
      const isRegistered = Object.entries(strings).every(([key, string]) => registered[tag]?.[key] === string);
      const problems = [
        ...problemsOf(tag, english, strings, first?.[tag]),
        ...(isRegistered ? [] : ["is not registered for this language"]),
        ...(loaded.includes(tag) ? [] : ["is not loaded by the elements that need it"]),
      ];
      return problems.map((problem) => `${folder}/${tag}: ${problem}`);
    });
  });
}
