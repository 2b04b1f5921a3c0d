#!/usr/bin/env bash
# Guess: where Lit renders on a server, an element has no tree: no getRootNode(), so that `element.getRootNode?.()` tells a server from a
#   browser.
# Seen: getRootNode() is there and returns a Document; but neither Document nor ShadowRoot, Node and Element is a global, so that
#   `root instanceof ShadowRoot` throws a ReferenceError. (@lit-labs/ssr 4.1.0, @lit-labs/ssr-dom-shim 1.6.0, lit 3.3.3, Node 20)
# Why it matters here: the elements look for the language around them through their shadow roots, also while a server renders them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @lit-labs/ssr@4.1.0 @lit-labs/ssr-dom-shim@1.6.0 lit@3.3.3

cat >run.mjs <<'JS'
import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { html, LitElement } from "lit";

const seen = [];
class Example extends LitElement {
  render() {
    seen.push(`an element's root: ${this.getRootNode?.()?.constructor.name}`);
    for (const name of ["ShadowRoot", "Document", "Node", "Element"]) seen.push(`global ${name}: ${typeof globalThis[name]}`);
    try {
      seen.push(`instanceof: ${this.getRootNode() instanceof ShadowRoot}`);
    } catch (error) {
      seen.push(`instanceof: ${error.name}`);
    }
    return html`Example`;
  }
}
customElements.define("x-example", Example);
await collectResult(render(html`<x-example></x-example>`));
console.log(seen.join("\n"));
JS
node run.mjs | tee seen.txt
diff - seen.txt <<'TXT'
an element's root: Document
global ShadowRoot: undefined
global Document: undefined
global Node: undefined
global Element: undefined
instanceof: ReferenceError
TXT
