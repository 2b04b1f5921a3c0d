/**
 * Local emulator of OFAuth: its API, the hosted Link page, the sandbox accounts and webhooks. Needs no OFAuth account
 * and no network. For tests (`createEmulator`, without a port) and for development (`startEmulator`, or the command
 * `ofauth-elements emulator`). It is built from OFAuth's public documentation, and independent of this package's
 * server.
 */
export { sandboxAccounts, userFor, type SandboxAccount } from "./accounts.js";
export type { ClientApp, ClientApps } from "./client-apps.js";
export type { EmulatedConnectionFilter as ConnectionFilter } from "./connection-filter.js";
export type { ConnectionStore } from "./connection-store.js";
export { createEmulator, defaultApiKey, type Emulator, type EmulatorOptions } from "./emulator.js";
export type { ImportedAccount, LinkedAccount, SignedInUser } from "./linked-account.js";
export type { ScenarioSwitches } from "./scenario-switches.js";
export type { ScenarioPatch, Scenarios } from "./scenarios.js";
export type { LinkSessionRecord, SessionStore } from "./session-store.js";
export { startEmulator, type RunningEmulator, type StartOptions } from "./start-emulator.js";
export type { WebhookAttempt, WebhookDelivery } from "./webhooks/delivery.js";
export type { ShownEndpoint, WebhookEndpoint } from "./webhooks/endpoints.js";
export type { ConnectionEvent, OtherEvent, WebhookSpelling } from "./webhooks/event.js";
export type { WebhookSignature } from "./webhooks/signature.js";
export type { WebhookFailure, Webhooks } from "./webhooks/webhooks.js";
