/** Shows all states, each in a frame, and the display options for all of them. */
import { byId, fieldsOf, make } from "../dom.js";
import { catalogue } from "./catalogue.js";
import type { State } from "./state.js";
import { choices, readSwitches, type Switches } from "./switches.js";

// Not `loading="lazy"`, which loads frames thousands of pixels away: each frame is a page with all its modules.
const addresses = new WeakMap<Element, string>();
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting || !(target instanceof HTMLIFrameElement)) continue;
    near.unobserve(target);
    target.src = addresses.get(target) ?? "";
  }
});

const place = byId("states");
const form = byId("switches", HTMLFormElement);

for (const [name, values] of Object.entries(choices)) {
  const select = make("select", "", ...values.map((value) => new Option(value)));
  select.name = name;
  select.value = readSwitches(location.search)[name as keyof Switches];
  form.append(make("label", "", name, select));
}
form.addEventListener("input", () => {
  const chosen = new URLSearchParams(
    fieldsOf(form).filter(([name, value]) => value !== choices[name as keyof Switches][0]),
  );
  history.replaceState(null, "", `?${chosen.toString()}`);
  show();
});
show();

function show(): void {
  place.dataset["width"] = readSwitches(location.search).width;
  place.replaceChildren(
    ...Object.entries(catalogue).map(([title, states]) =>
      make("section", "", make("h2", "", title), make("ul", "", ...Object.entries(states).map(entry))),
    ),
  );
}

function entry([name, state]: [string, State]): HTMLElement {
  const frame = make("iframe", "");
  const search = new URLSearchParams(location.search);
  search.set("state", name);
  frame.dataset["state"] = name;
  frame.title = state.title;
  addresses.set(frame, `one.html?${search.toString()}`);
  near.observe(frame);
  if (!state.modal) frame.addEventListener("load", () => fit(frame));
  return make("li", state.modal ? "modal" : "", make("h3", "", state.title), frame);
}

/** Fits a frame's height to its content. */
function fit(frame: HTMLIFrameElement): void {
  const body = frame.contentDocument?.body;
  // A frame is blank until it has its URL.
  if (!body || !frame.src) return;
  new ResizeObserver(() => {
    frame.style.blockSize = `${String(body.scrollHeight + 2)}px`;
  }).observe(body);
}
