/** The code that a host would write for the options that are chosen: the bare tag, in plain HTML, React 19 and Vue 3. */
import type { Options } from "./options.js";

/** What of the options becomes an attribute. The id is `undefined` when a connection is wanted and none is known. */
export interface TagOptions extends Pick<
  Options,
  "mode" | "prefetch" | "theme" | "callback" | "endpoint" | "label" | "disabled"
> {
  readonly connectionId: string | undefined;
}

type Attribute = readonly [name: string, value: string | true];

/** What differs from the defaults, and nothing else. */
function attributes({ connectionId, disabled, ...options }: TagOptions): readonly Attribute[] {
  const values: readonly (readonly [string, string | boolean | undefined, string])[] = [
    ["mode", options.mode, "auto"],
    ["connection-id", connectionId, ""],
    ["endpoint", options.endpoint, ""],
    ["prefetch", options.prefetch, "intent"],
    ["theme", options.theme, "auto"],
    ["callback", options.callback, "auto"],
    ["label", options.label, ""],
    ["disabled", disabled, ""],
  ];
  return values.flatMap(([name, value, unset]) =>
    value === undefined || value === false || value === unset ? [] : [[name, value] as const],
  );
}

const quote = (value: string): string => `"${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

/** The tag's attributes as in HTML, each with a space before it or on a line of its own when there are many. */
function written(list: readonly string[], indent: string): string {
  const line = list.map((attribute) => ` ${attribute}`).join("");
  return line.length <= 48 ? line : `${list.map((attribute) => `\n${indent}  ${attribute}`).join("")}\n${indent}`;
}

const asMarkup = (list: readonly Attribute[]): string[] =>
  list.map(([name, value]) => (value === true ? name : `${name}=${quote(value)}`));

function html(options: TagOptions): string {
  const byHand =
    options.callback === "manual"
      ? `\n  // When the page loads again after a redirect:\n  await connect.handleCallback();`
      : "";
  return `<ofauth-connect${written(asMarkup(attributes(options)), "")}></ofauth-connect>

<script type="module">
  import "ofauth-elements/connect.js";

  const connect = document.querySelector("ofauth-connect");
  connect.addEventListener("ofauth-success", ({ detail }) => {
    console.log(detail.connectionId, detail.verified);
  });${byHand}
</script>`;
}

function react(options: TagOptions): string {
  const list = [
    ...asMarkup(attributes(options)),
    ...(options.callback === "manual" ? ["ref={(connect) => void connect?.handleCallback()}"] : []),
    "onofauth-success={({ detail }) => console.log(detail.connectionId, detail.verified)}",
  ];
  return `import "ofauth-elements/connect.js";

export function ConnectAccount() {
  return (
    <ofauth-connect${written(list, "    ")}/>
  );
}`;
}

function vue(options: TagOptions): string {
  const isManual = options.callback === "manual";
  const list = [
    ...asMarkup(attributes(options)),
    ...(isManual ? ['ref="connect"'] : []),
    '@ofauth-success="connected"',
  ];
  const byHand = isManual
    ? `\n\nconst connect = useTemplateRef("connect");\nonMounted(() => connect.value.handleCallback());`
    : "";
  return `<script setup>
${isManual ? 'import { onMounted, useTemplateRef } from "vue";\n' : ""}import "ofauth-elements/connect.js";

function connected({ detail }) {
  console.log(detail.connectionId, detail.verified);
}${byHand}
</script>

<template>
  <ofauth-connect${written(list, "  ")}></ofauth-connect>
</template>

<!-- vite.config.js: vue({ template: { compilerOptions: {
  isCustomElement: (tag) => tag.startsWith("ofauth-") } } }) -->`;
}

const languages: Readonly<Record<string, (options: TagOptions) => string>> = { html, react, vue };

/** The snippet for `language`: `html`, `react` or `vue`. */
export const snippet = (language: string, options: TagOptions): string => (languages[language] ?? html)(options);
