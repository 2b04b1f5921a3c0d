/**
 * Type checks for values from outside, on which the parsers are built. Pages load these instead of the zod schemas in
 * `schemas.ts`, because zod would cost more than all other code. A property test checks that the two agree.
 */

/** An object from outside, with its own properties only: inherited ones were not sent. */
export type UntrustedRecord = Readonly<Record<string, unknown>>;

/**
 * Copies the own properties of `value` to an object without a prototype. Returns undefined when `value` is not an
 * object.
 */
export function asRecord(value: unknown): UntrustedRecord | undefined {
  // An iterable is a list, or megabytes of bytes or characters, which would block the page while they are copied.
  if (typeof value !== "object" || value === null || Symbol.iterator in value) return undefined;
  return Object.assign(Object.create(null) as object, value) as UntrustedRecord;
}

/**
 * Like `asRecord`; a record without any field when `value` is not an object. `{}` instead would have those that a
 * script added to `Object.prototype`.
 */
export const asRecordOrEmpty = (value: unknown): UntrustedRecord => asRecord(value) ?? asRecord({})!;

/** Whether `value` is a primitive string. */
export const isString = (value: unknown): value is string => typeof value === "string";

/** Whether an optional field is missing. Some of OFAuth's answers have `null` there. */
export const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;
