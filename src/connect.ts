/** Registers `<ofauth-connect>`. */
import { OFAuthConnect } from "./elements/ofauth-connect.js";

OFAuthConnect.define();

export { OFAuthConnect };
// Brings the events' types along, for listeners.
export type * from "./elements/events.js";
