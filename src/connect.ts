/** Registers `<ofauth-connect>`. */
import { OFAuthConnect } from "./elements/connect/element.js";

OFAuthConnect.define();

export { OFAuthConnect };
// Brings the events' types along, for listeners.
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/event-map.js";
