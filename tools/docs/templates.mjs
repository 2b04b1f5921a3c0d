/** Checks the markup of HTML pages and of Vue and Svelte components, and extracts their scripts. */
import { compileScript, parse } from "vue/compiler-sfc";
import { markupFaults, valueOf } from "./markup-faults.mjs";
import { readMarkup } from "./markup.mjs";
import { styleFaults } from "./style-faults.mjs";

/** @typedef {import("./blocks.mjs").Block} Block */
/** @typedef {import("./compile.mjs").Snippet} Snippet */
/** @typedef {{ faults: { line: number, message: string }[], scripts: Snippet[] }} Found */

/** @param {Block} block @returns {Found} */
export function readTemplate(block) {
  const { tags, faults } = readMarkup(block.text, block.line, { components: block.language !== "html" });
  const styles = tags.filter(({ name }) => name === "style");
  return {
    faults: [
      ...faults,
      ...markupFaults(tags),
      ...styles.flatMap(({ text, textLine }) => styleFaults(text, textLine)),
      ...(block.language === "vue" ? vueFaults(block) : []),
    ],
    scripts: tags
      .filter((tag) => tag.name === "script" && isCode(tag) && tag.text.trim())
      .map((tag) => ({
        file: block.file,
        line: tag.textLine,
        // Scripts of a page are checked as strictly as TypeScript, as an editor does.
        language: "ts",
        text: block.language === "html" ? withFoundElements(tag.text, tags) : tag.text,
        also: block.language === "html" ? idsAsNames(tags) : "",
      })),
  };
}

/** @param {import("./markup.mjs").Tag} tag */
const isCode = (tag) => /^(?:|module|text\/javascript)$/.test(valueOf(tag, "type") ?? "");

/** Declares a page's ids as globals, as a browser does, and imports the types of the elements, as its script tag does. */
function idsAsNames(/** @type {import("./markup.mjs").Tag[]} */ tags) {
  const names = tags.flatMap((tag) => {
    const id = valueOf(tag, "id");
    return id && /^[A-Za-z_$][\w$]*$/.test(id) ? [`declare const ${id}: HTMLElementTagNameMap["${tag.name}"];`] : [];
  });
  return `import "ofauth-elements"; import "ofauth-elements/import.js"; ${names.join(" ")}`;
}

/**
 * Types the lookups of a script that match an element of the page. Other lookups may be null, so that their use is an error.
 * @param {string} script
 * @param {import("./markup.mjs").Tag[]} tags
 */
function withFoundElements(script, tags) {
  return script.replaceAll(
    /document\.(?:querySelector\(["'](#?)([\w-]+)["']\)|getElementById\(["']([\w-]+)["']\))/g,
    (written, /** @type {string} */ hash, /** @type {string} */ name, /** @type {string} */ id) => {
      const isId = id !== undefined || hash === "#";
      const found = tags.find((tag) => (isId ? valueOf(tag, "id") : tag.name) === (id ?? name));
      return found ? `(null! as HTMLElementTagNameMap["${found.name}"])` : written;
    },
  );
}

/** @param {Block} block */
function vueFaults({ text, line, file }) {
  const { descriptor, errors } = parse(text, { filename: file });
  const faults = errors.map((error) => {
    const at = "loc" in error && error.loc ? error.loc.start.line - 1 : 0;
    return { line: line + at, message: error.message };
  });
  if (errors.length > 0 || !(descriptor.script ?? descriptor.scriptSetup)) return faults;
  try {
    compileScript(descriptor, { id: "snippet", inlineTemplate: true });
  } catch (error) {
    faults.push({ line, message: /** @type {Error} */ (error).message.split("\n")[0] ?? "" });
  }
  return faults;
}
