/**
 * Server handler for the elements, as one function of a `Request`: starts Link sessions with the API key, handles
 * OFAuth's callback, confirms that a connection belongs to the signed-in user, and serves each user their own
 * connections. Also a client of OFAuth's API for your own server code. Runs on Node, Bun, Deno and Workers; for
 * `node:http`, Express and Fastify see `ofauth-elements/server/node`.
 */
import { createHandler, type OFAuthHandler } from "./handler.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { refuseInBrowser } from "./refuse-in-browser.js";

refuseInBrowser();

/**
 * Creates the handler for all routes under `basePath`.
 *
 * @param options - `apiKey` and `authorize` are required.
 * @returns A function from `Request` to `Promise<Response>` that never rejects.
 * @throws Error that names the option, when one is missing or wrong; also when called in a browser.
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
export type { OFAuthHandler, RequestContext } from "./handler.js";
export type {
  ChangedEvent,
  ConnectedEvent,
  DisconnectedEvent,
  KnownQuery,
  UnconfirmedEvent,
  WebhookEvent,
} from "./host-events.js";
export type { Authorized, OFAuthHandlerOptions } from "./options.js";
export type { UpstreamFailure } from "./http/http-error.js";
export type { HandlerError } from "./http/report-error.js";
export type { HandledRequest } from "./http/report-request.js";
export type { Geolocation } from "./ofauth/geolocation.js";
export type { Confirmation, Intent, PutOutcome, Store, StoreChange, StoredConnection } from "./store/store.js";
export type { Connection, ConnectionStatus, UserData } from "../protocol/connection.js";
export type { ImportRequest, SessionUpdate } from "../protocol/connections-contract.js";
export type { ErrorCode } from "../protocol/error-codes.js";
