/** Types of the components and tags that every template knows without an import, for `vue-tsc` and editors. */
import type { HTMLAttributes, ReservedProps } from "vue";
import type { TagListeners, TagProps, Tags } from "../elements/template-types.js";
import type { OFAuthConnect } from "./connect.js";
import type { OFAuthConnectionStatus } from "./connection-status.js";
import type { OFAuthConnections } from "./connections.js";
import type { Camel } from "./element-component.js";

/** Listeners by the names of a compiled template: `@ofauth-success` becomes `onOfauthSuccess`. */
type Listeners<Names extends string, Element> = {
  [Name in keyof TagListeners<Names, "on-", Element> as Camel<Name & string>]: TagListeners<
    Names,
    "on-",
    Element
  >[Name];
};

/** A tag, typed as a component. A template ref to it is the element. */
type Tag<Name extends keyof Tags> = new () => Tags[Name]["element"] & {
  $props: Omit<HTMLAttributes, keyof TagProps<Tags[Name]["element"]>> &
    ReservedProps &
    TagProps<Tags[Name]["element"]> &
    Listeners<Tags[Name]["events"], Tags[Name]["element"]>;
};

declare module "vue" {
  interface GlobalComponents {
    OFAuthConnect: typeof OFAuthConnect;
    OFAuthConnectionStatus: typeof OFAuthConnectionStatus;
    OFAuthConnections: typeof OFAuthConnections;
    "ofauth-connect": Tag<"ofauth-connect">;
    "ofauth-connection-status": Tag<"ofauth-connection-status">;
    "ofauth-connections": Tag<"ofauth-connections">;
    "ofauth-import": Tag<"ofauth-import">;
  }
}
