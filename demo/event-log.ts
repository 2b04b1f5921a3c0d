/** Log of all events of the elements and all calls of the host's callbacks, newest first. */
import type { OFAuthEventMap } from "ofauth-elements";
import { highlight } from "./highlight.js";
import { make } from "./dom.js";
import type { CallbackCall } from "./callback-log.js";

/** `end` events are shown expanded. A record instead of a list, so that a missing event is a compile error. */
const eventKinds: { readonly [Name in keyof OFAuthEventMap]: "end" | "step" } = {
  "ofauth-before-open": "step",
  "ofauth-open": "step",
  "ofauth-load": "step",
  "ofauth-stall": "end",
  "ofauth-success": "end",
  "ofauth-cancel": "end",
  "ofauth-error": "end",
  "ofauth-close": "step",
  "ofauth-verified": "end",
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
/** The callbacks of the host's server. */
const callbackKinds: { readonly [Name in CallbackCall["name"]]: "step" } = {
  onConnected: "step",
  onChanged: "step",
  onDisconnected: "step",
};
type Name = keyof typeof eventKinds | keyof typeof callbackKinds;

const kinds: Readonly<Record<Name, "end" | "step">> = { ...eventKinds, ...callbackKinds };

interface Entry {
  readonly name: Name;
  /** `#` and the id of the element, or `backend`. */
  readonly source: string;
  readonly time: number;
  readonly detail: unknown;
}

const key = "demo-log";
/** Limits the memory of a page that stays open. */
const maxEntries = 200;

export class EventLog {
  readonly #list: HTMLElement;
  readonly #empty: HTMLElement;
  #entries: Entry[] = [];

  constructor(list: HTMLElement, empty: HTMLElement) {
    this.#list = list;
    this.#empty = empty;
    // A redirect leaves the page during an attempt: restore the events before it, once.
    for (const entry of takeStoredEntries()) this.#add(entry);
    addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify(this.#entries)));
    for (const name of Object.keys(eventKinds) as (keyof typeof eventKinds)[]) {
      addEventListener(name, (event) => {
        const [target] = event.composedPath();
        const source = target instanceof Element && target.id !== "" ? `#${target.id}` : "";
        this.#add({ name, source, time: Date.now(), detail: event.detail });
      });
    }
  }

  /** Adds a call of a callback. */
  addCall({ name, time, detail }: CallbackCall): void {
    this.#add({ name, source: "backend", time, detail });
  }

  clear(): void {
    this.#entries = [];
    this.#list.replaceChildren();
    this.#empty.hidden = false;
  }

  #add(entry: Entry): void {
    // Calls of callbacks arrive later than the events around them.
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
    make("span", "gist", summarize(detail)),
    make("span", "from", source),
    clock,
  );
  const json = make("pre", "", highlight(JSON.stringify(detail, null, 2), "json"));
  const fold = make("details", "", summary, json);
  fold.open = kinds[name] === "end";
  return make("li", name, fold);
}

/** The most informative value of a detail. */
function summarize(detail: unknown): string {
  const { state, code, reason, outcome, verified, mode, currentScreen, status, cause, type } = detail as Record<
    string,
    unknown
  >;
  if (typeof verified === "boolean") return `verified: ${verified}`;
  if (typeof status === "string" && typeof cause === "string") return `${status} (${cause})`;
  return [state, code, reason, outcome, mode, currentScreen, type].find((value) => typeof value === "string") ?? "";
}

function takeStoredEntries(): readonly Entry[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key) ?? "[]") as Entry[];
    sessionStorage.removeItem(key);
    return stored.filter(({ name }) => name in kinds);
  } catch {
    return [];
  }
}
