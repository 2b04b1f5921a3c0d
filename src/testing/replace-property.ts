/** Puts `value` in the place of a property; the returned function puts back what was there. */
export function replaced<Owner extends object>(
  owner: Owner,
  name: keyof Owner,
  descriptor: PropertyDescriptor,
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, ...descriptor });
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    else Reflect.deleteProperty(owner, name);
  };
}
