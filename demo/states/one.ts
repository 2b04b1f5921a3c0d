/** Shows one state on its own page, with real modals and widths. Sets `data-ready` when the state is reached. */
import "ofauth-elements";
import "ofauth-elements/import.js";
import { byId } from "../dom.js";
import { catalogue } from "./catalogue.js";
import { readSwitches } from "./switches.js";

const name = new URLSearchParams(location.search).get("state") ?? "";
const state = Object.values(catalogue).find((states) => name in states)?.[name];
const { scheme, dir, text, lang, host } = readSwitches(location.search);
const page = document.documentElement;
const stage = byId("host");

page.lang = lang;
page.dir = dir;
page.dataset["text"] = text;
page.style.colorScheme = scheme === "auto" ? "light dark" : scheme;
stage.dataset["host"] = host;
stage.dataset["scheme"] = scheme;
document.title = state?.title ?? "No such state";

void show();

async function show(): Promise<void> {
  try {
    if (!state) throw new Error(`There is no state "${name}".`);
    await state.arrange(stage);
    page.dataset["ready"] = "";
  } catch (error) {
    page.dataset["ready"] = String(error);
    stage.append(String(error));
  }
}
