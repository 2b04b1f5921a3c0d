/** Everything that is printed goes through here: a host may send anything, also what it was sent. */
import { plainText } from "../protocol/untrusted-text.js";

const maxLength = 400;
/** Shorter than a secret can be; masking it would mask words. */
const minSecret = 6;

/** Makes `text` safe for a terminal: no controls, no reordering, not long, and without any of `secrets`. */
export function createPrintable(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== undefined && secret.length >= minSecret) as string[];
  // The longest first: one may be a part of another.
  const masked = known.sort((a, b) => b.length - a.length);
  return (text) =>
    plainText(
      masked.reduce((rest, secret) => rest.replaceAll(secret, "[hidden]"), text),
      maxLength,
    );
}
