#!/usr/bin/env bash
# Guess: for `dispatchEvent(new SavedEvent("draft"))` the custom elements analyzer lists an event of type SavedEvent without a name, or
#   looks the name up in the class.
# Seen: it takes the first string argument of any constructor for the event's name, and lists an event called "draft". Without a string
#   argument the event has no name. (@custom-elements-manifest/analyzer 0.11.0)
# Why it matters here: elements emit through one helper, and document their events with @fires.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @custom-elements-manifest/analyzer@0.11.0

cat >x-item.js <<'JS'
class SavedEvent extends Event {
  constructor(version) {
    super("saved");
    this.version = version;
  }
}
class ClosedEvent extends Event {
  constructor() {
    super("closed");
  }
}
export class XItem extends HTMLElement {
  save() {
    this.dispatchEvent(new SavedEvent("draft"));
  }
  close() {
    this.dispatchEvent(new ClosedEvent());
  }
}
customElements.define("x-item", XItem);
JS
npx cem analyze --globs x-item.js --quiet >/dev/null
expected='[{"name":"draft","type":{"text":"SavedEvent"}},{"type":{"text":"ClosedEvent"}}]'
seen=$(node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync("custom-elements.json")).modules[0].declarations.find(({ name }) => name === "XItem").events)')
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
