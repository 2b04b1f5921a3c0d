/** Creates `llms.txt` (https://llmstxt.org): what a language model has to know to use the package correctly. */
import { readdirSync, readFileSync } from "node:fs";
import { root } from "../run.mjs";
import { elementsOf, entryOf } from "./manifest.mjs";

/** @typedef {import("./typed-sources.mjs").TypedSources} TypedSources */

/**
 * @param {import("./manifest.mjs").Manifest} manifest
 * @param {TypedSources} typed
 * @param {{ name: string, description: string }} ofPackage
 */
export function llmsText(manifest, typed, { name, description }) {
  const elements = elementsOf(manifest);
  return `# ${name}

> ${description}

A page author writes a tag and listens for events. The host's backend keeps the OFAuth API key: mount one handler, and the elements find its routes under \`/api/ofauth\`.

## Install

\`\`\`sh
npm install ${name}
\`\`\`

\`\`\`html
<ofauth-connect id="connect"></ofauth-connect>

<script type="module">
  import "${name}/connect.js";

  connect.addEventListener("ofauth-success", ({ detail }) => {
    console.log(detail.connectionId, detail.verified);
  });
</script>
\`\`\`

Without a bundler: \`<script type="module" src="/assets/ofauth-elements.min.js"></script>\`, which is \`dist/cdn/ofauth-elements.min.js\` of the package.

## Elements

${elements.map((element) => `- \`<${element.tagName}>\` (\`${name}/${entryOf(element)}\`): ${element.description.replaceAll(/\s+/g, " ")} Attributes: ${element.attributes.map(({ name }) => `\`${name}\``).join(", ")}.`).join("\n")}

## Server

\`\`\`ts
import { createOFAuthHandler } from "${name}/server";

export const handler = createOFAuthHandler({
  apiKey: process.env["OFAUTH_API_KEY"] ?? "",
  authorize: async (request) => {
    const user = await currentUser(request);
    return user && { clientReferenceId: user.id };
  },
  onConnected: ({ connection, clientReferenceId }) => save(clientReferenceId, connection.id),
});
\`\`\`

\`handler\` is \`(request: Request) => Promise<Response>\`. Express, Fastify and \`node:http\`: \`toNodeHandler\` of \`${name}/server/node\`, before any body parser.

## Events

All bubble and are composed; \`detail\` is frozen and typed. An attempt ends with \`ofauth-state-change\`, then \`ofauth-success\`, \`ofauth-cancel\` or \`ofauth-error\`, then one \`ofauth-close\`.

${eventLines(elements, typed)}

## Pitfalls

- The API key belongs to the server. No element, event, attribute or log ever has it, or a session URL.
- \`verified: true\` says that the backend has confirmed, with its key, that the connection is the signed-in user's. With \`verified: false\` check it on the server before it is used.
- \`open()\` resolves and never rejects; cancelling is an outcome, not an error. Popups need \`open()\` directly in a click.
- Reconnecting can give another connection id: read \`reconnected\` and \`previousConnectionId\`.
- Register \`https://your.site/api/ofauth/link/callback\` as a redirect URI and the page's origin as an allowed origin at OFAuth.
- A webhook never attaches an account to a user; only the browser that began the flow does.
- Boolean attributes are off when they are absent: \`disabled="false"\` disables.
- Try everything offline: \`npx ${name} emulator\`.

## Docs

${docLines()}
- [custom-elements.json](custom-elements.json): every attribute, property, method, event, slot, part, token and state.
`;
}

/** @param {import("./manifest.mjs").Element[]} elements @param {TypedSources} typed */
function eventLines(elements, typed) {
  const all = new Map(elements.flatMap(({ events }) => events.map(({ name, type }) => [name, type?.text ?? ""])));
  return [...all]
    .map(([name, className]) => `- \`${name}\` (\`${className}\`): ${typed.commentOf(className)}`)
    .join("\n");
}

/** Lists the pages by title, each with its first sentence. The links are relative to `dist/`. */
function docLines() {
  const pages = readdirSync(`${root}docs`)
    .filter((file) => file.endsWith(".md"))
    .toSorted();
  return ["README.md", ...pages.map((file) => `docs/${file}`)]
    .map((file) => {
      const text = readFileSync(root + file, "utf8").replaceAll(/<!--[^]*?-->/g, "");
      const title = /^# (.+)$/m.exec(text)?.[1] ?? file;
      const paragraph = /^# .+\n+([^#`|<!\n][^]*?)(?:\n\n|$)/m.exec(text)?.[1] ?? "";
      const plain = paragraph.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/\s+/g, " ");
      const sentence = /^.*?[.:](?=\s|$)/.exec(plain)?.[0].replace(/:$/, ".") ?? "";
      return `- [${title.replaceAll("`", "")}](../${file})${sentence && `: ${sentence}`}`;
    })
    .join("\n");
}
