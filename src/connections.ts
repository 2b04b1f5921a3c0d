/** Registers `<ofauth-connections>`, and the elements that it contains: `<ofauth-connect>` and `<ofauth-connection-status>`. */
import { OFAuthConnections } from "./elements/list/element.js";

OFAuthConnections.define();

export { OFAuthConnections };
// Types the events for `addEventListener()`.
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/event-map.js";
export type * from "./elements/events/connection-events.js";
