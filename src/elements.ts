/** Exports the element classes without registering them: for subclasses, scoped registries and other tag names. */
export * from "./public.js";
export { OFAuthImport } from "./elements/import/element.js";
export type { ImportStrings } from "./elements/import/strings.js";
