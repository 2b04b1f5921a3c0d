/** Parses the tags of HTML and of templates similar to HTML, in which values may be any expression in braces. */

/** @typedef {{ name: string, value: string | undefined }} MarkupAttribute `value`: undefined if the attribute has none */
/** @typedef {{ name: string, line: number, attributes: MarkupAttribute[], parent: Tag | undefined, text: string, textLine: number }} Tag `text`: content of a script or stylesheet */

const empty = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
// Their text is not markup.
const raw = new Set(["script", "style", "textarea", "title"]);

/**
 * @param {string} source
 * @param {number} [firstLine]
 * @param {{ components?: boolean }} [options] `components`: a framework's template, in which any tag may be self-closing
 * @returns {{ tags: Tag[], faults: { line: number, message: string }[] }}
 */
export function readMarkup(source, firstLine = 1, { components = false } = {}) {
  /** @type {Tag[]} */
  const tags = [];
  /** @type {{ line: number, message: string }[]} */
  const faults = [];
  /** @type {Tag[]} */
  const open = [];
  const lineAt = (/** @type {number} */ at) => firstLine + source.slice(0, at).split("\n").length - 1;
  for (let at = source.indexOf("<"); at >= 0; at = source.indexOf("<", at)) {
    if (source.startsWith("<!--", at)) {
      at = endOf(source, "-->", at);
      continue;
    }
    const [start, slash = "", name = ""] = /^<(\/?)([A-Za-z][\w.:-]*)/.exec(source.slice(at)) ?? [];
    if (start === undefined) {
      at++;
      continue;
    }
    const line = lineAt(at);
    const { attributes, end, closed, selfClosing } = readAttributes(source, at + start.length);
    if (!closed) faults.push({ line, message: `<${name} is never closed with >` });
    at = end;
    if (slash) {
      const opened = open.pop();
      if (opened?.name !== name) {
        faults.push({ line, message: `</${name}> closes ${opened ? `<${opened.name}>` : "nothing"}` });
      }
      continue;
    }
    /** @type {Tag} */
    const tag = { name, line, attributes, parent: open.at(-1), text: "", textLine: lineAt(end) };
    tags.push(tag);
    if (raw.has(name)) {
      const close = source.indexOf(`</${name}`, at);
      tag.text = source.slice(at, close < 0 ? undefined : close);
      at = close < 0 ? source.length : close;
    }
    if (selfClosing && !components && !empty.has(name))
      faults.push({ line, message: `<${name} /> is not self-closing in HTML` });
    if (!empty.has(name) && !selfClosing) open.push(tag);
  }
  for (const { name, line } of open) faults.push({ line, message: `<${name}> is never closed` });
  return { tags, faults };
}

/** @param {string} source @param {number} from */
function readAttributes(source, from) {
  /** @type {MarkupAttribute[]} */
  const attributes = [];
  let at = from;
  for (;;) {
    at += /^[\s/]*/.exec(source.slice(at))?.[0].length ?? 0;
    if (at >= source.length) return { attributes, end: at, closed: false, selfClosing: false };
    if (source[at] === ">") return { attributes, end: at + 1, closed: true, selfClosing: source[at - 1] === "/" };
    if (source[at] === "{") {
      // A spread attribute or a shorthand property.
      at = braceEnd(source, at);
      continue;
    }
    const name = /^[^\s=>{/]+/.exec(source.slice(at))?.[0] ?? source.charAt(at);
    at += name.length;
    if (source[at] !== "=") {
      attributes.push({ name, value: undefined });
      continue;
    }
    at++;
    const quote = source.charAt(at);
    const end =
      quote === '"' || quote === "'"
        ? endOf(source, quote, at + 1)
        : quote === "{"
          ? braceEnd(source, at)
          : at + (/^[^\s>]*/.exec(source.slice(at))?.[0].length ?? 0);
    const value = source.slice(at, end);
    attributes.push({ name, value: quote === '"' || quote === "'" ? value.slice(1, -1) : value });
    at = end;
  }
}

/** @param {string} source @param {string} what @param {number} from */
function endOf(source, what, from) {
  const found = source.indexOf(what, from);
  return found < 0 ? source.length : found + what.length;
}

/** @param {string} source @param {number} from */
function braceEnd(source, from) {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    depth += source[at] === "{" ? 1 : source[at] === "}" ? -1 : 0;
    if (depth === 0) return at + 1;
  }
  return source.length;
}
