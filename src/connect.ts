/** Registers `<ofauth-connect>`. */
import { OFAuthConnect } from "./elements/connect/element.js";

OFAuthConnect.define();

export { OFAuthConnect };
// Types the events for `addEventListener()`.
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/event-map.js";
