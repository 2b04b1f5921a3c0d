/** Whether markup and stylesheets use what the elements have, by `custom-elements.json`. */
import { readFileSync } from "node:fs";
import { wordsOf } from "../metadata/editors.mjs";
import { elementsOf } from "../metadata/manifest.mjs";
import { root } from "../run.mjs";

/** @typedef {import("./markup.mjs").Tag} Tag */

const elements = elementsOf(JSON.parse(readFileSync(`${root}custom-elements.json`, "utf8")));
const byTag = new Map(
  elements.flatMap((element) => [
    [element.tagName, element],
    [element.name, element],
  ]),
);
const everyElements =
  /^(?:aria-[a-z]+|data-[\w-]+|class|dir|hidden|id|inert|is|part|popover|role|slot|style|tabindex|title|translate)$/;
// Of a framework's template, on any tag.
const templates = /^(?:key|ref|v-[\w:-]+|bind:this|use:.*|let:.*|\{.*)$/;
// Heard on a component as on what it draws.
const ofBrowsers = /^(?:click|focus(?:in|out)?|blur|change|input|submit|(?:key|mouse|pointer)[a-z]+)$/;
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
    const say = (/** @type {string} */ message) => void faults.push({ line: tag.line, message });
    const element = byTag.get(tag.name);
    if (!element && /^(?:ofauth-|OFAuth)/.test(tag.name)) say(`there is no <${tag.name}>`);
    if (element)
      for (const attribute of tag.attributes)
        for (const fault of attributeFaults(element, tag.name, attribute)) say(fault);
    const host = tag.parent && byTag.get(tag.parent.name);
    if (host && !["template", "svelte:fragment"].includes(tag.name)) {
      const slot = valueOf(tag, "slot") ?? "";
      if (!host.slots.some(({ name }) => name === slot))
        say(`<${host.tagName}> has no ${slot ? `slot "${slot}"` : "default slot"}`);
    }
    const target = valueOf(tag, "commandfor");
    if (target === undefined) continue;
    if (!ids.has(target)) say(`commandfor: there is no element with the id "${target}"`);
    const command = valueOf(tag, "command") ?? "";
    if (byTag.has(ids.get(target)?.name ?? "") && !commands.includes(command)) say(`there is no command "${command}"`);
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
  if (everyElements.test(name) || templates.test(name)) return [];
  const { tagName, attributes, members, events } = element;
  const isComponent = written !== tagName;
  // Vue: `@event`, `v-on:event`; Svelte: `on:event`, `onevent`; others: `on-event`.
  const [, event] = /^(?:@|v-on:|on:?)((?:ofauth-)?[a-z][\w-]*)/.exec(name) ?? [];
  if (event?.startsWith("ofauth-") || (isComponent && event && !ofBrowsers.test(event))) {
    const full = event.startsWith("ofauth-") ? event : `ofauth-${event}`;
    return events.some(({ name }) => name === full) ? [] : [`<${written}> tells no "${event}"`];
  }
  if (event) return [];
  const bound = /^(?::|\.|v-bind:|v-model:|bind:)?([^.]+)/.exec(name)?.[1] ?? name;
  const isBound = bound !== name || value?.startsWith("{");
  const attribute = attributes.find((one) => one.name === bound || (isComponent && one.name === kebab(bound)));
  const property = members.find(
    (one) => one.kind === "field" && !one.readonly && (one.name === bound || kebab(one.name) === bound),
  );
  if (!attribute) return (isBound || isComponent) && property ? [] : [`<${tagName}> has no attribute "${bound}"`];
  const words = wordsOf(attribute);
  if (isBound || words.length === 0 || words.includes(value ?? ""))
    return numberFaults(attribute, isBound ? undefined : value);
  return [`<${tagName} ${name}>: "${value}" is none of ${words.join(", ")}`];
}

/** @param {import("../metadata/manifest.mjs").Attribute} attribute @param {string | undefined} value */
function numberFaults({ name, type }, value) {
  const isWrong = value !== undefined && type?.text === "number" && !/^\d+$/.test(value);
  return isWrong ? [`${name}: "${value}" is no number`] : [];
}

/**
 * @param {string} css
 * @param {number} firstLine
 * @returns {{ line: number, message: string }[]}
 */
export function styleFaults(css, firstLine) {
  const bare = css.replaceAll(/\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "));
  /** @type {{ line: number, message: string }[]} */
  const faults = [];
  /** @param {RegExp} pattern @param {(match: RegExpExecArray) => string | undefined} judge */
  const each = (pattern, judge) => {
    for (const match of bare.matchAll(pattern)) {
      const message = judge(match);
      if (message) faults.push({ line: firstLine + bare.slice(0, match.index).split("\n").length - 1, message });
    }
  };
  const has = (
    /** @type {"cssParts" | "cssStates" | "cssProperties"} */ list,
    /** @type {string} */ name,
    /** @type {string | undefined} */ tag,
  ) => elements.some((element) => (!tag || element.tagName === tag) && element[list].some((one) => one.name === name));
  each(/(?<![\w-])--ofauth-[\w-]+/g, ([name]) =>
    has("cssProperties", name, undefined) ? undefined : `there is no token ${name}`,
  );
  each(/(?<![\w-])ofauth-[\w-]+/g, ([name]) => (byTag.has(name) ? undefined : `there is no <${name}>`));
  each(/(ofauth-[\w-]+)?(?:\[[^\]]*\]|:[\w-]+(?:\([^)]*\))?|[.#][\w-]+)*::part\(([^)]*)\)/g, ([, tag, names = ""]) => {
    const missing = names
      .trim()
      .split(/\s+/)
      .filter((name) => !has("cssParts", name, tag));
    return missing.length > 0
      ? `${tag ? `<${tag}>` : "no element"} has no part "${missing.join(" ")}"`.replace(
          "no element has no",
          "no element has a",
        )
      : undefined;
  });
  each(/(ofauth-[\w-]+)?:state\(([^)]*)\)/g, ([, tag, name = ""]) =>
    has("cssStates", name.trim(), tag) ? undefined : `${tag ? `<${tag}>` : "an element"} has no state "${name.trim()}"`,
  );
  if (bare.split("{").length !== bare.split("}").length)
    faults.push({ line: firstLine, message: "braces do not match" });
  return faults;
}
