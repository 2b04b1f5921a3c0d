/** Registers `<ofauth-import>`. */
import { OFAuthImport } from "./elements/ofauth-import.js";

OFAuthImport.define();

export { OFAuthImport };
export type { ImportStrings } from "./elements/import-strings.js";
// Brings the events' types along, for listeners.
export type * from "./elements/events.js";
