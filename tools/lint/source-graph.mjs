/** Reads the exports and imports of every module from its syntax, including type-only imports. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { ts } from "../metadata/typed-sources.mjs";
import { root } from "../run.mjs";

/**
 * @typedef {object} Import
 * @property {string} from the imported module, relative to the repository
 * @property {string} name the exported name; `*` for a whole namespace or a re-export of everything
 *
 * @typedef {object} SourceModule
 * @property {string} file relative to the repository
 * @property {string[]} declares the names that the module declares and exports itself
 * @property {Import[]} imports imports and re-exports from other modules
 */

/** Reads every module below the folders. @param {readonly string[]} folders @returns {Map<string, SourceModule>} */
export function readSourceGraph(folders) {
  const files = execFileSync("git", ["ls-files", "--", ...folders], { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((file) => /\.(?:[jt]s|tsx|mjs)$/.test(file) && !file.endsWith(".d.ts") && existsSync(root + file));
  return new Map(files.map((file) => [file, readModule(file)]));
}

/** @param {string} file @returns {SourceModule} */
function readModule(file) {
  const source = ts.createSourceFile(file, readFileSync(root + file, "utf8"), ts.ScriptTarget.ES2022, true);
  /** @type {SourceModule} */
  const module = { file, declares: [], imports: [] };
  /** Local names of what the module imports. @type {Set<string>} */
  const imported = new Set();

  /** @param {any} specifier */
  const resolve = (specifier) => {
    const text = specifier?.text ?? "";
    if (!text.startsWith(".")) return undefined;
    const path = posix.join(posix.dirname(file), text);
    return [path, path.replace(/\.js$/, ".ts"), path.replace(/\.js$/, ".tsx")].find((name) => existsSync(root + name));
  };
  /** @param {string | undefined} from @param {string[]} names */
  const add = (from, names) => {
    if (from) for (const name of names) module.imports.push({ from, name });
  };

  /** @param {any} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const { importClause: clause } = node;
      const bindings = clause?.namedBindings;
      const names = bindings?.elements?.map((/** @type {any} */ part) => (part.propertyName ?? part.name).text);
      add(resolve(node.moduleSpecifier), names ?? ["*"]);
      for (const part of bindings?.elements ?? []) imported.add(part.name.text);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      const names = node.exportClause?.elements?.map(
        (/** @type {any} */ part) => (part.propertyName ?? part.name).text,
      );
      add(resolve(node.moduleSpecifier), names ?? ["*"]);
    } else if (ts.isExportDeclaration(node)) {
      // An imported name is re-exported, not declared.
      for (const part of node.exportClause.elements)
        if (!imported.has(part.name.text)) module.declares.push(part.name.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(resolve(node.arguments[0]), ["*"]);
    } else if (ts.isImportTypeNode(node)) {
      add(resolve(node.argument.literal), [node.qualifier?.text ?? "*"]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);

  for (const statement of source.statements) {
    if (!statement.modifiers?.some((/** @type {any} */ modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword))
      continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) if (name.text) module.declares.push(name.text);
    } else if (statement.name) module.declares.push(statement.name.text);
  }
  return module;
}
