/** What the package exports of the elements that its root registers. The import's form is not among them: few pages need it. */
export { OFAuthConnect } from "./elements/ofauth-connect.js";
export { OFAuthConnectionStatus } from "./elements/ofauth-connection-status.js";
export { OFAuthConnections } from "./elements/ofauth-connections.js";
export * from "./elements/events.js";
export * from "./elements/connection-events.js";
export * from "./elements/flow-events.js";
export type { OFAuthEvent } from "./elements/ofauth-event.js";
export type { StringKey, Strings } from "./elements/strings.js";
export type { RequestInitSource } from "./browser/fetch-backend.js";
export type { CreateSession, CreateSessionContext } from "./browser/given-session.js";
export type { ActionResult } from "./elements/action-result.js";
export type { ListState } from "./elements/page-controller.js";
export type { ChangeCause } from "./flow/connection-watch.js";
export type { ConnectStateName } from "./flow/connect-attempt.js";
export type {
  CancelledResult,
  CancelReason,
  ConnectedResult,
  ConnectResult,
  FailedResult,
} from "./flow/connect-result.js";
export type { ConnectMode } from "./protocol/backend-contract.js";
export type { Connection, ConnectionStatus, UserData } from "./protocol/connection.js";
export type { ErrorCode, StallCode } from "./protocol/error-codes.js";
export type { LinkSession, Theme } from "./protocol/link-session.js";
export type { SandboxInfo, SandboxScenario } from "./protocol/page-messages.js";
