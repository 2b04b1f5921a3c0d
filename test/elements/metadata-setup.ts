/** Observes the parts, slots, states and events of an element that runs in a test. */
import { afterwards } from "../browser/page-setup.js";

interface Named {
  readonly name: string;
}
interface Typed extends Named {
  readonly type?: { readonly text: string };
  readonly default?: string;
}
export interface Described {
  readonly tagName: string;
  readonly name: string;
  readonly attributes: readonly (Typed & { fieldName?: string })[];
  readonly members: readonly (Typed & { kind: string; static?: boolean; readonly?: boolean })[];
  readonly events: readonly Typed[];
  readonly slots: readonly Named[];
  readonly cssParts: readonly Named[];
  readonly cssStates: readonly Named[];
  readonly cssProperties: readonly Named[];
}

/** Reads the elements that `dist/custom-elements.json` describes. */
export async function manifest(): Promise<readonly Described[]> {
  const answer = await fetch("/dist/custom-elements.json");
  const { modules } = (await answer.json()) as { modules: { declarations: Described[] }[] };
  return modules.flatMap(({ declarations }) => declarations);
}

export const namesOf = (list: readonly Named[]): string[] => list.map(({ name }) => name).toSorted();

export class ElementObserver {
  readonly parts = new Set<string>();
  readonly slots = new Set<string>();
  readonly states = new Set<string>();
  /** In the order in which they were emitted. */
  readonly events: string[] = [];

  /** Observes `element` from now on. `states`: the custom states to look for, because a script cannot list them. */
  constructor(element: HTMLElement, states: readonly string[]) {
    const root = element.shadowRoot!;
    const update = () => {
      for (const one of root.querySelectorAll("[part]")) for (const part of one.part) this.parts.add(part);
      for (const one of root.querySelectorAll("[exportparts]")) {
        for (const pair of one.getAttribute("exportparts")!.split(",")) this.parts.add(pair.split(":").at(-1)!.trim());
      }
      for (const slot of root.querySelectorAll("slot")) this.slots.add(slot.name);
      for (const state of states) if (element.matches(`:state(${state})`)) this.states.add(state);
    };
    const observer = new MutationObserver(update);
    observer.observe(root, { subtree: true, childList: true, attributes: true });
    afterwards(() => observer.disconnect());
    const dispatch = element.dispatchEvent.bind(element);
    element.dispatchEvent = (event) => {
      if (event.type.startsWith("ofauth-")) this.events.push(event.type);
      update();
      return dispatch(event);
    };
    update();
  }
}

export const sorted = (names: Iterable<string>): string[] => [...names].toSorted();
