/** Registers `element` as `tag`, unless the name is taken: a script that is loaded twice must not throw. */
export function define(
  element: CustomElementConstructor,
  tag: string,
  registry: CustomElementRegistry | undefined = globalThis.customElements,
): void {
  if (!registry || registry.get(tag)) return;
  try {
    registry.define(tag, element);
  } catch {
    // A constructor can be registered once, so a second tag gets a subclass.
    registry.define(tag, class extends element {});
  }
}
