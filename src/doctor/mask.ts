/** Makes text from the site safe to print: a host may send anything, including the secrets that it received. */
import { plainText } from "../protocol/untrusted-text.js";

const MAX_LENGTH = 400;
/** No secret is shorter; masking shorter values would mask ordinary text. */
const MIN_SECRET_LENGTH = 6;

/**
 * Returns a function that removes control and bidirectional characters, truncates the text to 400 characters, and replaces
 * each of `secrets` with `[hidden]`.
 */
export function createMask(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== undefined && secret.length >= MIN_SECRET_LENGTH) as string[];
  // Longest first: one secret may contain another.
  const longestFirst = known.sort((a, b) => b.length - a.length);
  return (text) =>
    plainText(
      longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "[hidden]"), text),
      MAX_LENGTH,
    );
}
