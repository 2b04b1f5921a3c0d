/** The tags in Svelte's templates: attributes, properties and `onofauth-…`. Types only. */
// @ts-ignore -- Svelte is the host's: where this package is made there is none
import type { HTMLAttributes } from "svelte/elements";
import type { TagListeners, TagProps, Tags } from "../elements/template-types.js";

type Attributes<Element, Events extends string> = TagProps<Element> &
  TagListeners<Events, "on" | "on:", Element> &
  Omit<HTMLAttributes<Element & EventTarget>, keyof TagProps<Element>>;

type OFAuthTags = { [Name in keyof Tags]: Attributes<Tags[Name]["element"], Tags[Name]["events"]> };

// @ts-ignore -- as above
declare module "svelte/elements" {
  interface SvelteHTMLElements extends OFAuthTags {}
}
