/**
 * Languages that are none: English, with other letters. Whatever was left in English, is cut off, or runs the wrong way, shows.
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

/** `alphabet`: a letter for each of English. Placeholders stay as they are. */
const respell = (text: string, alphabet: string): string =>
  text.replaceAll(/\{\w+\}|[a-z]/gi, (found) => {
    const letter = alphabet[letters.indexOf(found.toLowerCase())];
    if (letter === undefined) return found;
    return found === found.toLowerCase() ? letter : letter.toUpperCase();
  });

/** Two fifths longer, as the longest of the real ones are, in brackets. */
const long = (text: string): string => {
  const more = "øñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ".repeat(3).slice(0, Math.ceil(text.length * 0.4));
  return `[${respell(text, "åƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýž")} ${more.trim()}]`;
};

const rightToLeft = (text: string): string => `[${respell(text, "ابتثجحخدذرزسشصضطظعغفقكلمنه")}]`;

/** The languages by their tags: the private ones of those that test with them. */
export const pseudoLocales = { "en-XA": long, "ar-XB": rightToLeft } as const;

export type PseudoLocale = keyof typeof pseudoLocales;

/** Makes both known to all elements of the page. */
export function registerPseudoLocales(): void {
  for (const [lang, say] of Object.entries(pseudoLocales)) {
    for (const words of [english, importStrings]) {
      const said = Object.fromEntries(Object.entries(words).map(([key, text]) => [key, wordIn(lang, text, say)]));
      addLocale(lang, said as unknown as LocaleWords | ImportLocaleWords);
    }
  }
}

/** Sentences with a number get a form for each kind of number of the language. */
function wordIn(lang: string, text: string, say: (text: string) => string) {
  if (!text.startsWith("{count} ")) return say(text);
  const kinds = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
  return Object.fromEntries(kinds.map((kind) => [kind, say(text)]));
}

/** What is no word of ours: names, times, codes, and the address of the hosted page. */
const data = "bdi, time, code, .origin, [part=avatar], style";
const names = /@\w+|\b(auth_id|sess|fp)\b/g;

const spoken = ["aria-label", "aria-description", "aria-roledescription", "title", "alt", "placeholder"];

/** `root`, and every shadow root in it. */
export const rootsOf = (root: ParentNode): ParentNode[] => [
  root,
  ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? rootsOf(shadowRoot) : [])),
];

/** Texts of ours in `root` that users see, or that a screen reader reads, and that are in English. */
export const leftInEnglish = (root: ParentNode): string[] =>
  rootsOf(root)
    .flatMap(textsOf)
    .filter((text) => /[a-z]/i.test(text.replaceAll(names, "")))
    .map((text) => text.trim());

/** Elements in `root`, without those in its shadow roots, that overflow the screen sideways. */
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
  const attributes = ours.flatMap((element) => spoken.map((name) => element.getAttribute(name) ?? ""));
  return [...texts, ...attributes, ...ours.map(({ ariaLabel }) => ariaLabel ?? "")];
}

/** Words of ours that do not fit into what they stand in, and are cut off there. */
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
