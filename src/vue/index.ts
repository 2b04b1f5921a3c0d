/** Vue components of the elements, the connect flow as a composable, and a plugin. A component imports only its own element. */
export { OFAuthConnect } from "./connect.js";
export { OFAuthConnectionStatus } from "./connection-status.js";
export { OFAuthConnections } from "./connections.js";
export { OFAuthImport } from "./import.js";
export { isOFAuthElement } from "./is-ofauth-element.js";
export { OFAuthElements } from "./plugin.js";
export { useOFAuthConnect, type OFAuthConnectLink } from "./use-ofauth-connect.js";
// The types of the names that every template knows.
export type * from "./global-components.js";
export type { LinkOptions } from "../link.js";
export type * from "../public.js";
