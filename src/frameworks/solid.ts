/** The tags in Solid's JSX: attributes, `prop:` and `attr:`, and `on:ofauth-…`. Types only. */
// @ts-ignore -- Solid is the host's: where this package is made there is none
import type { JSX } from "solid-js";
import type { TagListeners, TagProps, Tags } from "../elements/template-types.js";

/** The same by Solid's names for "as a property, whatever it looks like" and "as an attribute". */
type Prefixed<Props, Prefix extends string> = { [Name in keyof Props as `${Prefix}:${Name & string}`]?: Props[Name] };

type Attributes<Element, Events extends string> = TagProps<Element> &
  Prefixed<TagProps<Element>, "prop" | "attr"> &
  TagListeners<Events, "on:", Element> &
  Omit<JSX.HTMLAttributes<Element>, keyof TagProps<Element>>;

type OFAuthTags = { [Name in keyof Tags]: Attributes<Tags[Name]["element"], Tags[Name]["events"]> };

// @ts-ignore -- as above
declare module "solid-js" {
  // oxlint-disable-next-line typescript/no-namespace -- where Solid looks for the names of tags
  namespace JSX {
    interface IntrinsicElements extends OFAuthTags {}
  }
}
