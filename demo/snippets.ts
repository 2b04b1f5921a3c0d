/** The code that a host would write for the options that are chosen: the bare tag, in plain HTML, and the component in React and Vue. */
import type { Attribute, TagKind } from "./tags.js";

export interface SnippetOptions {
  readonly kind: TagKind;
  readonly attributes: readonly Attribute[];
  /** `callback="manual"`: the page reads a return itself. */
  readonly isManual: boolean;
}

const quote = (value: string): string => `"${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

/** The tag's attributes as in HTML, each with a space before it or on a line of its own when there are many. */
function written(list: readonly string[], indent: string): string {
  const line = list.map((attribute) => ` ${attribute}`).join("");
  return line.length <= 48 ? line : `${list.map((attribute) => `\n${indent}  ${attribute}`).join("")}\n${indent}`;
}

const asMarkup = (list: readonly Attribute[]): string[] =>
  list.map(([name, value]) => (value === true ? name : `${name}=${quote(value)}`));

function html({ kind, attributes, isManual }: SnippetOptions): string {
  const { tag, entry, constant, event, shows } = kind;
  const byHand = isManual
    ? `\n  // When the page loads again after a redirect:\n  await ${constant}.handleCallback();`
    : "";
  return `<${tag}${written(asMarkup(attributes), "")}></${tag}>

<script type="module">
  import "${entry}";

  const ${constant} = document.querySelector("${tag}");
  ${constant}.addEventListener("${event}", ({ detail }) => {
    console.log(${shows});
  });${byHand}
</script>`;
}

/** As a component's prop is called: `pageSize`, `onSuccess`. */
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
    <${wrapper}${written(list, "    ")}/>
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
  const byHand = isManual
    ? `\n\nconst ${constant} = useTemplateRef("${constant}");\nonMounted(() => ${constant}.value.handleCallback());`
    : "";
  return `<script setup>
${isManual ? 'import { onMounted, useTemplateRef } from "vue";\n' : ""}import { ${wrapper} } from "ofauth-elements/vue";${byHand}
</script>

<template>
  <${wrapper}${written(list, "  ")}/>
</template>`;
}

const languages: Readonly<Record<string, (options: SnippetOptions) => string>> = { html, react, vue };

/** The snippet for `language`: `html`, `react` or `vue`. */
export const snippet = (language: string, options: SnippetOptions): string => (languages[language] ?? html)(options);
