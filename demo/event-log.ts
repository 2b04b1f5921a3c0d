/** The log of every event that the elements dispatch, and of what the host's code is called with, newest first. */
import type { OFAuthEventMap } from "ofauth-elements";
import { coloured } from "./highlight.js";
import { make } from "./dom.js";
import type { HostCall } from "./callback-log.js";

/** A record and not a list, so that an event that is missing here does not compile. */
const names: { readonly [Name in keyof OFAuthEventMap]: "end" | "step" } = {
  "ofauth-before-open": "step",
  "ofauth-open": "step",
  "ofauth-load": "step",
  "ofauth-stall": "end",
  "ofauth-success": "end",
  "ofauth-cancel": "end",
  "ofauth-error": "end",
  "ofauth-close": "step",
  "ofauth-state-change": "step",
  "ofauth-session-renewed": "step",
  "ofauth-sandbox-info": "step",
  "ofauth-status-change": "step",
  "ofauth-before-invalidate": "step",
  "ofauth-invalidated": "end",
  "ofauth-before-disconnect": "step",
  "ofauth-disconnected": "end",
  "ofauth-imported": "end",
};
/** What the host's own code is called with, at its server. */
const callNames: { readonly [Name in HostCall["name"]]: "step" } = {
  onConnected: "step",
  onChanged: "step",
  onDisconnected: "step",
};
type Name = keyof typeof names | keyof typeof callNames;

const kinds: Readonly<Record<Name, "end" | "step">> = { ...names, ...callNames };

interface Entry {
  readonly name: Name;
  /** `#` and the id of the element that it comes from, or `backend`. */
  readonly source: string;
  readonly time: number;
  readonly detail: unknown;
}

const key = "demo-log";
/** A page that is left open for a day is still a page. */
const maxEntries = 200;

export class EventLog {
  readonly #list: HTMLElement;
  readonly #empty: HTMLElement;
  #entries: Entry[] = [];

  constructor(list: HTMLElement, empty: HTMLElement) {
    this.#list = list;
    this.#empty = empty;
    // A redirect leaves the page in the middle of an attempt: what came before is part of the story, and is read once.
    for (const entry of takeStored()) this.#add(entry);
    addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify(this.#entries)));
    for (const name of Object.keys(names) as (keyof typeof names)[]) {
      addEventListener(name, (event) => {
        const [target] = event.composedPath();
        const source = target instanceof Element && target.id !== "" ? `#${target.id}` : "";
        this.#add({ name, source, time: Date.now(), detail: event.detail });
      });
    }
  }

  /** The host's code was called. */
  called({ name, time, detail }: HostCall): void {
    this.#add({ name, source: "backend", time, detail });
  }

  clear(): void {
    this.#entries = [];
    this.#list.replaceChildren();
    this.#empty.hidden = false;
  }

  #add(entry: Entry): void {
    // What the host's code was called with is heard of a little later.
    const newer = this.#entries.filter(({ time }) => time > entry.time).length;
    this.#entries = this.#entries.toSpliced(this.#entries.length - newer, 0, entry).slice(-maxEntries);
    this.#list.insertBefore(row(entry), this.#list.children.item(newer));
    this.#list.children.item(maxEntries)?.remove();
    this.#empty.hidden = true;
  }
}

function row({ name, source, time, detail }: Entry): HTMLLIElement {
  const at = new Date(time);
  const clock = make("time", "", `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, "0")}`);
  clock.dateTime = at.toISOString();
  const summary = make(
    "summary",
    "",
    make("span", "name", name),
    make("span", "gist", gist(detail)),
    make("span", "from", source),
    clock,
  );
  const json = make("pre", "", coloured(JSON.stringify(detail, null, 2), "json"));
  const fold = make("details", "", summary, json);
  fold.open = kinds[name] === "end";
  return make("li", name, fold);
}

/** The one word of a detail that tells most. */
function gist(detail: unknown): string {
  const { state, code, reason, outcome, verified, mode, currentScreen, status, cause, type } = detail as Record<
    string,
    unknown
  >;
  if (typeof verified === "boolean") return `verified: ${verified}`;
  if (typeof status === "string" && typeof cause === "string") return `${status} (${cause})`;
  return [state, code, reason, outcome, mode, currentScreen, type].find((value) => typeof value === "string") ?? "";
}

function takeStored(): readonly Entry[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key) ?? "[]") as Entry[];
    sessionStorage.removeItem(key);
    return stored.filter(({ name }) => name in kinds);
  } catch {
    return [];
  }
}
