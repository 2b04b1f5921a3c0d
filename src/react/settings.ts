/** Types of the attributes and properties of a bare tag, derived from the element's class. */
import type { ElementProps, Kebab } from "../elements/template-types.js";

/** Whether an attribute can hold the value: objects and functions have no attribute. */
type HasAttribute<Value> = Value extends string | number | boolean | null | undefined ? true : false;

/** Settings of a bare tag: attributes by their names in HTML (`connection-id`), other properties by their own names. */
export type BareSettings<E> = {
  [
    K in keyof ElementProps<E> as true extends HasAttribute<NonNullable<ElementProps<E>[K]>> ? Kebab<K & string> : K
  ]?: ElementProps<E>[K];
};
