/** The location of OFAuth's proxy, as Link init takes it. */

/** Where OFAuth's proxy for the new connection should be. */
export interface Geolocation {
  /** Required by OFAuth, such as `"US"`. */
  readonly country: string;
  /** Such as `"CA"`. */
  readonly state?: string | undefined;
  /** Such as `"Los Angeles"`. */
  readonly city?: string | undefined;
}

const MAX_LENGTH = 100;

/** Copies the geolocation in `value` field by field; undefined when it is not one. */
export function parseGeolocation(value: unknown): Geolocation | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { country, state, city } = value as Record<string, unknown>;
  const isName = (name: unknown) => typeof name === "string" && name !== "" && name.length <= MAX_LENGTH;
  if (!isName(country) || [state, city].some((name) => name !== undefined && !isName(name))) return undefined;
  return {
    country: country as string,
    ...(state !== undefined && { state: state as string }),
    ...(city !== undefined && { city: city as string }),
  };
}
