/** The bare tags in JSX, for React 19: attributes as in HTML, properties that have none, and `onofauth-success` for events. */
import type * as React from "react";
import type { OFAuthConnect } from "../elements/ofauth-connect.js";
import type { OFAuthConnectionStatus } from "../elements/ofauth-connection-status.js";
import type { OFAuthConnections } from "../elements/ofauth-connections.js";
import type { OFAuthImport } from "../elements/ofauth-import.js";
import type { OFAuthEventMap } from "../elements/events.js";
import type { FiredBy, Tag } from "./events.js";
import type { BareSettings } from "./settings.js";

type BareEvents<T extends Tag> = {
  [Name in FiredBy<T> as `on${Name}`]?: ((event: OFAuthEventMap[Name]) => void) | undefined;
};

type BareProps<E extends HTMLElement, T extends Tag> = BareSettings<E> &
  BareEvents<T> & { class?: string | undefined } & Omit<
    React.DetailedHTMLProps<React.HTMLAttributes<E>, E>,
    keyof BareSettings<E>
  >;

export interface OFAuthIntrinsicElements {
  "ofauth-connect": BareProps<OFAuthConnect, "ofauth-connect">;
  "ofauth-connection-status": BareProps<OFAuthConnectionStatus, "ofauth-connection-status">;
  "ofauth-connections": BareProps<OFAuthConnections, "ofauth-connections">;
  "ofauth-import": BareProps<OFAuthImport, "ofauth-import">;
}

declare module "react" {
  // oxlint-disable-next-line typescript/no-namespace -- where React looks for the names of tags
  namespace JSX {
    interface IntrinsicElements extends OFAuthIntrinsicElements {}
  }
}
