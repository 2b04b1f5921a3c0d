#!/usr/bin/env bash
# Guess: React 18 and 19 print the same attributes for a custom element on a server: strings and numbers, no objects and functions, and
#   Booleans as in HTML.
# Seen: 18 prints every prop as a string: `[object Object]` for objects, "false" for false. 19 leaves both out. Functions are left out by both.
#   (react-dom 18.3.1 and 19.3.1)
# Why it matters here: src/react/component.ts decides which props are printed, so that both versions send the same HTML.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund react18@npm:react@18.3.1 react-dom18@npm:react-dom@18.3.1 react19@npm:react@19.3.1 react-dom19@npm:react-dom@19.3.1 --legacy-peer-deps
# Each react-dom imports "react" by that name.
for version in 18 19; do
  mkdir -p node_modules/react-dom$version/node_modules
  cp -r node_modules/react$version node_modules/react-dom$version/node_modules/react
done

cat >run.mjs <<'JS'
for (const version of [18, 19]) {
  const { default: server } = await import(`./node_modules/react-dom${version}/server.node.js`);
  const { default: react } = await import(`./node_modules/react-dom${version}/node_modules/react/index.js`);
  const props = { text: "a", amount: 1, on: true, off: false, data: { a: 1 }, run: () => {} };
  console.log(`React ${version}: ${server.renderToStaticMarkup(react.createElement("x-item", props))}`);
}
JS
expected='React 18: <x-item text="a" amount="1" on="true" off="false" data="[object Object]"></x-item>
React 19: <x-item text="a" amount="1" on=""></x-item>'
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
