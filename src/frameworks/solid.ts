/**
 * Types of the `<ofauth-…>` tags in Solid's JSX: attributes and properties, also with `attr:` and `prop:`, and
 * `on:ofauth-…` listeners. Import it once for its types; it runs no code.
 */
import type { JSX } from "solid-js";
import type { TagListeners, TagProps, Tags } from "../elements/template-types.js";

/** The same settings with Solid's prefixes: `prop:` always sets a property, `attr:` always sets an attribute. */
type Prefixed<Props, Prefix extends string> = { [Name in keyof Props as `${Prefix}:${Name & string}`]?: Props[Name] };

type Attributes<Element, Events extends string> = TagProps<Element> &
  Prefixed<TagProps<Element>, "prop" | "attr"> &
  TagListeners<Events, "on:", Element> &
  Omit<JSX.HTMLAttributes<Element>, keyof TagProps<Element>>;

type OFAuthTags = { [Name in keyof Tags]: Attributes<Tags[Name]["element"], Tags[Name]["events"]> };

declare module "solid-js" {
  // oxlint-disable-next-line typescript/no-namespace -- Solid looks up tag names in this namespace
  namespace JSX {
    interface IntrinsicElements extends OFAuthTags {}
  }
}
