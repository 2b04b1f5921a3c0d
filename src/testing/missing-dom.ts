/** What simulated pages lack, and the elements need to be drawn. */
import { replaced } from "./replace-property.js";

/**
 * Gives the elements of jsdom and happy-dom internals that keep nothing (forms do not see a value, there is no `:state()`),
 * and `part`. Call it before an element is made. What the page has of its own stays. The returned function takes it back.
 */
export function installMissingDom(window: Window & typeof globalThis = globalThis.window): () => void {
  const restores: (() => void)[] = [];
  const own = window.ElementInternals as typeof ElementInternals | undefined;
  if (!own || !("setFormValue" in own.prototype)) {
    restores.push(replaced(window.HTMLElement.prototype, "attachInternals", { value: internals, writable: true }));
  }
  if (!("part" in window.Element.prototype)) {
    restores.push(replaced(window.Element.prototype as Element, "part", { get: partOf }));
  }
  return () => restores.splice(0).forEach((restore) => restore());
}

const internals = () => ({
  form: null,
  labels: [],
  states: new Set<string>(),
  validity: { valid: true },
  validationMessage: "",
  willValidate: true,
  checkValidity: () => true,
  reportValidity: () => true,
  setFormValue: () => undefined,
  setValidity: () => undefined,
});

/** The names in the attribute, as far as the elements use them. */
function partOf(this: Element) {
  const names = () => new Set(this.getAttribute("part")?.split(/\s+/).filter(Boolean));
  const write = (parts: Set<string>) => this.setAttribute("part", [...parts].join(" "));
  return {
    contains: (name: string) => names().has(name),
    add: (...more: string[]) => write(new Set([...names(), ...more])),
    remove: (...less: string[]) => write(new Set([...names()].filter((name) => !less.includes(name)))),
    replace: (name: string, by: string) => write(new Set([...names()].map((other) => (other === name ? by : other)))),
  };
}
