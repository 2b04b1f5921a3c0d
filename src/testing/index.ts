/** Tools for tests of pages with the elements: test data, a backend in memory, and flows that end with a given outcome. */
export { fakeConnection, fakeSession, fakeUserData } from "./builders.js";
export {
  createFakeBackend,
  type FakeAnswer,
  type FakeBackend,
  type FakeBackendOptions,
  type FakeRequest,
} from "./fake-backend.js";
export type { FakeFailure } from "./fake-response.js";
export type { FakeRoute } from "./fake-route.js";
export { installFakeBackend, type InstallOptions, type InstalledBackend } from "./install-fake-backend.js";
export { driveFlow, type DriveOptions, type FlowTarget } from "./drive-flow.js";
export { emitFlow, type EmitOptions } from "./emit-flow.js";
export type { DrivenCode, DrivenOutcome, EmittedCode, EmittedOutcome, FlowOutcome } from "./outcomes.js";
export { installMissingDom } from "./missing-dom.js";
export type { ConnectResult } from "../connect/result.js";
export type { Connection, UserData } from "../protocol/connection.js";
export type { LinkSession } from "../protocol/link-session.js";
export type { ErrorCode } from "../protocol/error-codes.js";
