/** Creates editors' metadata from the manifest: `vscode.html-custom-data.json` (VS Code) and `web-types.json` (JetBrains). */
import { elementsOf, entryOf } from "./manifest.mjs";

/** @typedef {import("./manifest.mjs").Manifest} Manifest */
/** @typedef {import("./manifest.mjs").Named} Named */

/** Returns the string values of a union type. @param {Named} named @returns {string[]} */
export const unionValues = ({ type }) => [...(type?.text ?? "").matchAll(/"([^"]*)"/g)].map(([, value]) => value ?? "");

/** Returns a default value as it is written in markup. @param {Named} named */
export const writtenDefault = ({ default: value }) => value?.replace(/^"(.*)"$/, "$1");

/** @param {Manifest} manifest */
export function htmlCustomData(manifest) {
  return {
    $schema: "https://raw.githubusercontent.com/microsoft/vscode-html-languageservice/main/docs/customData.schema.json",
    version: 1.1,
    tags: elementsOf(manifest).map(({ tagName, description, attributes }) => ({
      name: tagName,
      description,
      attributes: attributes.map((attribute) => {
        const values = unionValues(attribute).map((name) => ({ name }));
        const isFlag = attribute.type?.text === "boolean";
        const about = { name: attribute.name, description: withDefault(attribute) };
        return isFlag ? { ...about, valueSet: "v" } : values.length > 0 ? { ...about, values } : about;
      }),
    })),
  };
}

/** @param {Manifest} manifest @param {{ name: string, version: string }} ofPackage */
export function webTypes(manifest, { name, version }) {
  const cssProperties = new Map(
    elementsOf(manifest).flatMap(({ cssProperties }) => cssProperties.map((one) => [one.name, one])),
  );
  return {
    $schema: "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
    name,
    version,
    "description-markup": "markdown",
    "js-types-syntax": "typescript",
    contributions: {
      html: {
        elements: elementsOf(manifest).map((element) => ({
          name: element.tagName,
          description: element.description,
          source: { module: `${name}/${entryOf(element)}`, symbol: element.name },
          attributes: element.attributes.map((attribute) => ({
            name: attribute.name,
            description: attribute.description,
            ...(attribute.default === undefined ? {} : { default: writtenDefault(attribute) }),
            value: { type: attribute.type?.text ?? "string" },
          })),
          slots: element.slots.map(plain),
          js: {
            properties: element.members
              .filter(({ kind }) => kind === "field")
              .map((member) => ({
                ...plain(member),
                type: member.type?.text,
                ...(member.readonly ? { "read-only": true } : {}),
                ...(member.default === undefined ? {} : { default: member.default }),
              })),
            events: element.events.map((event) => ({ ...plain(event), type: event.type?.text })),
          },
          css: {
            parts: element.cssParts.map(plain),
            "pseudo-classes": element.cssStates.map((state) => ({ ...plain(state), name: `state(${state.name})` })),
          },
        })),
      },
      css: {
        properties: [...cssProperties.values()].map((token) => ({ ...plain(token), default: token.default })),
      },
    },
  };
}

/** @param {Named} named */
const plain = ({ name, description }) => ({ name, description });

/** @param {Named} named */
function withDefault(named) {
  const value = writtenDefault(named);
  return value === undefined || value === "" ? named.description : `${named.description}\n\nDefault: \`${value}\``;
}
