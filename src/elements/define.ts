/** Registers `element` under `tag` unless that name is taken: a script that is loaded twice must not throw. */
export function define(
  element: CustomElementConstructor,
  tag: string,
  registry: CustomElementRegistry | undefined = globalThis.customElements,
): void {
  if (!registry || registry.get(tag)) return;
  try {
    registry.define(tag, element);
  } catch {
    // One constructor can have one name: a second tag for the same class gets a class of its own.
    registry.define(tag, class extends element {});
  }
}
