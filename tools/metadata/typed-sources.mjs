/** What the compiler knows of the elements, and the analyzer, which reads one file at a time, does not: types and values of other files. */
import * as analyzer from "@custom-elements-manifest/analyzer";
import { root } from "../run.mjs";

// The analyzer's own TypeScript: that of this package has no such API.
/** @type {any} */
export const ts = /** @type {any} */ (analyzer).ts;

/** The class names, types and events that a page can import. */
export class TypedSources {
  #checker;
  #program;

  constructor() {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config,
      { ...ts.sys, readDirectory: () => [] },
      root,
    );
    this.#program = ts.createProgram([`${root}src/elements.ts`], { ...options, types: [] });
    this.#checker = this.#program.getTypeChecker();
  }

  /** Everything that `ofauth-elements/elements.js` exports, types included. @returns {Set<string>} */
  exportedNames() {
    const module = this.#checker.getSymbolAtLocation(this.#program.getSourceFile(`${root}src/elements.ts`));
    return new Set(this.#checker.getExportsOfModule(module).map((/** @type {any} */ symbol) => symbol.name));
  }

  /**
   * A property as its class declares it: its type with the words of every union spelled out, and the value that it begins with.
   * @param {string} file
   * @param {string} className
   * @param {string} name
   * @returns {{ type: string, default: string | undefined } | undefined}
   */
  property(file, className, name) {
    const source = this.#program.getSourceFile(root + file);
    const declaration = source.statements.find(
      (/** @type {any} */ node) => ts.isClassDeclaration(node) && node.name.text === className,
    );
    const member = declaration.members.find(
      (/** @type {any} */ node) => node.name?.text === name && !ts.isMethodDeclaration(node),
    );
    if (!member) return undefined;
    const value = member.initializer && this.#value(member.initializer);
    const type = member.type ? this.#spellOut(member.type) : this.#print(this.#checker.getTypeAtLocation(member));
    return { type, default: value };
  }

  /**
   * Properties that a class has from the settings interfaces that it extends, by name.
   * @param {string} file
   * @param {string} className
   * @returns {Map<string, { type: string, description: string }>}
   */
  settings(file, className) {
    const module = this.#checker.getSymbolAtLocation(this.#program.getSourceFile(root + file));
    const symbol = this.#checker.tryGetMemberInModuleExports(className, module);
    const properties = this.#checker.getPropertiesOfType(this.#checker.getDeclaredTypeOfSymbol(symbol));
    return new Map(
      properties.flatMap((/** @type {any} */ property) => {
        const [declaration] = property.declarations;
        if (!declaration.getSourceFile().fileName.endsWith("settings.ts")) return [];
        const description = ts.displayPartsToString(property.getDocumentationComment(this.#checker));
        return [[property.name, { type: this.#spellOut(declaration.type), description }]];
      }),
    );
  }

  /**
   * The `detail` of an event class, member by member.
   * @param {string} className
   * @returns {{ name: string, type: string, optional: boolean, description: string }[]}
   */
  detailOf(className) {
    const symbol = this.#exported(className);
    const detail = this.#checker.getDeclaredTypeOfSymbol(symbol).getProperty("detail");
    const at = symbol.declarations[0];
    const members = this.#checker.getPropertiesOfType(this.#checker.getTypeOfSymbolAtLocation(detail, at));
    return members.map((/** @type {any} */ member) => {
      const type = this.#checker.getTypeOfSymbolAtLocation(member, at);
      const optional = (member.flags & ts.SymbolFlags.Optional) !== 0;
      const description = ts.displayPartsToString(member.getDocumentationComment(this.#checker));
      return { name: member.name, type: this.#print(type), optional, description };
    });
  }

  /** The comment over an exported class. @param {string} className @returns {string} */
  commentOf(className) {
    return ts.displayPartsToString(this.#exported(className).getDocumentationComment(this.#checker));
  }

  /** @param {string} className */
  #exported(className) {
    const module = this.#checker.getSymbolAtLocation(this.#program.getSourceFile(`${root}src/elements.ts`));
    const symbol = this.#checker.tryGetMemberInModuleExports(className, module);
    if (!symbol) throw new Error(`${className} is not exported`);
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  /** A literal as it is; a name's own literal, wherever it was declared. @param {any} node @returns {string} */
  #value(node) {
    const isName = ts.isPropertyAccessExpression(node) || ts.isIdentifier(node);
    const declaration = isName && this.#checker.getSymbolAtLocation(node)?.valueDeclaration;
    return (declaration?.initializer ?? node).getText();
  }

  /** @param {any} node @returns {string} */
  #spellOut(node) {
    if (ts.isUnionTypeNode(node)) return node.types.map((/** @type {any} */ part) => this.#spellOut(part)).join(" | ");
    const type = this.#checker.getTypeFromTypeNode(node);
    return isWords(type) ? this.#print(type) : node.getText();
  }

  /** @param {any} type @returns {string} */
  #print(type) {
    if (isWords(type)) return wordsIn(type).join(" | ");
    const { NoTruncation, UseAliasDefinedOutsideCurrentScope } = ts.TypeFormatFlags;
    return this.#checker.typeToString(type, undefined, NoTruncation | UseAliasDefinedOutsideCurrentScope);
  }
}

/** In the order of the declaration; else by the alphabet, because the compiler's own order changes with what it has read before. @param {any} type */
function wordsIn(type) {
  const declared = type.aliasSymbol?.declarations?.[0]?.type;
  const literals = declared && ts.isUnionTypeNode(declared) ? declared.types : [];
  if (literals.length === type.types.length) return literals.map((/** @type {any} */ node) => node.getText());
  return type.types.map((/** @type {any} */ part) => JSON.stringify(part.value)).toSorted();
}

/** A union of words that can be read at a glance. @param {any} type */
const isWords = (type) =>
  type.isUnion() && type.types.length < 12 && type.types.every((/** @type {any} */ part) => part.isStringLiteral());
