#!/usr/bin/env bash
# Guess: unicorn/require-post-message-target-origin complains about window.postMessage without a target origin, and knows that a
#   BroadcastChannel takes none: both are named in the code.
# Seen: it complains about a BroadcastChannel too, even where the constructor stands in the same expression, and about any variable. It
#   knows only `.port1` and `.port2`. The argument that it asks for would be ignored by a BroadcastChannel. (oxlint 1.89.0)
# Why it matters here: the rule is off; the rule project/exact-target-origin looks for "*" as a target instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund oxlint@1.89.0

cat >code.js <<'JS'
window.parent.postMessage("hello");
new BroadcastChannel("news").postMessage("hello");
const channel = new BroadcastChannel("news"); channel.postMessage("hello");
new MessageChannel().port1.postMessage("hello");
JS
expected='complaints in lines 1, 2, 3'
seen=$({ npx oxlint -A all -D unicorn/require-post-message-target-origin --format json code.js || true; } |
  node -p '"complaints in lines " + JSON.parse(require("fs").readFileSync(0, "utf8")).diagnostics.map(({ labels }) => labels[0].span.line).sort().join(", ")')
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected: $expected"; exit 1; }
