/**
 * Types of the `<ofauth-…>` tags in Preact's JSX: attributes, properties and `onofauth-…` listeners. Import it once for its
 * types; it runs no code. Needs Preact 10.28 or later, which exports `HTMLAttributes`.
 */
import type { HTMLAttributes } from "preact";
import type { TagListeners, TagProps, Tags } from "../elements/template-types.js";

type Attributes<Element, Events extends string> = TagProps<Element> &
  TagListeners<Events, "on", Element> &
  Omit<HTMLAttributes<Element & EventTarget>, keyof TagProps<Element>>;

type OFAuthTags = { [Name in keyof Tags]: Attributes<Tags[Name]["element"], Tags[Name]["events"]> };

declare module "preact" {
  // oxlint-disable-next-line typescript/no-namespace -- Preact looks up tag names in this namespace
  namespace JSX {
    interface IntrinsicElements extends OFAuthTags {}
  }
}
