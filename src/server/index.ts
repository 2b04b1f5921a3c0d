/**
 * The host's backend, as one function of a `Request`: starts Link sessions with the API key, takes OFAuth's return, confirms
 * that a connection belongs to the signed-in user, and shows him his own; beside it a client for the host's own code. Runs on
 * Node, Bun, Deno and Workers; for `node:http`, Express and Fastify see `ofauth-elements/server/node`.
 */
import { createHandler, type OFAuthHandler } from "./handler.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { refuseInBrowser } from "./refuse-in-browser.js";

refuseInBrowser();

/**
 * Makes the handler for everything under `basePath`. Throws at once when an option is missing or wrong, and where it
 * would run in a page.
 *
 * @example
 * const handler = createOFAuthHandler({
 *   apiKey: process.env.OFAUTH_API_KEY,
 *   authorize: async (request) => {
 *     const user = await currentUser(request);
 *     return user && { clientReferenceId: user.id };
 *   },
 *   onConnected: async ({ connection, clientReferenceId }) => save(clientReferenceId, connection),
 * });
 */
export const createOFAuthHandler = (options: OFAuthHandlerOptions): OFAuthHandler => createHandler(options);

export { createOFAuthClient, OFAuthError } from "./ofauth/client.js";
export type { ConnectionsOf, OFAuthClient, OFAuthClientOptions, OFAuthErrorDetail } from "./ofauth/client.js";
export type { OFAuthHandler } from "./handler.js";
export type {
  Authorized,
  ChangedEvent,
  ConnectedEvent,
  DisconnectedEvent,
  OFAuthHandlerOptions,
  UnconfirmedEvent,
  WebhookEvent,
} from "./options.js";
export type { HandlerError } from "./http/report-error.js";
export type { Geolocation } from "./ofauth/geolocation.js";
export type { Store, StoreChange, StoredConnection } from "./store/store.js";
export type { Connection, ConnectionStatus, UserData } from "../protocol/connection.js";
export type { ImportRequest, SessionUpdate } from "../protocol/connections-contract.js";
export type { ErrorCode } from "../protocol/error-codes.js";
