/** Entry of the demo: the options on the left change the elements, whose events appear on the right and whose code below. */
import { OFAuthConnect } from "ofauth-elements/connect.js";
import { renderAccounts } from "./accounts.js";
import { OFAuthPanel } from "./ofauth-panel.js";
import { highlight } from "./highlight.js";
import { ConnectedAs } from "./connected-as.js";
import { setUpCopyButton } from "./copy-button.js";
import { byId, fieldsOf, make } from "./dom.js";
import { EventLog } from "./event-log.js";
import { OptionsForm, type Options } from "./options.js";
import { scenarios } from "./scenarios.js";
import { readSetup } from "./setup.js";
import { snippet } from "./snippets.js";
import { Stage } from "./stage.js";
import { tags, viewOf } from "./tags.js";

const setup = readSetup();
const log = new EventLog(byId("log"), byId("no-events"));
fillScenarios(byId("scenario", HTMLSelectElement));
renderAccounts(byId("accounts"), setup.accounts);
byId("emulator").textContent = new URL(setup.linkOrigin).host;
byId("link-origins").textContent = `link-origins="${setup.linkOrigin}"`;

const stage = new Stage(setup.linkOrigin);
const connectedAs = new ConnectedAs(byId("connected-as"));
const form = new OptionsForm(byId("options", HTMLFormElement), show);
const code = byId("code");
let text = "";
setUpCopyButton(byId("copy-code", HTMLButtonElement), () => ({ text, shownIn: code }));
const ofauthPanel = new OFAuthPanel(byId("ofauth-panel"), byId("newest"), byId("outcome"), {
  onCall: (call) => log.addCall(call),
  onNewest(id) {
    stage.newestId = id;
    show(form.read());
  },
});
show(form.read());
void ofauthPanel.update();

function show(options: Options): void {
  const view = viewOf(options);
  const attributes = stage.apply(options);
  connectedAs.show(view === "connect" ? options.user : undefined);
  for (const row of byId("options").querySelectorAll<HTMLElement>("[data-views]")) {
    row.hidden = !row.dataset["views"]?.split(" ").includes(view);
  }
  for (const note of document.querySelectorAll<HTMLElement>(".note [data-for]")) {
    note.hidden = (note.dataset["for"] === "import") !== (view === "import");
  }
  text = snippet(options.code, { kind: tags[view], attributes, isManual: options.callback === "manual" });
  code.firstElementChild?.replaceChildren(highlight(text, "markup"));
}

byId("options").addEventListener("input", () => void ofauthPanel.update());
byId("clear").addEventListener("click", () => log.clear());
byId("handle-callback").addEventListener("click", () => void handleCallback());

addEventListener("ofauth-success", ({ detail }) => {
  connectedAs.remember(form.read().user, detail);
  show(form.read());
});
// After any change, the buttons may act on another connection.
for (const name of ["success", "imported", "invalidated", "disconnected", "status-change"]) {
  addEventListener(`ofauth-${name}`, () => void ofauthPanel.update());
}

const hostForm = byId("form", HTMLFormElement);
hostForm.addEventListener("submit", (event) => {
  event.preventDefault();
  if (hostForm.reportValidity()) byId("submitted").textContent = new URLSearchParams(fieldsOf(hostForm)).toString();
});

async function handleCallback(): Promise<void> {
  const result = await byId("tag", OFAuthConnect).handleCallback();
  byId("callback-result").textContent = result ? result.outcome : "null: no callback parameters";
}

function fillScenarios(select: HTMLSelectElement): void {
  const groups = new Map<string, HTMLElement>([["", select]]);
  for (const { id, group, label } of scenarios) {
    let parent = groups.get(group);
    if (!parent) {
      const made = make("optgroup", "");
      made.label = group;
      select.append(made);
      groups.set(group, (parent = made));
    }
    parent.append(new Option(label, id));
  }
}

// On narrow screens, the options are folded so that the elements come first.
const fold = byId("options-fold", HTMLDetailsElement);
const wide = matchMedia("(min-width: 60rem)");
const follow = () => (fold.open = wide.matches);
wide.addEventListener("change", follow);
follow();
