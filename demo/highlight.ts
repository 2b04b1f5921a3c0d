/** Colours for the few languages on the page: enough to see what is a name and what is a value, and no more. */
import { make } from "./dom.js";

export type Language = "json" | "markup";

/** Each alternative has a name, which is the class that it gets. The first that fits wins. */
const grammars: Readonly<Record<Language, RegExp>> = {
  json: /(?<key>"(?:[^"\\]|\\.)*"(?=:))|(?<string>"(?:[^"\\]|\\.)*")|(?<word>\b(?:true|false|null)\b|-?\b\d[\d.e+-]*)/g,
  markup:
    /(?<comment><!--[\s\S]*?-->|(?<=^|\s)\/\/.*|\{\/\*.*?\*\/\})|(?<string>"[^"\n]*")|(?<tag><\/?[\w-]+|\/?>(?=\n|$|<))|(?<word>\b(?:import|from|export|function|return|const|await)\b)|(?<key>[@:]?[\w-]+(?==["{]))/gm,
};

export function coloured(text: string, language: Language): DocumentFragment {
  const pieces = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(grammars[language])) {
    const [kind = ""] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    pieces.append(text.slice(end, match.index), make("span", kind, match[0]));
    end = match.index + match[0].length;
  }
  pieces.append(text.slice(end));
  return pieces;
}
