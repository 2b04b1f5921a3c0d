/** Registers `<ofauth-connections>`, and with it `<ofauth-connect>` and `<ofauth-connection-status>`. */
import { OFAuthConnections } from "./elements/list/element.js";

OFAuthConnections.define();

export { OFAuthConnections };
// Brings the events' types along, for listeners.
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/event-map.js";
export type * from "./elements/events/connection-events.js";
