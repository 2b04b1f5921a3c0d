/** The session that an import takes, checked before it is sent anywhere. */
import * as z from "zod/mini";
import { maxCookie, missingCookies, type SessionUpdate } from "../../protocol/connections-contract.js";

const printable = (max: number) => z.string().check(z.maxLength(max), z.regex(/^[\x20-\x7e]+$/));
const sessionFields = { cookie: printable(maxCookie), userAgent: printable(512) };

/** `PATCH connections/import/{id}` */
export const updateSchema = z.strictObject(sessionFields);

/** `POST connections/import`. Whose it becomes is not for the page to say, as nothing else is. */
export const importSchema = z.strictObject({
  ...sessionFields,
  permissions: z.optional(z.array(printable(100)).check(z.maxLength(100))),
});

export const hasRequiredCookies = ({ cookie }: SessionUpdate): boolean => missingCookies(cookie).length === 0;
