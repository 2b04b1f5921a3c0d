/** Code for the selected options: the tag in HTML, and the components of React and Vue. */
import type { Attribute, TagKind } from "./tags.js";

export interface SnippetOptions {
  readonly kind: TagKind;
  readonly attributes: readonly Attribute[];
  /** Whether the page reads the callback itself (`callback="manual"`). */
  readonly isManual: boolean;
}

const quote = (value: string): string => `"${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

/** Joins attributes on one line, or one per line when they are long. */
function formatAttributes(list: readonly string[], indent: string): string {
  const line = list.map((attribute) => ` ${attribute}`).join("");
  return line.length <= 48 ? line : `${list.map((attribute) => `\n${indent}  ${attribute}`).join("")}\n${indent}`;
}

const asMarkup = (list: readonly Attribute[]): string[] =>
  list.map(([name, value]) => (value === true ? name : `${name}=${quote(value)}`));

function html({ kind, attributes, isManual }: SnippetOptions): string {
  const { tag, entry, constant, event, shows } = kind;
  const manualCall = isManual
    ? `\n  // When the page loads again after a redirect:\n  await ${constant}.handleCallback();`
    : "";
  return `<${tag}${formatAttributes(asMarkup(attributes), "")}></${tag}>

<script type="module">
  import "${entry}";

  const ${constant} = document.querySelector("${tag}");
  ${constant}.addEventListener("${event}", ({ detail }) => {
    console.log(${shows});
  });${manualCall}
</script>`;
}

/** Converts an attribute or event to the name of a prop: `pageSize`, `onSuccess`. */
const camel = (name: string): string => name.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
const numbers = new Set(["refresh", "page-size"]);
const eventName = (event: string): string => event.replace("ofauth-", "");

function react({ kind, attributes, isManual }: SnippetOptions): string {
  const { wrapper, constant, component, event, shows } = kind;
  const props = attributes.map(([name, value]) => {
    if (value === true) return name;
    return `${camel(name)}=${numbers.has(name) ? `{${value}}` : quote(value)}`;
  });
  const list = [
    ...props,
    ...(isManual ? [`ref={(${constant}) => void ${constant}?.handleCallback()}`] : []),
    `${camel(`on-${eventName(event)}`)}={({ detail }) => console.log(${shows})}`,
  ];
  return `import { ${wrapper} } from "ofauth-elements/react";

export function ${component}() {
  return (
    <${wrapper}${formatAttributes(list, "    ")}/>
  );
}`;
}

function vue({ kind, attributes, isManual }: SnippetOptions): string {
  const { wrapper, constant, event, shows } = kind;
  const props = attributes.map(([name, value]) => {
    if (value === true) return name;
    return numbers.has(name) ? `:${name}="${value}"` : `${name}=${quote(value)}`;
  });
  const list = [
    ...props,
    ...(isManual ? [`ref="${constant}"`] : []),
    `@${eventName(event)}="({ detail }) => console.log(${shows})"`,
  ];
  const manualCall = isManual
    ? `\n\nconst ${constant} = useTemplateRef("${constant}");\nonMounted(() => ${constant}.value.handleCallback());`
    : "";
  return `<script setup>
${isManual ? 'import { onMounted, useTemplateRef } from "vue";\n' : ""}import { ${wrapper} } from "ofauth-elements/vue";${manualCall}
</script>

<template>
  <${wrapper}${formatAttributes(list, "  ")}/>
</template>`;
}

const languages: Readonly<Record<string, (options: SnippetOptions) => string>> = { html, react, vue };

/** Code in `language`: `html`, `react` or `vue`. */
export const snippet = (language: string, options: SnippetOptions): string => (languages[language] ?? html)(options);
