/** For tests of a page's own: connections and sessions to work with, a backend in memory, and flows that end as the test says. */
export { fakeConnection, fakeSession, fakeUserData } from "./builders.js";
export {
  createFakeBackend,
  type FakeAnswer,
  type FakeBackend,
  type FakeBackendOptions,
  type FakeFailure,
  type FakeRequest,
  type FakeRoute,
} from "./fake-backend.js";
export { installFakeBackend, type InstallOptions, type InstalledBackend } from "./install-fake-backend.js";
export { driveFlow, type DriveOptions, type FlowTarget } from "./drive-flow.js";
export { emitFlow, type EmitOptions } from "./emit-flow.js";
export type { DrivenCode, DrivenOutcome, EmittedCode, EmittedOutcome, FlowOutcome } from "./outcomes.js";
export { installMissingDom } from "./missing-dom.js";
export type { ConnectResult } from "../connect/result.js";
export type { Connection, UserData } from "../protocol/connection.js";
export type { LinkSession } from "../protocol/link-session.js";
export type { ErrorCode } from "../protocol/error-codes.js";
