import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { ensureBuilt } from "./built.js";

interface Fault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

const fenced = (language: string, ...lines: string[]): string => ["```" + language, ...lines, "```"].join("\n");

/** Each wrong page, with the line and the message of its one fault. */
const wrong: Readonly<Record<string, readonly [page: string, line: number, message: RegExp]>> = {
  "a detail that an event does not have": [
    fenced(
      "ts",
      'import "ofauth-elements";',
      'document.addEventListener("ofauth-close", ({ detail }) => log(detail.nope));',
    ),
    3,
    /TS2339: Property 'nope'/,
  ],
  "a name that is not imported": [fenced("js", "export const handler = createOFAuthHandler({});"), 2, /TS2304/],
  "an entry that the package does not have": [fenced("ts", 'import "ofauth-elements/buttons.js";'), 2, /TS2882|TS2307/],
  "a property that a component does not have": [
    fenced(
      "tsx",
      'import { OFAuthConnect } from "ofauth-elements/react";',
      "export const button = <OFAuthConnect mood={1} />;",
    ),
    3,
    /mood/,
  ],
  "an element that does not exist": [
    fenced("html", "<ofauth-button></ofauth-button>"),
    2,
    /<ofauth-button> does not exist/,
  ],
  "an attribute that an element does not have": [
    fenced("html", "<p></p>", '<ofauth-connect connectionid="1"></ofauth-connect>'),
    3,
    /<ofauth-connect> has no attribute "connectionid"/,
  ],
  "a value that an attribute cannot have": [
    fenced("html", '<ofauth-connect mode="modal"></ofauth-connect>'),
    2,
    /"modal" is not one of embed, popup, redirect, auto/,
  ],
  "a value that is not a number": [
    fenced("html", '<ofauth-connections page-size="ten"></ofauth-connections>'),
    2,
    /"ten" is not a number/,
  ],
  "a slot that an element does not have": [
    fenced("html", "<ofauth-connections>", '  <h2 slot="title">Yours</h2>', "</ofauth-connections>"),
    3,
    /has no slot "title"/,
  ],
  "content for which the element has no slot": [
    fenced("html", "<ofauth-import><p>Hello</p></ofauth-import>"),
    2,
    /has no default slot/,
  ],
  "a self-closing element, which HTML does not close": [
    fenced("html", "<ofauth-connect />"),
    2,
    /is not self-closing in HTML/,
  ],
  "an element that is never closed": [
    fenced("html", "<div>", "<ofauth-connect>", "</div>"),
    4,
    /closes <ofauth-connect>/,
  ],
  "a script with an id that does not exist": [
    fenced("html", '<ofauth-connect id="a"></ofauth-connect>', "<script>", "  b.open();", "</script>"),
    4,
    /TS2304: Cannot find name 'b'/,
  ],
  "a script that calls a method that an element does not have": [
    fenced("html", '<ofauth-connect id="a"></ofauth-connect>', '<script type="module">a.start();</script>'),
    3,
    /TS2551: Property 'start'/,
  ],
  "a script with a selector that matches nothing": [
    fenced("html", '<p id="a"></p>', '<script type="module">document.querySelector("#b").focus();</script>'),
    3,
    /TS2531/,
  ],
  "a button for an element that does not exist": [
    fenced("html", '<button type="button" commandfor="connect" command="--open"></button>'),
    2,
    /no element with the id "connect" exists/,
  ],
  "a command that an element does not know": [
    fenced(
      "html",
      '<ofauth-connect id="a"></ofauth-connect>',
      '<button type="button" commandfor="a" command="--start">Go</button>',
    ),
    3,
    /command "--start" does not exist/,
  ],
  "a component's event that does not exist": [
    fenced("vue", "<template>", '  <OFAuthConnect @connected="save" />', "</template>"),
    3,
    /<OFAuthConnect> has no event "connected"/,
  ],
  "a component's property that does not exist": [
    fenced("vue", "<template><OFAuthConnect :mood='1' /></template>"),
    2,
    /no attribute "mood"/,
  ],
  "an invalid Vue template": [
    fenced("vue", "<template>", '  <p v-if="a +">b</p>', "</template>"),
    3,
    /Error parsing|Unexpected/,
  ],
  "a script of a component that does not compile": [
    fenced("vue", '<script setup lang="ts">', "const a: string = 1;", "</script>", "<template>{{ a }}</template>"),
    3,
    /TS2322/,
  ],
  "a wrong event name in Angular": [
    fenced("html", '<ofauth-connect [mode]="mode" (ofauth-connected)="save($event)"></ofauth-connect>'),
    2,
    /has no event "ofauth-connected"/,
  ],
  "a wrong event name in Svelte": [
    fenced("svelte", "<ofauth-connect onofauth-connected={(event) => save(event)}></ofauth-connect>"),
    2,
    /has no event "ofauth-connected"/,
  ],
  "invalid JSON": [fenced("json", '{ "a": 1, }'), 2, /JSON/],
  "a token that does not exist": [
    fenced("css", "p {", "  --ofauth-colour: red;", "}"),
    3,
    /token --ofauth-colour does not exist/,
  ],
  "a part that an element does not have": [
    fenced("css", "ofauth-connect[theme=dark]::part(avatar) { color: red }"),
    2,
    /<ofauth-connect> has no part "avatar"/,
  ],
  "a state that an element does not have": [fenced("css", "ofauth-connect:state(expired) {}"), 2, /no state "expired"/],
  "a part in a page's own stylesheet": [
    fenced("html", "<style>", "  ofauth-import::part(badge) {}", "</style>"),
    3,
    /no part "badge"/,
  ],
  "an npm script that does not exist": [fenced("sh", "npm ci && npm run deploy"), 2, /no script "deploy"/],
  "a command of the package that does not exist": [
    fenced("sh", "npx ofauth-elements launch"),
    2,
    /no command "launch"/,
  ],
  "an option of a command that does not exist": [
    fenced("sh", "npm test", "npx ofauth-elements emulator \\", "  --port 1 --colour"),
    3,
    /emulator has no --colour/,
  ],
  "a language that is not checked": [fenced("javascript", "1"), 1, /code blocks in "javascript" are not checked/],
  "a block that is never closed": ["# A\n\n```ts\nlog(1);", 3, /never closed/],
  "a page that does not exist": ["# A\n\n[b](nowhere.md)", 3, /docs\/nowhere\.md does not exist/],
  "a heading that does not exist": ["# A\n\n[b](#b)", 3, /no heading #b/],
  "a heading that another page does not have": ["[b](../README.md#nowhere)", 1, /README\.md has no heading #nowhere/],
};

const right = [
  "# A page\n\n[itself](#a-page), [another](../README.md#modes), [elsewhere](https://example.com/#b)",
  fenced("ts", 'import { createOFAuthHandler } from "ofauth-elements/server";', "log(createOFAuthHandler);"),
  fenced("ts", "const handler = 1;", "log(handler);"),
  fenced("js", "const handler = await currentUser(new Request('/'));", "log(handler?.id);"),
  fenced(
    "html",
    '<form><ofauth-connect id="connect" mode="popup" disabled data-x="1"><span slot="icon">+</span>Go</ofauth-connect></form>',
    '<button type="button" commandfor="connect" command="--close">Stop</button><br />',
    '<script type="module">connect.addEventListener("ofauth-success", ({ detail }) => log(detail.connectionId));</script>',
    '<script type="module">document.querySelector("#connect").addEventListener("ofauth-open", (e) => log(e.detail.mode));</script>',
  ),
  fenced(
    "vue",
    '<script setup lang="ts">',
    'import { ref } from "vue";',
    "const id = ref<string>();",
    "</script>",
    "<template>",
    '  <ofauth-connect :connection-id="id" .createSession="null" @ofauth-success="id = $event.detail.connectionId" />',
    '  <OFAuthConnectionStatus variant="card" :connection="null" @status-change="log" @click="log" />',
    "</template>",
  ),
  fenced(
    "svelte",
    "{#if user}<ofauth-connect onofauth-success={({ detail }) => save(detail)} {...rest}></ofauth-connect>{/if}",
  ),
  fenced("css", "ofauth-connect:state(open)::part(button) { --ofauth-accent: red /* ::part(none) */ }"),
  fenced(
    "sh",
    "npm install ofauth-elements # npm run nothing",
    "npx ofauth-elements emulator --port 4000",
    "node server.mjs",
    "cd app && npm test",
  ),
  fenced("json", '{ "a": 1 }'),
  fenced("text", "anything"),
];

describe("snippet checker", () => {
  const faultsByFile = new Map<string, Fault[]>();
  before(async () => {
    // The checker reads the manifest of the build.
    ensureBuilt();
    const { checkPages } = await import("../../tools/docs/check-pages.mjs");
    const pages = Object.entries(wrong).map(([file, [text]]) => ({ file: `docs/${file}`, text }));
    const good = right.map((text, index) => ({ file: `docs/right ${String(index)}`, text }));
    const { faults } = await checkPages([...pages, ...good]);
    for (const fault of faults) faultsByFile.set(fault.file, [...(faultsByFile.get(fault.file) ?? []), fault]);
  });

  for (const [name, [, line, message]] of Object.entries(wrong)) {
    it(`reports ${name}`, () => {
      const faults = faultsByFile.get(`docs/${name}`) ?? [];
      assert.ok(
        faults.some((fault) => fault.line === line && message.test(fault.message)),
        JSON.stringify(faults),
      );
    });
  }

  it("reports nothing for correct snippets", () => {
    assert.deepEqual(
      [...faultsByFile].filter(([file]) => file.startsWith("docs/right")),
      [],
    );
  });
});
