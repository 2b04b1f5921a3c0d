/** The tags in Preact's JSX: attributes, properties and `onofauth-…`. Types only. */
// @ts-ignore -- Preact is the host's: where this package is made there is none
import type { HTMLAttributes } from "preact";
import type { TagListeners, TagProps, Tags } from "../elements/template-types.js";

type Attributes<Element, Events extends string> = TagProps<Element> &
  TagListeners<Events, "on", Element> &
  Omit<HTMLAttributes<Element & EventTarget>, keyof TagProps<Element>>;

type OFAuthTags = { [Name in keyof Tags]: Attributes<Tags[Name]["element"], Tags[Name]["events"]> };

// @ts-ignore -- as above
declare module "preact" {
  // oxlint-disable-next-line typescript/no-namespace -- where Preact looks for the names of tags
  namespace JSX {
    interface IntrinsicElements extends OFAuthTags {}
  }
}
