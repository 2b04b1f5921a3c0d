/** Minimal syntax highlighting for the languages on the page. */
import { make } from "./dom.js";

export type Language = "json" | "markup";

/** The name of a matching group becomes the class of the text. The first alternative that matches applies. */
const grammars: Readonly<Record<Language, RegExp>> = {
  json: /(?<key>"(?:[^"\\]|\\.)*"(?=:))|(?<string>"(?:[^"\\]|\\.)*")|(?<keyword>\b(?:true|false|null)\b|-?\b\d[\d.e+-]*)/g,
  markup:
    /(?<comment><!--[\s\S]*?-->|(?<=^|\s)\/\/.*|\{\/\*.*?\*\/\})|(?<string>"[^"\n]*")|(?<tag><\/?[\w-]+|\/?>(?=\n|$|<))|(?<keyword>\b(?:import|from|export|function|return|const|await)\b)|(?<key>[@:]?[\w-]+(?==["{]))/gm,
};

/** Splits `text` into highlighted pieces. */
export function highlight(text: string, language: Language): DocumentFragment {
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
