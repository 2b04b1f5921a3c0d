/** What can be set on an element, derived from its class. */
import type { LitElement } from "lit";

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- how types are compared with their modifiers
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Of the element's own, what is neither a method nor read-only. */
type SettingName<E> = {
  [K in Exclude<keyof E, keyof LitElement>]-?: E[K] extends (...args: never) => unknown
    ? never
    : Same<Pick<E, K>, { -readonly [P in K]: E[P] }> extends true
      ? K
      : never;
}[Exclude<keyof E, keyof LitElement>];

export type Settings<E> = { [K in SettingName<E>]?: E[K] | undefined };

type Kebab<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? Rest extends Uncapitalize<Rest>
    ? `${Lowercase<Letter>}${Kebab<Rest>}`
    : `${Lowercase<Letter>}-${Kebab<Rest>}`
  : Name;

/** Objects and functions have no attribute. */
type HasAttribute<Value> = Value extends string | number | boolean | null | undefined ? true : false;

/** As in HTML, `connection-id`; and under their own names what only a property can hold. */
export type BareSettings<E> = {
  [K in SettingName<E> as true extends HasAttribute<NonNullable<E[K]>> ? Kebab<K & string> : K]?: E[K] | undefined;
};
