/**
 * React components of the elements, and the connect flow as a hook. Without "use client", so that a server component that
 * imports one of these adds only that one to the client bundle.
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
// The events that handlers receive, and the result of an attempt.
export type * from "../elements/events/connect-events.js";
export type * from "../elements/events/event-map.js";
export type * from "../elements/events/connection-events.js";
export type * from "../elements/events/connect-events.lazy.js";
export type { ConnectResult, FailedResult } from "../connect/result.js";
export type { ConnectStateName } from "../connect/attempt.js";
export type { Connection, ConnectionStatus } from "../protocol/connection.js";
