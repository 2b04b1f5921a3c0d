/** What few pages and browsers need, loaded on demand: invoker commands where the browser has none, and a warning. */
import type { ReactiveElement } from "lit";
import { warnDeveloper } from "../browser/console.js";
import { UNSET_PROPERTY_WARNING_MS } from "../connect/timeouts.js";

export { readoptStyles } from "./styles/readopt-styles.js";

const attended = new WeakSet<Node>();
const warned = new Set<string>();

/** Looks after an element that has been connected: its invoker commands, and properties that were given as attributes. */
export function attendTo(element: ReactiveElement): void {
  const { ownerDocument } = element;
  attended.add(element);
  if (!attended.has(ownerDocument)) {
    attended.add(ownerDocument);
    ownerDocument.addEventListener("click", runCommand);
  }
  // A framework that hydrates a page sets the property now.
  if (givenAsAttributes(element).length > 0) setTimeout(() => warnOfAttributes(element), UNSET_PROPERTY_WARNING_MS);
}

type Invoker = HTMLButtonElement & { commandForElement?: Element | null };

/** Does what `<button commandfor="…" command="--…">` does in Chromium 135, Firefox 144 and Safari 26.2, for our elements. */
function runCommand(event: MouseEvent): void {
  // A page may have loaded a polyfill by now.
  if (event.defaultPrevented || "command" in HTMLButtonElement.prototype) return;
  const isInvoker = (node: EventTarget) => node instanceof HTMLButtonElement && node.hasAttribute("command");
  const source = event.composedPath().find(isInvoker) as Invoker | undefined;
  // In a form, only a plain button has a command.
  if (!source || source.disabled || (source.form && source.type !== "button")) return;
  const root = source.getRootNode() as Document | ShadowRoot;
  const target = source.commandForElement ?? root.getElementById(source.getAttribute("commandfor") ?? "");
  if (!target || !attended.has(target)) return;
  const command = source.getAttribute("command");
  target.dispatchEvent(Object.assign(new Event("command", { cancelable: true, composed: true }), { command, source }));
}

/** The properties without an attribute for which the element has one all the same. */
const givenAsAttributes = (element: ReactiveElement): string[] =>
  [...(element.constructor as typeof ReactiveElement).elementProperties]
    .filter(([name, { attribute }]) => attribute === false && element.hasAttribute(String(name)))
    .map(([name]) => String(name));

/**
 * Warns when a property that has no attribute was given as one. Frameworks do that to a tag that is not defined yet, with the text
 * of the function; the element then acts as if it had none.
 */
function warnOfAttributes(element: ReactiveElement): void {
  if (!element.isConnected) return;
  for (const name of givenAsAttributes(element)) {
    const isUnset = (element as unknown as Record<string, unknown>)[name] === undefined;
    if (!isUnset || warned.has(name)) continue;
    warned.add(name);
    warnDeveloper(
      "misconfigured",
      `"${name.toLowerCase()}" is an attribute of <${element.localName}>, which does nothing: set the property "${name}", after the tag is defined.`,
      "frameworks.md#functions-and-objects",
    );
  }
}
