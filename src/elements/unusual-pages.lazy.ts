/** What few pages and browsers need, loaded on demand: invoker commands where the browser has none, and a warning. */
import type { ReactiveElement } from "lit";
export { readoptStyles } from "./styles/readopt-styles.js";
import { warnDeveloper } from "../browser/console.js";
import { UNSET_PROPERTY_WARNING_MS } from "../connect/timeouts.js";

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
  setTimeout(() => warnOfAttributes(element), UNSET_PROPERTY_WARNING_MS);
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

/**
 * Warns when a property that has no attribute was given as one. Frameworks do that to a tag that is not defined yet, with the text
 * of the function; the element then acts as if it had none.
 */
function warnOfAttributes(element: ReactiveElement): void {
  if (!element.isConnected) return;
  for (const [name, { attribute }] of (element.constructor as typeof ReactiveElement).elementProperties) {
    const isUnset = (element as unknown as Record<PropertyKey, unknown>)[name] === undefined;
    if (attribute !== false || !isUnset || !element.hasAttribute(String(name)) || warned.has(String(name))) continue;
    warned.add(String(name));
    warnDeveloper(
      "misconfigured",
      `"${String(name).toLowerCase()}" is an attribute of <${element.localName}>, which does nothing: set the property "${String(name)}", after the tag is defined.`,
      "frameworks.md#functions-and-objects",
    );
  }
}
