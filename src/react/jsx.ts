/**
 * Types of the `<ofauth-…>` tags in the JSX of React 19: attributes as in HTML, properties without an attribute, and
 * `onofauth-…` listeners.
 */
import type * as React from "react";
import type { EventNamed, Tags } from "../elements/template-types.js";
import type { Tag } from "./events.js";
import type { BareSettings } from "./settings.js";

type BareEvents<T extends Tag> = {
  [Name in Tags[T]["events"] as `onofauth-${Name}`]?: ((event: EventNamed<Name>) => void) | undefined;
};

type BareProps<T extends Tag, E extends HTMLElement = Tags[T]["element"]> = BareSettings<E> &
  BareEvents<T> & { class?: string | undefined } & Omit<
    React.DetailedHTMLProps<React.HTMLAttributes<E>, E>,
    keyof BareSettings<E>
  >;

/** The tags of the elements, with their attributes and listeners. */
export interface OFAuthIntrinsicElements {
  /** Attributes of `<ofauth-connect>`. */
  "ofauth-connect": BareProps<"ofauth-connect">;
  /** Attributes of `<ofauth-connection-status>`. */
  "ofauth-connection-status": BareProps<"ofauth-connection-status">;
  /** Attributes of `<ofauth-connections>`. */
  "ofauth-connections": BareProps<"ofauth-connections">;
  /** Attributes of `<ofauth-import>`. */
  "ofauth-import": BareProps<"ofauth-import">;
}

declare module "react" {
  // oxlint-disable-next-line typescript/no-namespace -- React looks up tag names in this namespace
  namespace JSX {
    interface IntrinsicElements extends OFAuthIntrinsicElements {}
  }
}
