/**
 * The few questions that a page asks about the shape of a value from outside. The same shapes stand as zod schemas in
 * `schemas.ts`; these are what a browser loads, because the schemas would cost more than everything else of ours together.
 * A property test holds the two equal.
 */

/** Own properties only: what a prototype brings along was not said by the other side. */
export type UntrustedRecord = Readonly<Record<string, unknown>>;

/** The own properties of `value` as a fresh object without a prototype, or undefined when it is not an object. */
export function asRecord(value: unknown): UntrustedRecord | undefined {
  // What can be iterated is a list, or megabytes of bytes or letters that would be copied one by one while the page stands still.
  if (typeof value !== "object" || value === null || Symbol.iterator in value) return undefined;
  return Object.assign(Object.create(null) as object, value) as UntrustedRecord;
}

export const isString = (value: unknown): value is string => typeof value === "string";

/** For a field that may be left out, and that is `null` in some of OFAuth's answers. */
export const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;
