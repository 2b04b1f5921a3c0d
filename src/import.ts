/** Registers `<ofauth-import>`. */
import { OFAuthImport } from "./elements/import/element.js";

OFAuthImport.define();

export { OFAuthImport };
export type { ImportStrings } from "./elements/import/strings.js";
// Types the events for `addEventListener()`.
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/event-map.js";
