/** What can be set on a bare tag, derived from its element's class. */
import type { ElementProps, Kebab } from "../elements/template-types.js";

/** Objects and functions have no attribute. */
type HasAttribute<Value> = Value extends string | number | boolean | null | undefined ? true : false;

/** As in HTML, `connection-id`; and under their own names what only a property can hold. */
export type BareSettings<E> = {
  [
    K in keyof ElementProps<E> as true extends HasAttribute<NonNullable<ElementProps<E>[K]>> ? Kebab<K & string> : K
  ]?: ElementProps<E>[K];
};
