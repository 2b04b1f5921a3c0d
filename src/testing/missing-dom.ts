/** The DOM that the elements need to render and that jsdom and happy-dom lack. */
import { replaceProperty } from "./replace-property.js";

/**
 * Adds `attachInternals()` and `part` to the elements of jsdom and happy-dom. The internals store nothing: forms get no value,
 * and `:state()` matches nothing. Call it before you create an element. Replaces nothing that the page implements.
 *
 * @param window The window of the page. Default: the current one.
 * @returns a function that removes the additions.
 */
export function installMissingDom(window: Window & typeof globalThis = globalThis.window): () => void {
  const restores: (() => void)[] = [];
  const nativeInternals = window.ElementInternals as typeof ElementInternals | undefined;
  if (!nativeInternals || !("setFormValue" in nativeInternals.prototype)) {
    restores.push(
      replaceProperty(window.HTMLElement.prototype, "attachInternals", { value: createInternals, writable: true }),
    );
  }
  if (!("part" in window.Element.prototype)) {
    restores.push(replaceProperty(window.Element.prototype as Element, "part", { get: getPart }));
  }
  return () => restores.splice(0).forEach((restore) => restore());
}

const createInternals = () => ({
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

/** The `part` list of an element: the methods that the elements use. */
function getPart(this: Element) {
  const names = () => new Set(this.getAttribute("part")?.split(/\s+/).filter(Boolean));
  const write = (parts: Set<string>) => this.setAttribute("part", [...parts].join(" "));
  return {
    contains: (name: string) => names().has(name),
    add: (...added: string[]) => write(new Set([...names(), ...added])),
    remove: (...removed: string[]) => write(new Set([...names()].filter((name) => !removed.includes(name)))),
    replace: (name: string, by: string) => write(new Set([...names()].map((other) => (other === name ? by : other)))),
  };
}
