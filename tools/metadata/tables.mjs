/** Creates the generated Markdown blocks of `docs/`, by the names of their markers. */
import { readFileSync } from "node:fs";
import { tsImport } from "tsx/esm/api";
import { root } from "../run.mjs";
import { writtenDefault } from "./editors.mjs";
import { elementsOf } from "./manifest.mjs";

/** @typedef {import("./manifest.mjs").Manifest} Manifest */
/** @typedef {import("./manifest.mjs").Element} Element */
/** @typedef {import("./manifest.mjs").Named} Named */
/** @typedef {import("./typed-sources.mjs").TypedSources} TypedSources */

/**
 * @param {Manifest} manifest
 * @param {TypedSources} typed
 * @returns {Promise<Record<string, string>>}
 */
export async function blocks(manifest, typed) {
  const elements = elementsOf(manifest);
  return {
    ...Object.fromEntries(elements.map((element) => [element.tagName, elementBlock(element)])),
    tokens: tokenTable(elements),
    events: eventList(elements, typed),
    errors: await errorTable(),
  };
}

/** @param {Element} element */
function elementBlock(element) {
  const { attributes, members, slots, cssParts, cssStates, events } = element;
  const fields = members.filter(({ kind, readonly }) => kind === "field" && !readonly);
  const rows = [
    ...attributes
      .filter(({ fieldName }) => !fields.some(({ name }) => name === fieldName))
      .map((attribute) => [code(attribute.name), "", ...meaning(attribute)]),
    ...fields.map((field) => {
      const attribute = attributes.find(({ fieldName }) => fieldName === field.name);
      const property = attribute?.name === field.name ? "the same" : code(field.name);
      return [attribute ? code(attribute.name) : "", property, ...meaning(attribute ?? field, field)];
    }),
  ];
  const readOnly = members.filter(({ kind, readonly }) => kind === "field" && readonly);
  const methods = members.filter((member) => member.kind === "method" && !member.static);
  const parts = [
    ["Attributes and properties", table(["Attribute", "Property", "Type", "Default", "Meaning"], rows)],
    [
      "Read-only properties",
      table(
        ["Property", "Type", "Meaning"],
        readOnly.map((member) => [code(member.name), code(member.type?.text ?? ""), member.description]),
      ),
    ],
    [
      "Methods",
      table(
        ["Method", "Returns", "What it does"],
        methods.map((method) => [
          code(signature(method)),
          code(method.return?.type.text ?? "void"),
          method.description,
        ]),
      ),
    ],
    ["Events", events.map(({ name }) => `[${code(name)}](events.md#${name})`).join(" · ")],
    [
      "Slots",
      table(
        ["Slot", "What belongs there"],
        slots.map((slot) => [slot.name ? code(slot.name) : "(default)", slot.description]),
      ),
    ],
    ["Parts", named("Part", "What it is", cssParts, (name) => `::part(${name})`)],
    ["CSS states", named("State", "When", cssStates, (name) => `:state(${name})`)],
  ];
  return parts.flatMap(([title, text]) => (text ? [`**${title}**`, text] : [])).join("\n\n");
}

/** @param {Element[]} elements */
function tokenTable(elements) {
  const all = new Map(elements.flatMap(({ cssProperties }) => cssProperties.map((token) => [token.name, token])));
  const rows = [...all.values()].map((token) => [code(token.name), code(token.default ?? ""), token.description]);
  return table(["Token", "Default", "What it is"], rows);
}

/** @param {Element[]} elements @param {TypedSources} typed */
function eventList(elements, typed) {
  const cancelable = cancelableEvents();
  const events = new Map(elements.flatMap(({ events }) => events.map((event) => [event.name, event.type?.text ?? ""])));
  const sections = [...events].map(([name, className]) => {
    const senders = elements.filter(({ events }) => events.some((event) => event.name === name));
    const members = typed
      .detailOf(className)
      .map(({ name, type, optional, description }) => [code(optional ? `${name}?` : name), code(type), description]);
    return [
      `### ${name}`,
      `${typed.commentOf(className)} ${code(className)}${cancelable.has(name) ? ", **cancelable**" : ""}. Of ${senders.map(({ tagName }) => code(`<${tagName}>`)).join(", ")}.`,
      table(["`detail`", "Type", "Meaning"], members),
    ].join("\n\n");
  });
  return sections.join("\n\n");
}

/** Returns the names of the cancelable events, which it reads from the constructors of their classes. */
export function cancelableEvents() {
  const files = ["connect-events", "connect-events.lazy", "connection-events"].map((name) =>
    readFileSync(`${root}src/elements/events/${name}.ts`, "utf8"),
  );
  return new Set(
    files.flatMap((text) => [...text.matchAll(/super\("([\w-]+)", detail, true\)/g)].map(([, name]) => name)),
  );
}

async function errorTable() {
  /** @type {typeof import("../../src/protocol/error-guide.js")} */
  const { errorGuide } = await tsImport("../../src/protocol/error-guide.ts", import.meta.url);
  /** @type {typeof import("../../src/protocol/error-codes.js")} */
  const { errorCodes, isRetryable } = await tsImport("../../src/protocol/error-codes.ts", import.meta.url);
  const rows = errorCodes.map((name) => {
    const { what, todo } = errorGuide[name];
    // The anchor is what the server's log links to.
    return [`<a id="${name}"></a>${code(name)}`, what, todo, isRetryable(name) ? "yes" : ""];
  });
  return table(["`code`", "What happened", "What to do", "`retryable`"], rows);
}

/** @param {import("./manifest.mjs").Member} method */
function signature({ name, parameters = [] }) {
  return `${name}(${parameters.map((one) => (one.optional ? `${one.name}?` : one.name)).join(", ")})`;
}

/** Returns the cells for type, default and meaning. @param {Named} named @param {Named} [described] the source of the description */
function meaning(named, described = named) {
  const given = writtenDefault(named);
  const type = (named.type?.text ?? "string").replace(/ \| undefined$/, "");
  return [code(type), given ? code(given) : "", described.description];
}

/**
 * @param {string} title
 * @param {string} about
 * @param {Named[]} list
 * @param {(name: string) => string} written
 */
const named = (title, about, list, written) =>
  table(
    [title, about],
    list.map(({ name, description }) => [code(written(name)), description]),
  );

/** @param {string} text */
const code = (text) => (text === "" ? "" : `\`${text}\``);

/** Returns an empty string without rows. @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  if (rows.length === 0) return "";
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
