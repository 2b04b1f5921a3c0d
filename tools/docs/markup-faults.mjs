/** Checks that the tags, attributes, slots, events and commands in pages and templates exist. */
import { unionValues } from "../metadata/editors.mjs";
import { byTag } from "./described.mjs";

/** @typedef {import("./markup.mjs").Tag} Tag */

const globalAttributes =
  /^(?:aria-[a-z]+|data-[\w-]+|class|dir|hidden|id|inert|is|part|popover|role|slot|style|tabindex|title|translate)$/;
// Attributes of a framework's template, on any tag.
const templateAttributes = /^(?:key|ref|v-[\w:-]+|bind:this|use:.*|let:.*|\{.*)$/;
// Events of browsers, which a component passes on from the element that it renders.
const browserEvents = /^(?:click|focus(?:in|out)?|blur|change|input|submit|(?:key|mouse|pointer)[a-z]+)$/;
const commands = ["--open", "--close"];

const kebab = (/** @type {string} */ name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * @param {Tag[]} tags
 * @returns {{ line: number, message: string }[]}
 */
export function markupFaults(tags) {
  /** @type {{ line: number, message: string }[]} */
  const faults = [];
  const ids = new Map(tags.flatMap((tag) => (valueOf(tag, "id") === undefined ? [] : [[valueOf(tag, "id"), tag]])));
  for (const tag of tags) {
    const report = (/** @type {string} */ message) => void faults.push({ line: tag.line, message });
    const element = byTag.get(tag.name);
    if (!element && /^(?:ofauth-|OFAuth)/.test(tag.name)) report(`<${tag.name}> does not exist`);
    if (element) tag.attributes.flatMap((attribute) => attributeFaults(element, tag.name, attribute)).forEach(report);
    const host = tag.parent && byTag.get(tag.parent.name);
    if (host && !["template", "svelte:fragment"].includes(tag.name)) {
      const slot = valueOf(tag, "slot") ?? "";
      if (!host.slots.some(({ name }) => name === slot))
        report(`<${host.tagName}> has no ${slot ? `slot "${slot}"` : "default slot"}`);
    }
    const target = valueOf(tag, "commandfor");
    if (target === undefined) continue;
    if (!ids.has(target)) report(`commandfor: no element with the id "${target}" exists`);
    const command = valueOf(tag, "command") ?? "";
    if (byTag.has(ids.get(target)?.name ?? "") && !commands.includes(command))
      report(`the command "${command}" does not exist`);
  }
  return faults;
}

/** @param {Tag} tag @param {string} name */
export const valueOf = (tag, name) => tag.attributes.find((attribute) => attribute.name === name)?.value;

/**
 * @param {import("../metadata/manifest.mjs").Element} element
 * @param {string} written
 * @param {import("./markup.mjs").MarkupAttribute} attribute
 * @returns {string[]}
 */
function attributeFaults(element, written, { name, value }) {
  if (globalAttributes.test(name) || templateAttributes.test(name)) return [];
  const { tagName, attributes, members, events } = element;
  const isComponent = written !== tagName;
  // Vue: `@event`, `v-on:event`; Svelte: `on:event`, `onevent`; Angular: `(event)`.
  const [, event] = /^(?:@|v-on:|on:?|\()([a-z][\w-]*)/.exec(name) ?? [];
  if (event?.startsWith("ofauth-") || (isComponent && event && !browserEvents.test(event))) {
    const full = event.startsWith("ofauth-") ? event : `ofauth-${event}`;
    return events.some(({ name }) => name === full) ? [] : [`<${written}> has no event "${event}"`];
  }
  if (event) return [];
  const bound = /^(?::|\.|v-bind:|v-model:|bind:|\[)?([^.\]]+)/.exec(name)?.[1] ?? name;
  const isBound = bound !== name || value?.startsWith("{");
  const attribute = attributes.find((one) => one.name === bound || (isComponent && one.name === kebab(bound)));
  const property = members.find(
    (one) => one.kind === "field" && !one.readonly && (one.name === bound || kebab(one.name) === bound),
  );
  if (!attribute) return (isBound || isComponent) && property ? [] : [`<${tagName}> has no attribute "${bound}"`];
  const values = unionValues(attribute);
  if (isBound || values.length === 0 || values.includes(value ?? ""))
    return numberFaults(attribute, isBound ? undefined : value);
  return [`<${tagName} ${name}>: "${value}" is not one of ${values.join(", ")}`];
}

/** @param {import("../metadata/manifest.mjs").Attribute} attribute @param {string | undefined} value */
function numberFaults({ name, type }, value) {
  const isWrong = value !== undefined && type?.text === "number" && !/^\d+$/.test(value);
  return isWrong ? [`${name}: "${value}" is not a number`] : [];
}
