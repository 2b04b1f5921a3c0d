/** Vue components for the elements; importing one brings its element and no other. */
export { OFAuthConnect } from "./connect.js";
export { OFAuthConnectionStatus } from "./connection-status.js";
export { OFAuthConnections } from "./connections.js";
export { OFAuthImport } from "./import.js";
export { isOFAuthElement } from "./is-ofauth-element.js";
export { OFAuthElements } from "./plugin.js";
export { useOFAuthConnect, type OFAuthConnectLink } from "./use-ofauth-connect.js";
// The names that every template knows.
export type * from "./global-components.js";
export type { LinkOptions } from "../link.js";
export type * from "../public.js";
