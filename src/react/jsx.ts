/** The bare tags in JSX, for React 19: attributes as in HTML, properties that have none, and `onofauth-success` for events. */
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

export interface OFAuthIntrinsicElements {
  "ofauth-connect": BareProps<"ofauth-connect">;
  "ofauth-connection-status": BareProps<"ofauth-connection-status">;
  "ofauth-connections": BareProps<"ofauth-connections">;
  "ofauth-import": BareProps<"ofauth-import">;
}

declare module "react" {
  // oxlint-disable-next-line typescript/no-namespace -- where React looks for the names of tags
  namespace JSX {
    interface IntrinsicElements extends OFAuthIntrinsicElements {}
  }
}
