/**
 * zod schemas of what the host's routes receive and answer, and of OFAuth's webhook deliveries; published as
 * `ofauth-elements/schemas`. The server checks requests with them. Pages load parsers by hand instead, because zod
 * would cost more than an element; a test compares the two. Those of zod/mini work like zod's, and nest in them.
 */
import * as z from "zod/mini";
import {
  connectionIdPattern,
  isConnectionId,
  parseClientReferenceId,
  parsePermissions,
  parseTimestamp,
  parseUserData,
} from "./connection.js";
import { MAX_COOKIE_LENGTH, MAX_PAGE_SIZE } from "./connections-contract.js";
import { errorCodes, isErrorCode, type ErrorCode } from "./error-codes.js";
import { attemptIdPattern } from "./link-contract.js";
import { parseSessionUrl } from "./link-session.js";
import { plainText, untrustedText } from "./untrusted-text.js";
import { parseWebhookEvent, type ParsedWebhookEvent } from "./webhook-event.js";

/** A field that is never refused: the parser replaces a missing or malformed value. */
const lenient = <T>(parse: (value: unknown) => T) => z.pipe(z.optional(z.unknown()), z.transform(parse));

const timestampSchema = z
  .string()
  .check(z.refine((value) => parseTimestamp(value) !== null, "Expected an RFC 3339 timestamp of a real day"));

/** Whether a page accepts `value` as a session URL once its origin is listed in `link-origins`. */
function isOpenableUrl(value: string): boolean {
  try {
    // The page is on loopback, which may open loopback URLs; on port 0, which no session URL has.
    parseSessionUrl(value, { origins: [new URL(value).origin], pageUrl: "http://localhost:0/" });
    return true;
  } catch {
    return false;
  }
}

export const connectionIdSchema = z.string().check(z.regex(connectionIdPattern, "Expected a connection id (conn_…)"));
const attemptIdSchema = z.string().check(z.regex(attemptIdPattern, "Expected 8 to 64 letters, digits, _ or -"));

/**
 * Body of `POST link/init`. Unknown fields are dropped. `returnTo` must still be checked to be a path on your own
 * origin.
 *
 * @example
 * const { mode, connectionId } = initRequestSchema.parse(await request.json());
 */
export const initRequestSchema = z.object({
  connectionId: z.optional(connectionIdSchema),
  mode: z.enum(["embed", "popup", "redirect"]),
  attemptId: attemptIdSchema,
  returnTo: z.optional(z.string()),
});

/**
 * Body of `POST link/complete`. Unknown fields are dropped.
 *
 * @example
 * const { connectionId, attemptId } = completeRequestSchema.parse(await request.json());
 */
export const completeRequestSchema = z.object({ connectionId: connectionIdSchema, attemptId: attemptIdSchema });

/**
 * Answer of `POST link/init`: a hosted Link session. The URL must be `https:` (or `http:` on loopback); the element
 * also compares its origin with `link-origins`.
 *
 * @example
 * const session = linkSessionSchema.parse(await response.json());
 */
export const linkSessionSchema = z.object({
  mode: z.optional(z.literal("hosted", 'Expected "hosted": the client app is set to whitelabel Link')),
  url: z.string().check(z.refine(isOpenableUrl, "Expected a plain https: URL of at most 2048 characters")),
  expiresAt: z.optional(timestampSchema),
});

/**
 * A connection, as `link/complete` and the routes below `connections` answer it. Only `id` and `status` are required. A
 * field that is missing or malformed becomes null (`permissions`: an empty list, `imported`: false), as in the
 * elements.
 *
 * @example
 * const { id, status } = connectionSchema.parse(await response.json());
 */
export const connectionSchema = z.object({
  id: connectionIdSchema,
  status: z.string().check(z.minLength(1), z.maxLength(64)),
  permissions: lenient(parsePermissions),
  expiredAt: lenient(parseTimestamp),
  createdAt: lenient(parseTimestamp),
  updatedAt: lenient(parseTimestamp),
  clientReferenceId: lenient(parseClientReferenceId),
  imported: lenient((value) => value === true),
  lastCheckedAt: lenient(parseTimestamp),
  userData: lenient(parseUserData),
});

const firstEntries = z.pipe(
  z.array(z.unknown()),
  z.transform((list) => list.slice(0, MAX_PAGE_SIZE)),
);

/**
 * Answer of `GET connections`. One entry that is not a connection makes the whole page invalid; entries after the first
 * 100 are dropped.
 *
 * @example
 * const { list, hasMore } = connectionPageSchema.parse(await response.json());
 */
export const connectionPageSchema = z.object({
  list: z.pipe(firstEntries, z.array(connectionSchema)),
  hasMore: lenient((value) => value === true),
  asOf: lenient(parseTimestamp),
  complete: lenient((value) => value !== false),
});

/**
 * Answer of `GET link/result`: how a popup or redirect ended. `failed` with an unknown code becomes `unknown`.
 *
 * @example
 * const { outcome } = linkResultSchema.parse(await response.json());
 */
export const linkResultSchema = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("connected"),
    attemptId: attemptIdSchema,
    connection: connectionSchema,
    requestedConnectionId: z.optional(lenient((id) => (isConnectionId(id) ? id : undefined))),
  }),
  z.object({ outcome: z.literal("confirming"), attemptId: attemptIdSchema }),
  z.object({ outcome: z.literal("cancelled"), attemptId: attemptIdSchema, step: z.optional(lenient(untrustedText)) }),
  z.object({
    outcome: z.literal("failed"),
    attemptId: attemptIdSchema,
    code: lenient((code): ErrorCode => (isErrorCode(code) ? code : "unknown")),
    reason: z.optional(lenient(untrustedText)),
  }),
]);

/**
 * Error answer of every route.
 *
 * @example
 * if (!response.ok) throw new Error(errorResponseSchema.parse(await response.json()).code);
 */
export const errorResponseSchema = z.object({
  code: z.enum(errorCodes),
  message: lenient((message) => plainText(message, 200)),
});

const MAX_USER_AGENT_LENGTH = 512;
const MAX_PERMISSIONS = 100;
const MAX_PERMISSION_LENGTH = 100;
// Cookie and user agent are sent as headers.
const printableAscii = (max: number) => z.string().check(z.maxLength(max), z.regex(/^[\x20-\x7e]+$/));
const sessionFields = {
  cookie: printableAscii(MAX_COOKIE_LENGTH),
  userAgent: printableAscii(MAX_USER_AGENT_LENGTH),
};

/**
 * Body of `PATCH connections/import/{id}`: a session that was copied from a browser. Unknown fields are refused. OFAuth
 * demands the cookies `auth_id`, `sess` and `fp`; the schema does not look for them.
 *
 * @example
 * const { cookie, userAgent } = sessionUpdateSchema.parse(await request.json());
 */
export const sessionUpdateSchema = z.strictObject(sessionFields);

/**
 * Body of `POST connections/import`. Unknown fields are refused, `clientReferenceId` above all: the server decides who
 * owns the connection, never the page.
 *
 * @example
 * const session = importRequestSchema.parse(await request.json());
 */
export const importRequestSchema = z.strictObject({
  ...sessionFields,
  permissions: z.optional(z.array(printableAscii(MAX_PERMISSION_LENGTH)).check(z.maxLength(MAX_PERMISSIONS))),
});

/**
 * Body of a webhook delivery, in both of OFAuth's spellings (`type` or `eventType`). Anyone can send one: verify the
 * signature first. Event types that are not known here pass, with `connectionEvent` undefined.
 *
 * @example
 * const { type, connectionEvent } = webhookEventSchema.parse(JSON.parse(body));
 * if (connectionEvent) console.log(type, connectionEvent.connectionId, connectionEvent.status);
 */
export const webhookEventSchema = z.pipe(
  z.looseObject({ timestamp: z.optional(z.nullable(timestampSchema)) }),
  z.transform((delivery, { issues }): ParsedWebhookEvent => {
    const event = parseWebhookEvent(delivery);
    if (event) return event;
    const message = "Expected a webhook event with a type and, for connection.*, a connection with an id and a status";
    issues.push({ code: "custom", input: delivery, message });
    return z.NEVER;
  }),
);
