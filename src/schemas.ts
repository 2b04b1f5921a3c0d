/**
 * zod schemas of the host's routes, for your own backend and for tests against the one of this package: what the
 * elements send, what they accept as an answer, and what OFAuth delivers to a webhook. They accept exactly what the
 * elements' own parsers accept, and output the same data. For servers and tests: the elements do not load zod.
 *
 * The schemas are built with `zod/mini`: they have `parse` and `safeParse`, and can be nested in schemas of `zod`.
 *
 * @example
 * import { connectionSchema } from "ofauth-elements/schemas";
 *
 * const connection = connectionSchema.parse(await response.json());
 */
export {
  completeRequestSchema,
  connectionPageSchema,
  connectionSchema,
  errorResponseSchema,
  importRequestSchema,
  initRequestSchema,
  linkResultSchema,
  linkSessionSchema,
  sessionUpdateSchema,
  webhookEventSchema,
} from "./protocol/schemas.js";
export type { Connection, ConnectionStatus, UserData } from "./protocol/connection.js";
export type { ConnectionPage, ImportRequest, SessionUpdate } from "./protocol/connections-contract.js";
export type { ErrorCode } from "./protocol/error-codes.js";
export type { CompleteRequest, ConnectMode, ErrorResponse, InitRequest, LinkResult } from "./protocol/link-contract.js";
export type { LinkSession } from "./protocol/link-session.js";
export type { ConnectionEventData, ConnectionEventType, ParsedWebhookEvent } from "./protocol/webhook-event.js";
