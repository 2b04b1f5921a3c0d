/** The `Retry-After` header (RFC 9110, section 10.2.3), in seconds or as a date. */

/**
 * Returns the delay that the header asks for, in milliseconds: negative for a date in the past, undefined when the
 * header is missing or malformed.
 *
 * @param now time of the response, in milliseconds since the epoch
 */
export function retryAfterMs(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  // A date starts with its weekday. Without this check, Date.parse would read "1e9" and "-5" as years.
  const date = /^[A-Z][a-z]+,? /.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : date - now;
}
