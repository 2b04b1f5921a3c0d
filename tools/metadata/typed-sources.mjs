/** Reads types and values of the elements with the compiler: the manifest analyzer reads one file at a time and cannot resolve other files. */
import * as analyzer from "@custom-elements-manifest/analyzer";
import { root } from "../run.mjs";

// The analyzer's TypeScript: the version of this package has no compiler API.
/** @type {any} */
export const ts = /** @type {any} */ (analyzer).ts;

/** The public classes, types and events, resolved by the compiler. */
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

  /** Returns the names of all exports of `ofauth-elements/elements.js`, including types. @returns {Set<string>} */
  exportedNames() {
    const module = this.#checker.getSymbolAtLocation(this.#program.getSourceFile(`${root}src/elements.ts`));
    return new Set(this.#checker.getExportsOfModule(module).map((/** @type {any} */ symbol) => symbol.name));
  }

  /**
   * Returns a property's declared type, with the values of every union spelled out, and its initial value.
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
   * Returns the properties that a class inherits from the settings interfaces that it extends, by name.
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
   * Returns the members of an event class's `detail`.
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

  /** Returns the docstring of an exported class. @param {string} className @returns {string} */
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

  /** Returns the text of a literal, or of the literal that a name refers to in any file. @param {any} node @returns {string} */
  #value(node) {
    const isName = ts.isPropertyAccessExpression(node) || ts.isIdentifier(node);
    const declaration = isName && this.#checker.getSymbolAtLocation(node)?.valueDeclaration;
    return (declaration?.initializer ?? node).getText();
  }

  /** @param {any} node @returns {string} */
  #spellOut(node) {
    if (ts.isUnionTypeNode(node)) return node.types.map((/** @type {any} */ part) => this.#spellOut(part)).join(" | ");
    const type = this.#checker.getTypeFromTypeNode(node);
    return isStringUnion(type) ? this.#print(type) : node.getText();
  }

  /** @param {any} type @returns {string} */
  #print(type) {
    if (isStringUnion(type)) return unionMembers(type).join(" | ");
    const { NoTruncation, UseAliasDefinedOutsideCurrentScope } = ts.TypeFormatFlags;
    return this.#checker.typeToString(type, undefined, NoTruncation | UseAliasDefinedOutsideCurrentScope);
  }
}

/** Returns a union's members in the order of its declaration, or sorted: the compiler's order depends on the files that it read before. @param {any} type */
function unionMembers(type) {
  const declared = type.aliasSymbol?.declarations?.[0]?.type;
  const literals = declared && ts.isUnionTypeNode(declared) ? declared.types : [];
  if (literals.length === type.types.length) return literals.map((/** @type {any} */ node) => node.getText());
  return type.types.map((/** @type {any} */ part) => JSON.stringify(part.value)).toSorted();
}

/** Whether a type is a short union of strings. @param {any} type */
const isStringUnion = (type) =>
  type.isUnion() && type.types.length < 12 && type.types.every((/** @type {any} */ part) => part.isStringLiteral());
