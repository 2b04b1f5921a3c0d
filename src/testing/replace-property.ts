/** Replaces a property of `owner`. The returned function restores it. */
export function replaceProperty<Owner extends object>(
  owner: Owner,
  name: keyof Owner,
  descriptor: PropertyDescriptor,
): () => void {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, ...descriptor });
  return () => {
    if (original) Object.defineProperty(owner, name, original);
    else Reflect.deleteProperty(owner, name);
  };
}
