/** What simulated pages lack of `ElementInternals`: with it the elements can be drawn there. */
import { replaced } from "./replaced.js";

/**
 * Gives elements of jsdom and happy-dom internals that keep nothing: forms do not see a value, and there is no `:state()`.
 * Call it before an element is made. Does nothing where the page has its own. The returned function takes it back.
 */
export function installElementInternals(window: Window & typeof globalThis = globalThis.window): () => void {
  const prototype = window.HTMLElement.prototype;
  const own = window.ElementInternals as typeof ElementInternals | undefined;
  if (own && "setFormValue" in own.prototype) return () => undefined;
  return replaced(prototype, "attachInternals", { value: internals, writable: true });
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
