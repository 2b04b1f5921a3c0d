/** The code that a host would write for the options that are chosen: the bare tag, in plain HTML, React 19 and Vue 3. */
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

function react({ kind, attributes, isManual }: SnippetOptions): string {
  const { tag, entry, constant, component, event, shows } = kind;
  const list = [
    ...asMarkup(attributes),
    ...(isManual ? [`ref={(${constant}) => void ${constant}?.handleCallback()}`] : []),
    `on${event}={({ detail }) => console.log(${shows})}`,
  ];
  return `import "${entry}";

export function ${component}() {
  return (
    <${tag}${written(list, "    ")}/>
  );
}`;
}

function vue({ kind, attributes, isManual }: SnippetOptions): string {
  const { tag, entry, constant, event, shows } = kind;
  const listener = event.replace("ofauth-", "").replace("success", "connected").replace("status-change", "changed");
  const list = [...asMarkup(attributes), ...(isManual ? [`ref="${constant}"`] : []), `@${event}="${listener}"`];
  const byHand = isManual
    ? `\n\nconst ${constant} = useTemplateRef("${constant}");\nonMounted(() => ${constant}.value.handleCallback());`
    : "";
  return `<script setup>
${isManual ? 'import { onMounted, useTemplateRef } from "vue";\n' : ""}import "${entry}";

function ${listener}({ detail }) {
  console.log(${shows});
}${byHand}
</script>

<template>
  <${tag}${written(list, "  ")}></${tag}>
</template>

<!-- vite.config.js: vue({ template: { compilerOptions: {
  isCustomElement: (tag) => tag.startsWith("ofauth-") } } }) -->`;
}

const languages: Readonly<Record<string, (options: SnippetOptions) => string>> = { html, react, vue };

/** The snippet for `language`: `html`, `react` or `vue`. */
export const snippet = (language: string, options: SnippetOptions): string => (languages[language] ?? html)(options);
