/** Registers `<ofauth-connection-status>`. */
import { OFAuthConnectionStatus } from "./elements/ofauth-connection-status.js";

OFAuthConnectionStatus.define();

export { OFAuthConnectionStatus };
// Brings the events' types along, for listeners.
export type * from "./elements/events.js";
export type * from "./elements/connection-events.js";
