/** Types of the tags in the templates of frameworks. They are derived from the element classes. */
import type { LitElement } from "lit";
import type { ConnectEventName, ConnectionEventName, ImportEventName } from "./events/event-names.js";
import type { OFAuthEventMap } from "./events/event-map.js";
import type { OFAuthConnect } from "./connect/element.js";
import type { OFAuthConnectionStatus } from "./status/element.js";
import type { OFAuthConnections } from "./list/element.js";
import type { OFAuthImport } from "./import/element.js";

// The only comparison of types that takes `readonly` into account.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the types are compared by T
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Names of the properties of an element that can be set: not inherited from Lit, not read-only, not a method. */
type Settable<Element> = {
  [Name in Exclude<keyof Element, keyof LitElement>]: Same<
    Pick<Element, Name>,
    { -readonly [Own in Name]: Element[Own] }
  > extends true
    ? Element[Name] extends (...args: never[]) => unknown
      ? never
      : Name
    : never;
}[Exclude<keyof Element, keyof LitElement>];

/** Properties of an element that a page may set. */
export type ElementProps<Element> = { [Name in Settable<Element>]?: Element[Name] | undefined };

/** Attribute name of a property: `connection-id` of `connectionId`. */
export type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : Name;

/** Type of a value as an attribute; undefined for one that only a property can have. */
type Written<Value> = Value extends boolean | string | number
  ? Value extends number
    ? number | `${number}`
    : Value
  : undefined;

/** Properties of an element, by their own names and by the names of their attributes. */
export type TagProps<Element> = {
  [Name in Settable<Element>]?: Written<Element[Name]> | Element[Name];
} & {
  [
    Name in Settable<Element> as [Written<NonNullable<Element[Name]>>] extends [undefined]
      ? never
      : Kebab<Name & string>
  ]?: Written<Element[Name]>;
};

/** Element class and event names of each tag. */
export interface Tags {
  "ofauth-connect": { element: OFAuthConnect; events: ConnectEventName };
  "ofauth-connection-status": { element: OFAuthConnectionStatus; events: ConnectionEventName };
  "ofauth-connections": { element: OFAuthConnections; events: ConnectionEventName };
  "ofauth-import": { element: OFAuthImport; events: ImportEventName };
}

/** Listeners for the events of an element, named by `Prefix` and the event: `onofauth-success`. */
export type TagListeners<Names extends string, Prefix extends string, Element> = {
  [Name in Names as `${Prefix}ofauth-${Name}`]?:
    ((event: EventNamed<Name> & { readonly currentTarget: Element }) => void) | undefined;
};

/** Event class by the name without `ofauth-`. */
export type EventNamed<Name extends string> = `ofauth-${Name}` extends keyof OFAuthEventMap
  ? OFAuthEventMap[`ofauth-${Name}`]
  : never;
