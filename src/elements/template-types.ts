/** What a framework's template may say on a tag, worked out from the element's class, so that it cannot fall behind. */
import type { LitElement } from "lit";
import type { ConnectEventName, ConnectionEventName, ImportEventName } from "./events/event-names.js";
import type { OFAuthEventMap } from "./events/event-map.js";
import type { OFAuthConnect } from "./connect/element.js";
import type { OFAuthConnectionStatus } from "./status/element.js";
import type { OFAuthConnections } from "./list/element.js";
import type { OFAuthImport } from "./import/element.js";

// Two types are the same when a function of any T cannot tell them apart; nothing else sees `readonly`.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- T is what they are compared by
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Names of what can be set: what is the element's own, not read-only, and no method. */
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

/** The properties of an element that a page may set. */
export type ElementProps<Element> = { [Name in Settable<Element>]?: Element[Name] | undefined };

/** `connectionId` as an attribute: `connection-id`. */
export type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : Name;

/** A value as markup writes it; undefined where it can only be a property. */
type Written<Value> = Value extends boolean | string | number
  ? Value extends number
    ? number | `${number}`
    : Value
  : undefined;

/** The properties of an element, by those names and by the names of their attributes. */
export type TagProps<Element> = {
  [Name in Settable<Element>]?: Written<Element[Name]> | Element[Name];
} & {
  [
    Name in Settable<Element> as [Written<NonNullable<Element[Name]>>] extends [undefined]
      ? never
      : Kebab<Name & string>
  ]?: Written<Element[Name]>;
};

/** The element of each tag, and the names of its events. */
export interface Tags {
  "ofauth-connect": { element: OFAuthConnect; events: ConnectEventName };
  "ofauth-connection-status": { element: OFAuthConnectionStatus; events: ConnectionEventName };
  "ofauth-connections": { element: OFAuthConnections; events: ConnectionEventName };
  "ofauth-import": { element: OFAuthImport; events: ImportEventName };
}

/** Listeners for the events of an element, with `Prefix` before the events' full names: `onofauth-success`. */
export type TagListeners<Names extends string, Prefix extends string, Element> = {
  [Name in Names as `${Prefix}ofauth-${Name}`]?:
    ((event: EventNamed<Name> & { readonly currentTarget: Element }) => void) | undefined;
};

/** The event with this name, without its `ofauth-`. */
export type EventNamed<Name extends string> = `ofauth-${Name}` extends keyof OFAuthEventMap
  ? OFAuthEventMap[`ofauth-${Name}`]
  : never;
