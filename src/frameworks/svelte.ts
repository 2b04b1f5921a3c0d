/**
 * Types of the `<ofauth-…>` tags in Svelte's templates: attributes, properties and listeners, `onofauth-…` (Svelte 5) or
 * `on:ofauth-…` (Svelte 4). Import it once for its types; it runs no code.
 */
import type { HTMLAttributes } from "svelte/elements";
import type { TagListeners, TagProps, Tags } from "../elements/template-types.js";

type Attributes<Element, Events extends string> = TagProps<Element> &
  TagListeners<Events, "on" | "on:", Element> &
  Omit<HTMLAttributes<Element & EventTarget>, keyof TagProps<Element>>;

type OFAuthTags = { [Name in keyof Tags]: Attributes<Tags[Name]["element"], Tags[Name]["events"]> };

declare module "svelte/elements" {
  interface SvelteHTMLElements extends OFAuthTags {}
}
