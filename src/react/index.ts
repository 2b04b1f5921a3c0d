/**
 * The elements as React components, and the flow as a hook. Not "use client" itself: a server component that takes one of
 * these from here then brings only that one to the page.
 */
export { OFAuthConnect, type OFAuthConnectElement, type OFAuthConnectProps } from "./connect.js";
export {
  OFAuthConnectionStatus,
  type OFAuthConnectionStatusElement,
  type OFAuthConnectionStatusProps,
} from "./connection-status.js";
export { OFAuthConnections, type OFAuthConnectionsElement, type OFAuthConnectionsProps } from "./connections.js";
export { OFAuthImport, type OFAuthImportElement, type OFAuthImportProps } from "./import.js";
export { useOFAuthConnect, type OFAuthConnectFlow, type UseOFAuthConnectOptions } from "./use-ofauth-connect.js";
export type { OFAuthIntrinsicElements } from "./jsx.js";
// The events that handlers get, and what an attempt ends with.
export type * from "../elements/events/connect-events.js";
export type * from "../elements/events/connection-events.js";
export type * from "../elements/events/connect-events.lazy.js";
export type { ConnectResult, FailedResult } from "../connect/result.js";
export type { ConnectStateName } from "../connect/attempt.js";
export type { Connection, ConnectionStatus } from "../protocol/connection.js";
