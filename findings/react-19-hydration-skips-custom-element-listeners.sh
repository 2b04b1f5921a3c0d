#!/usr/bin/env bash
# Guess: React 19 supports custom elements, so hydrating server HTML attaches their event handlers and sets their object properties.
# Seen: it does neither. A client render does both. (React 19.3.1, react-dom 19.3.1, happy-dom 20.0.10; reported as facebook/react#35446)
# Why it matters here: src/react/component.ts sets properties and listeners on the element itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund react@19.3.1 react-dom@19.3.1 happy-dom@20.0.10

cat >run.mjs <<'JS'
import { Window } from "happy-dom";
const window = new Window({ url: "http://localhost/" });
for (const name of ["document", "navigator", "HTMLElement", "HTMLIFrameElement", "Node", "Event", "CustomEvent", "customElements"]) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
globalThis.window = window;
globalThis.IS_REACT_ACT_ENVIRONMENT = true;
const { act, createElement } = await import("react");
const { createRoot, hydrateRoot } = await import("react-dom/client");
const { renderToString } = await import("react-dom/server");

customElements.define("x-item", class extends HTMLElement { data = undefined; });
let calls = 0;
const item = createElement("x-item", { data: { a: 1 }, "onitem-done": () => calls++ });

async function run(name, start) {
  calls = 0;
  const container = document.createElement("div");
  document.body.append(container);
  await act(() => start(container));
  const element = container.querySelector("x-item");
  element.dispatchEvent(new CustomEvent("item-done"));
  console.log(`${name}: property ${JSON.stringify(element.data)}, handler calls ${calls}`);
}
await run("client render", (container) => createRoot(container).render(item));
await run("hydration", (container) => {
  container.innerHTML = renderToString(item);
  hydrateRoot(container, item);
});
JS

expected='client render: property {"a":1}, handler calls 1
hydration: property undefined, handler calls 0'
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
