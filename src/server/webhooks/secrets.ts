/** Parses the option `webhookSecret` into HMAC keys. A missing or weak key is an error at start-up. */

/** The shortest key that is accepted, in bytes: 128 bits. */
const MIN_KEY_BYTES = 16;
/** What Svix's signing secrets start with (https://docs.svix.com/receiving/verifying-payloads/how-manual). */
const SVIX_PREFIX = "whsec_";

type Bytes = Uint8Array<ArrayBuffer>;

/** The HMAC keys of all secrets, by signature scheme. There are several while a secret is being rotated. */
export interface WebhookKeys {
  /** Keys for `svix-signature`: the base64 part of each `whsec_…` secret, decoded. */
  readonly svix: readonly Bytes[];
  /** Keys for `OFAuth-Signature`: the secret as text; for a `whsec_…` secret its decoded base64 part, too. */
  readonly ofauth: readonly Bytes[];
}

/**
 * Parses one secret or a list of them.
 *
 * @throws {Error} If a secret is empty or weak, or is not valid. The message never contains the secret.
 */
export function parseWebhookSecrets(value: string | readonly string[]): WebhookKeys {
  const secrets: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (secrets.length === 0) throw secretError("is an empty list; leave it out to have no webhooks");
  const svix: Bytes[] = [];
  const ofauth: Bytes[] = [];
  for (const secret of secrets) {
    if (typeof secret !== "string" || secret === "") {
      throw secretError("is empty or not a string. Check that its environment variable is set");
    }
    // OFAuth's secrets contain no whitespace: it was added when the secret was pasted or read from a file.
    if (secret.trim() !== secret) throw secretError("has a space or a line break at its beginning or end");
    if (/^(["'`]).*\1$/s.test(secret)) throw secretError("is in quotes, which are not part of it");
    const text = new TextEncoder().encode(secret);
    if (secret.startsWith(SVIX_PREFIX)) {
      const key = requireStrongKey(decodeBase64(secret.slice(SVIX_PREFIX.length)));
      svix.push(key);
      ofauth.push(text, key);
    } else {
      ofauth.push(requireStrongKey(text));
    }
  }
  return { svix, ofauth };
}

const secretError = (problem: string) => new Error(`createOFAuthHandler: webhookSecret ${problem}.`);

function requireStrongKey(key: Bytes): Bytes {
  if (key.length < MIN_KEY_BYTES) throw secretError(`is weak: its key has fewer than ${MIN_KEY_BYTES} bytes`);
  return key;
}

function decodeBase64(text: string): Bytes {
  const unpadded = text.replace(/={1,2}$/, "");
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw secretError("starts with whsec_ but does not continue with base64");
  }
  // `atob` ignores whitespace and unused trailing bits; text that has either was altered after it was copied.
  if (btoa(binary).replace(/=+$/, "") !== unpadded) {
    throw secretError("starts with whsec_ but does not continue with base64");
  }
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
