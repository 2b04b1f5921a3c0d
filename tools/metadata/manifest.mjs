/** Creates `custom-elements.json` from the analyzer's output: completes it, removes non-public members and uses the published paths. */
import { readFileSync } from "node:fs";
import * as analyzer from "@custom-elements-manifest/analyzer";
// @ts-expect-error -- has no declarations
import { litPlugin } from "@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js";
import { tsImport } from "tsx/esm/api";
import { root } from "../run.mjs";
import { tokensOf } from "./tokens.mjs";
import { ts } from "./typed-sources.mjs";

// The schema's own types, https://github.com/webcomponents/custom-elements-manifest, leave open what is always here.
/** @typedef {{ name: string, description: string, default?: string, type?: { text: string } }} Named */
/** @typedef {Named & { fieldName?: string }} Attribute */
/** @typedef {Named & { optional?: boolean }} Parameter */
/** @typedef {Named & { kind: "field" | "method", static?: boolean, readonly?: boolean, privacy?: string, attribute?: string, parameters?: Parameter[], return?: { type: { text: string } } }} Member */
/** @typedef {"slots" | "cssParts" | "cssStates" | "cssProperties" | "events"} List */
/** @typedef {{ kind: string, name: string, tagName: string, description: string, customElement?: boolean, superclass?: object, attributes: Attribute[], members: Member[] } & Record<List, Named[]>} Element */
/** @typedef {{ kind: string, path: string, declarations: Element[], exports: object[] }} Module */
/** @typedef {{ schemaVersion: string, readme: string, modules: Module[] }} Manifest */
/** @typedef {import("./typed-sources.mjs").TypedSources} TypedSources */

/** @typedef {Partial<Element> & { name: string }} Found */
/** @type {{ create: (what: { modules: object[], plugins: object[] }) => { modules: { path: string, declarations: Found[] }[] } }} */
const { create } = /** @type {any} */ (analyzer);

// Members that Lit and the browser call, not a page.
const platformMembers =
  /^(?:(?:connectedMove|adopted|formDisabled|formReset)Callback|formAssociated|shadowRootOptions)$/;

/** The element classes, whose `properties` have Lit's declarations. @type {Record<string, { properties: Record<string, import("lit").PropertyDeclaration & { default?: unknown }> }>} */
const classes = await tsImport("../../src/elements.ts", import.meta.url);

/** The file that declares each element's class. @type {Readonly<Record<string, string>>} */
export const elementFiles = {
  "ofauth-connect": "src/elements/connect/element.ts",
  "ofauth-connection-status": "src/elements/status/element.ts",
  "ofauth-connections": "src/elements/list/element.ts",
  "ofauth-import": "src/elements/import/element.ts",
};

/** Files of base classes whose members are public. */
const baseClassFiles = ["src/elements/connect/form-element.ts"];

/**
 * @param {TypedSources} typed
 * @returns {Manifest}
 */
export function makeManifest(typed) {
  const files = [...Object.values(elementFiles), ...baseClassFiles];
  const modules = files.map((file) =>
    ts.createSourceFile(file, readFileSync(root + file, "utf8"), ts.ScriptTarget.ES2022, true),
  );
  const elements = create({ modules, plugins: litPlugin() }).modules.flatMap(({ path, declarations }) =>
    declarations
      .filter(({ name }) => name in classes)
      .map((element) => completed(withSettings(element, path, typed), path, typed)),
  );
  return { schemaVersion: "2.1.0", readme: "README.md", modules: elements.flatMap(modulesOf) };
}

/** Returns every element of a manifest. @param {Manifest} manifest @returns {Element[]} */
export const elementsOf = ({ modules }) => modules.flatMap(({ declarations }) => declarations);

/** Returns the module that registers an element, in the package's root. @param {{ tagName: string }} element */
export const entryOf = ({ tagName }) => `${tagName.replace("ofauth-", "")}.js`;

/** Returns the modules that declare and register an element. @param {Element} element @returns {Module[]} */
function modulesOf(element) {
  const { name, tagName } = element;
  const path = (elementFiles[tagName] ?? "").replace(/^src\/(.*)\.ts$/, "dist/$1.js");
  const declaration = { name, module: path };
  const exported = { kind: "js", name, declaration };
  const registered = { kind: "custom-element-definition", name: tagName, declaration };
  return [
    { kind: "javascript-module", path, declarations: [element], exports: [exported] },
    { kind: "javascript-module", path: `dist/${entryOf(element)}`, declarations: [], exports: [exported, registered] },
  ];
}

/**
 * Adds the shared settings, which the analyzer does not find: their types and descriptions are those of the interfaces that
 * the class extends, their attributes and defaults are in its `properties`.
 * @param {Found} found
 * @param {string} file
 * @param {TypedSources} typed
 * @returns {Found}
 */
function withSettings(found, file, typed) {
  const settings = typed.settings(file, found.name);
  const { members = [], attributes = [] } = found;
  /** @type {Member[]} */
  const fields = [];
  /** @type {Attribute[]} */
  const shared = [];
  for (const [name, declaration] of Object.entries(classes[found.name]?.properties ?? {})) {
    const own = members.find((member) => member.name === name);
    const ownAttribute = attributes.find(({ fieldName }) => fieldName === name);
    const setting = settings.get(name);
    const { attribute = name, reflect, default: value } = declaration;
    // The analyzer does not connect an inherited property with its attribute.
    const inherited = own &&
      "inheritedFrom" in own && { attribute: String(attribute), ...(reflect && { reflects: true }) };
    if (own) fields.push({ ...own, ...inherited });
    if (ownAttribute) shared.push(ownAttribute);
    if (inherited) shared.push({ name: inherited.attribute, description: own.description, fieldName: name });
    if (own || !setting) continue;
    const { description, type } = setting;
    const about = { description, ...(value === undefined ? {} : { default: JSON.stringify(value) }) };
    const reflects = reflect ? { reflects: true } : {};
    const attributeName = attribute === false ? {} : { attribute: String(attribute) };
    fields.push({ kind: "field", name, type: { text: type }, ...about, ...attributeName, ...reflects });
    if (attribute !== false) shared.push({ name: String(attribute), ...about, fieldName: name });
  }
  const others = members.filter(({ name }) => !fields.some((field) => field.name === name));
  const statics = others.filter((member) => member.static);
  return {
    ...found,
    members: [...statics, ...fields, ...others.filter((member) => !member.static)],
    attributes: [...attributes.filter((attribute) => !shared.includes(attribute)), ...shared],
  };
}

/**
 * @param {Found} found
 * @param {string} file
 * @param {TypedSources} typed
 * @returns {Element}
 */
function completed(found, file, typed) {
  const tagName = Object.keys(elementFiles).find((tag) => elementFiles[tag] === file) ?? "";
  const members = (found.members ?? [])
    .filter(({ name, privacy = "public" }) => privacy === "public" && !platformMembers.test(name))
    .map((member) => (member.kind === "method" ? method(member) : field(member, found.name, file, typed)));
  return {
    kind: "class",
    name: found.name,
    tagName,
    customElement: true,
    superclass: { name: "LitElement", package: "lit" },
    description: found.description ?? "",
    attributes: (found.attributes ?? []).map((attribute) => completedAttribute(attribute, members)),
    members,
    // The analyzer lists every `dispatchEvent(new …)` as an event; public events have a name in the class's docstring.
    events: (found.events ?? []).filter(({ name }) => name),
    slots: found.slots ?? [],
    cssParts: found.cssParts ?? [],
    cssStates: found.cssStates ?? [],
    cssProperties: tokensOf(tagName),
  };
}

/**
 * @param {Attribute} attribute
 * @param {Member[]} members
 * @returns {Attribute}
 */
function completedAttribute(attribute, members) {
  const property = members.find(({ name }) => name === attribute.fieldName);
  if (!property) return attribute;
  const { default: _, ...rest } = attribute;
  // A missing attribute corresponds to undefined or null of the property.
  const text = property.type?.text.replace(/ \| (?:undefined|null)\b/g, "") ?? "string";
  return { ...rest, type: { text }, ...(property.default === undefined ? {} : { default: property.default }) };
}

/** @param {Member} member @returns {Member} */
function method(member) {
  if (!member.parameters) return member;
  const parameters = member.parameters.map((parameter) => {
    if (parameter.default === undefined) return parameter;
    // A destructured parameter has no name.
    const name = parameter.name.startsWith("{") ? "options" : parameter.name;
    return { ...parameter, name, type: parameter.type ?? { text: "string" }, optional: true };
  });
  return { ...member, parameters };
}

/**
 * @param {Member} member
 * @param {string} className
 * @param {string} file
 * @param {TypedSources} typed
 * @returns {Member}
 */
function field(member, className, file, typed) {
  const known = typed.property(file, className, member.name) ?? {
    type: member.type?.text ?? "unknown",
    default: member.default,
  };
  const { default: _, privacy: __, ...rest } = member;
  // A page cannot write null as a default.
  const given = known.default === "null" ? undefined : known.default;
  return { ...rest, type: { text: known.type }, ...(given === undefined ? {} : { default: given }) };
}
