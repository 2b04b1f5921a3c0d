/**
 * Pseudo-locales: English spelled with other letters, to find text that is untranslated, cut off or in the wrong
 * direction.
 */
import { badgeStrings } from "../../src/elements/status/strings.js";
import { flowStrings } from "../../src/elements/connect/strings.lazy.js";
import { importStrings } from "../../src/elements/import/strings.js";
import { listStrings } from "../../src/elements/list/strings.js";
import { statusStrings } from "../../src/elements/status/strings.lazy.js";
import { buttonStrings } from "../../src/elements/connect/strings.js";
import { addLocale, type ImportLocaleWords, type LocaleWords } from "../../src/locales/register.js";

const english = { ...buttonStrings, ...flowStrings, ...badgeStrings, ...statusStrings, ...listStrings };

const letters = "abcdefghijklmnopqrstuvwxyz";

/** Replaces each English letter by that of `alphabet` at its index. Placeholders are kept. */
const respell = (text: string, alphabet: string): string =>
  text.replaceAll(/\{\w+\}|[a-z]/gi, (found) => {
    const letter = alphabet[letters.indexOf(found.toLowerCase())];
    if (letter === undefined) return found;
    return found === found.toLowerCase() ? letter : letter.toUpperCase();
  });

/** 40 % longer, like the longest real translations, in brackets. */
const long = (text: string): string => {
  const more = "øñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ".repeat(3).slice(0, Math.ceil(text.length * 0.4));
  return `[${respell(text, "åƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýž")} ${more.trim()}]`;
};

const rightToLeft = (text: string): string => `[${respell(text, "ابتثجحخدذرزسشصضطظعغفقكلمنه")}]`;

/** Pseudo-locales by language tag; XA and XB are the usual private regions for tests. */
export const pseudoLocales = { "en-XA": long, "ar-XB": rightToLeft } as const;

export type PseudoLocale = keyof typeof pseudoLocales;

/** Registers both pseudo-locales for all elements of the page. */
export function registerPseudoLocales(): void {
  for (const [lang, translate] of Object.entries(pseudoLocales)) {
    for (const strings of [english, importStrings]) {
      const translated = Object.fromEntries(
        Object.entries(strings).map(([key, text]) => [key, translateString(lang, text, translate)]),
      );
      addLocale(lang, translated as unknown as LocaleWords | ImportLocaleWords);
    }
  }
}

/** Translates a string; one with a count gets a form for each plural category of the language. */
function translateString(lang: string, text: string, translate: (text: string) => string) {
  if (!text.startsWith("{count} ")) return translate(text);
  const categories = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
  return Object.fromEntries(categories.map((category) => [category, translate(text)]));
}

/** Selects what is not a string of the package: names, times, codes, and the host of the hosted page. */
const data = "bdi, time, code, .origin, [part=avatar], style";
const names = /@\w+|\b(auth_id|sess|fp)\b/g;

const textAttributes = ["aria-label", "aria-description", "aria-roledescription", "title", "alt", "placeholder"];

/** Returns `root` and every shadow root in it. */
export const rootsOf = (root: ParentNode): ParentNode[] => [
  root,
  ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? rootsOf(shadowRoot) : [])),
];

/** Returns the texts of the package in `root`, visible or for screen readers, that are in English. */
export const leftInEnglish = (root: ParentNode): string[] =>
  rootsOf(root)
    .flatMap(textsOf)
    .filter((text) => /[a-z]/i.test(text.replaceAll(names, "")))
    .map((text) => text.trim());

/** Returns the elements in `root`, without those in its shadow roots, that overflow the screen horizontally. */
export const overflowing = (root: ParentNode): string[] =>
  [document.documentElement, ...root.querySelectorAll<HTMLElement>("*:not(.unseen)")]
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < 0 || right > innerWidth + 0.5);
    })
    .map(({ localName, part }) => `${localName} ${part.value}`);

function textsOf(root: ParentNode): string[] {
  const ours = [...root.querySelectorAll<HTMLElement>("*")].filter((element) => !element.closest(data));
  const nodes = [root, ...ours].flatMap((parent) => [...(parent as Node).childNodes]);
  const texts = nodes.filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ nodeValue }) => nodeValue ?? "");
  const attributes = ours.flatMap((element) => textAttributes.map((name) => element.getAttribute(name) ?? ""));
  return [...texts, ...attributes, ...ours.map(({ ariaLabel }) => ariaLabel ?? "")];
}

/** Returns the elements whose text does not fit and is cut off. */
export const cutOff = (root: ParentNode): string[] =>
  rootsOf(root)
    .flatMap((each) => [...each.querySelectorAll<HTMLElement>("*:not(.unseen)")])
    .filter((element) => !element.closest(`${data}, .unseen, select, textarea, input`))
    .filter((element) => {
      const { overflowX, display } = getComputedStyle(element);
      const clips = overflowX !== "visible" && overflowX !== "auto" && overflowX !== "scroll";
      return clips && !display.startsWith("inline") && element.scrollWidth > element.clientWidth + 1;
    })
    .map(({ localName, part, textContent }) => `${localName} ${part.value}: ${textContent.trim()}`);
