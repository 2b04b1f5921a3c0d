/** Checks that everything a host can import has a docstring: each export of an entry, and each public member of it. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { ts } from "../metadata/typed-sources.mjs";
import { root } from "../run.mjs";

/** @type {{ exports: Record<string, string | { default: string }> }} */
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const entries = Object.values(manifest.exports)
  .map((target) => (typeof target === "string" ? target : target.default))
  .filter((target) => target.endsWith(".js") && !target.includes("*"))
  .map((target) => root + target.replace("./dist/", "src/").replace(/\.js$/, ".ts"));
entries.push(`${root}src/locales/register.ts`);

const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config;
const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
const program = ts.createProgram(entries, { ...options, types: ["node"], noEmit: true });
const checker = program.getTypeChecker();

/** Members that the platform or Lit calls and documents. */
const platform =
  /^(?:constructor|(?:connected|disconnected|adopted|connectedMove|formDisabled|formReset|attributeChanged)Callback|(?:will|should|first)?[uU]pdated?|render|formAssociated|shadowRootOptions|styles|properties|name|prototype)$/;

/** @type {Set<string>} */
const faults = new Set();
/** @type {Set<any>} */
const seen = new Set();

/** @param {any} symbol */
const isDocumented = (symbol) => symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags().length > 0;

/** @param {any} symbol @param {string} owner */
function check(symbol, owner) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.declarations?.[0];
  if (!declaration || seen.has(target)) return;
  seen.add(target);
  const file = relative(root, declaration.getSourceFile().fileName);
  if (!file.startsWith("src/")) return;
  const { line } = declaration.getSourceFile().getLineAndCharacterOfPosition(declaration.getStart());
  if (!isDocumented(target)) faults.add(`${file}:${line + 1}: ${owner}${symbol.name} has no docstring`);
  if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return;
  for (const member of declaration.members) {
    const name = member.name?.text;
    const isHidden =
      !name ||
      ts.isPrivateIdentifier(member.name) ||
      platform.test(name) ||
      ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
    const memberSymbol = !isHidden && member.symbol;
    if (!memberSymbol || !member.getSourceFile || ts.getJSDocTags(member).length > 0) continue;
    if (isDocumented(memberSymbol)) continue;
    const at = declaration.getSourceFile().getLineAndCharacterOfPosition(member.getStart());
    faults.add(`${file}:${at.line + 1}: ${target.name}.${name} has no docstring`);
  }
}

for (const entry of entries) {
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module) for (const symbol of checker.getExportsOfModule(module)) check(symbol, "");
}
for (const fault of faults) console.error(fault);
if (faults.size > 0) process.exitCode = 1;
