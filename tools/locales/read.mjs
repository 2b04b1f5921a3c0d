/** Reads all strings of this package: as the modules export them, and as they register them. */
import { readdirSync, readFileSync } from "node:fs";
import { register } from "tsx/esm/api";
import { root } from "../run.mjs";

/** @typedef {import("./rules.mjs").LocaleStrings} LocaleStrings */

/**
 * @typedef {object} Kind a set of strings that is loaded together
 * @property {string} folder below `src`
 * @property {LocaleStrings} english
 * @property {Readonly<Record<string, LocaleStrings>>} locales exports of the files, by language tag
 * @property {Readonly<Record<string, LocaleStrings>>} registered what the files registered, by language tag
 * @property {readonly string[]} loaded tags of the files that elements load on demand
 */

/** The tags of the files in `folder` that a module of `src/elements` loads on demand, each for its own language. @param {string} file @param {string} folder */
function loadedBy(file, folder) {
  const source = readFileSync(`${root}src/elements/${file}.ts`, "utf8");
  const line = /^ {2}"?([\w-]+)"?: \(\) => import\("\.\.\/\.\.\/(.+)\/([\w-]+)\.js"\),$/gm;
  const found = [...source.matchAll(line)].filter(([, tag, from, name]) => tag === name && from === folder);
  return found.map(([, tag = ""]) => tag);
}

/** @param {string} folder @param {readonly string[]} englishFiles @param {string} loader @returns {Promise<Kind>} */
async function readKind(folder, englishFiles, loader) {
  /** @param {string} path @returns {Promise<Record<string, LocaleStrings>>} */
  const read = (path) => import(`../../src/${path}.ts`);
  const english = await Promise.all(englishFiles.map((name) => read(`elements/${name}`)));
  const tags = readdirSync(`${root}src/${folder}`)
    .filter((name) => name.endsWith(".ts") && name !== "register.ts")
    .map((name) => name.slice(0, -3));
  const modules = await Promise.all(tags.map(async (tag) => [tag, (await read(`${folder}/${tag}`))["words"] ?? {}]));
  const { pageRegistry } = await import("../../src/elements/i18n/localizer.js");
  return {
    folder,
    english: Object.assign({}, ...english.flatMap((module) => Object.values(module))),
    locales: Object.fromEntries(modules),
    registered: Object.fromEntries(pageRegistry.strings?.locales ?? []),
    loaded: loadedBy(loader, folder),
  };
}

/** Reads all sets. As a side effect, the locales are registered. @returns {Promise<Kind[]>} */
export async function readLocales() {
  const unregister = register();
  const parts = ["connect/strings", "connect/strings.lazy", "status/strings", "status/strings.lazy", "list/strings"];
  const kinds = [
    await readKind("locales", parts, "i18n/load-locale"),
    await readKind("locales/import", ["import/strings"], "import/load-locale"),
  ];
  await unregister();
  return kinds;
}
