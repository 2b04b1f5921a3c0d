/** Registers `<ofauth-connection-status>`. */
import { OFAuthConnectionStatus } from "./elements/status/element.js";

OFAuthConnectionStatus.define();

export { OFAuthConnectionStatus };
// Types the events for `addEventListener()`.
export type * from "./elements/events/connect-events.js";
export type * from "./elements/events/event-map.js";
export type * from "./elements/events/connection-events.js";
