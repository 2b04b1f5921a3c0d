/** What is wrong with any of the words of this package, or with how they are found. */
import { languages } from "./languages.mjs";
import { problemsOf } from "./rules.mjs";

/** @param {readonly import("./read.mjs").Kind[]} kinds each stands beside the first @returns {string[]} */
export function problemsOfAll(kinds) {
  return kinds.flatMap(({ folder, english, locales, registered, loaded }, index) => {
    const first = index === 0 ? {} : kinds[0]?.locales;
    const tags = new Set([...Object.keys(languages), ...Object.keys(locales), ...loaded]);
    return [...tags].flatMap((tag) => {
      const words = locales[tag];
      if (!words) return [`${folder}/${tag}: there is no such file`];
      const isOwn = Object.entries(words).every(([key, word]) => registered[tag]?.[key] === word);
      const problems = [
        ...problemsOf(tag, english, words, first?.[tag]),
        ...(isOwn ? [] : ["are not registered for this language"]),
        ...(loaded.includes(tag) ? [] : ["are not loaded by the elements that need them"]),
      ];
      return problems.map((problem) => `${folder}/${tag}: ${problem}`);
    });
  });
}
