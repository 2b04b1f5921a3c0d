/** Schemas of an imported session, which is validated before it is sent to OFAuth. */
import * as z from "zod/mini";
import { maxCookie, missingCookies, type SessionUpdate } from "../../protocol/connections-contract.js";

const MAX_USER_AGENT_LENGTH = 512;
const MAX_PERMISSIONS = 100;
const MAX_PERMISSION_LENGTH = 100;

// Printable ASCII: cookie and user agent are header values.
const printable = (max: number) => z.string().check(z.maxLength(max), z.regex(/^[\x20-\x7e]+$/));
const sessionFields = { cookie: printable(maxCookie), userAgent: printable(MAX_USER_AGENT_LENGTH) };

/** `PATCH connections/import/{id}` */
export const updateSchema = z.strictObject(sessionFields);

/** `POST connections/import`. Strict: the page cannot choose the owner, or anything else. */
export const importSchema = z.strictObject({
  ...sessionFields,
  permissions: z.optional(z.array(printable(MAX_PERMISSION_LENGTH)).check(z.maxLength(MAX_PERMISSIONS))),
});

/** Whether the cookie contains all cookies that OFAuth requires. */
export const hasRequiredCookies = ({ cookie }: SessionUpdate): boolean => missingCookies(cookie).length === 0;
