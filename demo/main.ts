/** The demo: options on the left change the live elements, whose events appear on the right and whose code below. */
import { OFAuthConnect } from "ofauth-elements";
import { printAccounts } from "./accounts.js";
import { coloured } from "./code-colours.js";
import { makeCopies } from "./copy.js";
import { byId, fieldsOf, make } from "./dom.js";
import { EventLog } from "./event-log.js";
import { OptionsForm, type Options } from "./options.js";
import { scenarios } from "./scenarios.js";
import { readSetup } from "./setup.js";
import { snippet } from "./snippets.js";
import { Stage } from "./stage.js";

const setup = readSetup();
const log = new EventLog(byId("log"), byId("no-events"));
fillScenarios(byId("scenario", HTMLSelectElement));
printAccounts(byId("accounts"), setup.accounts);
byId("emulator").textContent = new URL(setup.linkOrigin).host;
byId("link-origins").textContent = `link-origins="${setup.linkOrigin}"`;

const stage = new Stage(setup.linkOrigin);
const form = new OptionsForm(byId("options", HTMLFormElement), show);
const code = byId("code");
let text = "";
makeCopies(byId("copy-code", HTMLButtonElement), () => ({ text, shownIn: code }));
show(form.read());
void showLastConnection();

function show(options: Options): void {
  const tag = stage.apply(options);
  text = snippet(options.code, tag);
  code.firstElementChild?.replaceChildren(coloured(text, "markup"));
}

async function showLastConnection(): Promise<void> {
  await stage.readLastConnection();
  show(form.read());
}

byId("options").addEventListener("input", () => void showLastConnection());
byId("clear").addEventListener("click", () => log.clear());
byId("handle-callback").addEventListener("click", () => void handleCallback());

const connectedAs = byId("connected-as");
addEventListener("ofauth-success", ({ detail: { connection, connectionId } }) => {
  const { name, username } = connection?.userData ?? {};
  connectedAs.textContent = `Connected: ${name ?? connectionId}${username ? ` (@${username})` : ""}`;
  connectedAs.hidden = false;
  void showLastConnection();
});

const hostForm = byId("form", HTMLFormElement);
hostForm.addEventListener("submit", (event) => {
  event.preventDefault();
  if (hostForm.reportValidity()) byId("submitted").textContent = new URLSearchParams(fieldsOf(hostForm)).toString();
});

async function handleCallback(): Promise<void> {
  const result = await byId("tag", OFAuthConnect).handleCallback();
  byId("callback-answer").textContent = result ? result.outcome : "null: no return to read";
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

// Folded where there is little room, so that the button comes first; there is nothing to fold beside it.
const fold = byId("options-fold", HTMLDetailsElement);
const wide = matchMedia("(min-width: 60rem)");
const follow = () => (fold.open = wide.matches);
wide.addEventListener("change", follow);
follow();
