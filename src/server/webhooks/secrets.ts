/** The option `webhookSecret`: which keys may have signed a webhook. A key that is weak or none fails at start-up. */

const minKeyBytes = 16;
const svixPrefix = "whsec_";

type Bytes = Uint8Array<ArrayBuffer>;

/** The keys of all secrets, for each way to sign. While one secret takes the place of another there are two. */
export interface WebhookKeys {
  /** For `svix-signature`: the base64 part of a secret `whsec_…`. */
  readonly svix: readonly Bytes[];
  /** For `OFAuth-Signature`: the secret's letters as given, or the base64 part. */
  readonly ofauth: readonly Bytes[];
}

/** Throws an `Error` that says what is wrong with `value`, and not what it is. */
export function parseWebhookSecrets(value: string | readonly string[]): WebhookKeys {
  const secrets: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (secrets.length === 0) throw fault("is an empty list; leave it out to have no webhooks");
  const svix: Bytes[] = [];
  const ofauth: Bytes[] = [];
  for (const secret of secrets) {
    if (typeof secret !== "string" || secret === "") {
      throw fault("is empty or not a string; is its environment variable set?");
    }
    // OFAuth's own copy has none: it came along when the secret was pasted or read from a file.
    if (secret.trim() !== secret) throw fault("has a space or a line break at its beginning or end");
    const asGiven = new TextEncoder().encode(secret);
    if (secret.startsWith(svixPrefix)) {
      const key = strong(decodeBase64(secret.slice(svixPrefix.length)));
      svix.push(key);
      ofauth.push(asGiven, key);
    } else {
      ofauth.push(strong(asGiven));
    }
  }
  return { svix, ofauth };
}

const fault = (why: string) => new Error(`createOFAuthHandler: webhookSecret ${why}.`);

function strong(key: Bytes): Bytes {
  if (key.length < minKeyBytes) throw fault(`is weak: its key has less than ${minKeyBytes} bytes`);
  return key;
}

function decodeBase64(text: string): Bytes {
  const unpadded = text.replace(/={1,2}$/, "");
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw fault("begins with whsec_ but does not go on with base64");
  }
  // `atob` passes over spaces and over bits that mean nothing: such a text was changed on its way here.
  if (btoa(binary).replace(/=+$/, "") !== unpadded) throw fault("begins with whsec_ but does not go on with base64");
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
