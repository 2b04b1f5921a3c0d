/**
 * Verifies that OFAuth sent a webhook. Two signature schemes are supported, both HMAC-SHA256 over a timestamp and the
 * bytes of the body: `OFAuth-Signature` (OFAuth's webhook guide), and the three `svix-*` headers
 * (https://docs.svix.com/receiving/verifying-payloads/how-manual). If a delivery has both, both must be valid: a valid
 * one never makes up for an invalid one.
 */
import type { WebhookKeys } from "./secrets.js";

type Bytes = Uint8Array<ArrayBuffer>;

// Derived from the function that returns it: not every runtime's types have `CryptoKey` in the global scope.
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** How far the signed timestamp may be from now, before or after, in seconds. Svix's libraries use the same limit. */
const TOLERANCE_SECONDS = 300;
/** How many signatures a header may hold. Each costs an HMAC; a rotation of secrets needs two. */
const MAX_SIGNATURES = 10;

/** What a valid signature authenticates besides the body. */
export interface VerifiedDelivery {
  /** The event's id (`svix-id`); undefined if only `OFAuth-Signature` was sent. */
  readonly id: string | undefined;
  /** When the delivery was sent, in seconds since the epoch. */
  readonly sentAt: number;
}

/** The parsed signature headers of one scheme, not verified yet. */
interface ParsedSignature extends VerifiedDelivery {
  /** What is signed before the body. */
  readonly prefix: string;
  readonly signatures: readonly Bytes[];
}

/**
 * Resolves to what the signature authenticates, or undefined if the signature is missing, malformed, wrong or too old.
 */
type VerifyWebhook = (headers: Headers, body: Bytes) => Promise<VerifiedDelivery | undefined>;

/** Creates the verifier. `now`: milliseconds since the epoch. */
export function createWebhookVerifier(keys: WebhookKeys, now: () => number): VerifyWebhook {
  const importedKeys = { svix: importLazily(keys.svix), ofauth: importLazily(keys.ofauth) };

  /** Compares every key with every signature, also after a match, so that the time taken reveals nothing. */
  async function isValid({ prefix, signatures, sentAt }: ParsedSignature, getKeys: () => Promise<Key[]>, body: Bytes) {
    if (Math.abs(Math.floor(now() / 1000) - sentAt) > TOLERANCE_SECONDS) return false;
    const content = concat(new TextEncoder().encode(prefix), body);
    const results = (await getKeys()).flatMap((key) =>
      signatures.map((signature) => crypto.subtle.verify("HMAC", key, signature, content)),
    );
    return (await Promise.all(results)).includes(true);
  }

  return async (headers, body) => {
    const svix = parseSvixHeaders(headers);
    const ofauth = parseOFAuthHeader(headers);
    if (svix === "malformed" || ofauth === "malformed") return undefined;
    if (svix && !(await isValid(svix, importedKeys.svix, body))) return undefined;
    if (ofauth && !(await isValid(ofauth, importedKeys.ofauth, body))) return undefined;
    const verified = svix ?? ofauth;
    return verified && { id: verified.id, sentAt: verified.sentAt };
  };
}

function importLazily(keys: readonly Bytes[]): () => Promise<Key[]> {
  let imported: Promise<Key[]> | undefined;
  return () =>
    (imported ??= Promise.all(
      keys.map((key) => crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"])),
    ));
}

/** Parses `svix-id`, `svix-timestamp` and `svix-signature: v1,<base64> v1,<base64> …`; undefined if all are missing. */
function parseSvixHeaders(headers: Headers): ParsedSignature | "malformed" | undefined {
  const [id, time, list] = ["svix-id", "svix-timestamp", "svix-signature"].map((name) => headers.get(name));
  if (id === null && time === null && list === null) return undefined;
  const sentAt = parseSeconds(time);
  // An id must not contain a dot, which separates the signed parts, nor ", ", which joins two headers of one name.
  if (!id || !/^[\w:=+/-]{1,255}$/.test(id) || sentAt === undefined || !list) return "malformed";
  const entries = list.split(" ");
  if (entries.length > MAX_SIGNATURES) return "malformed";
  const signatures: Bytes[] = [];
  for (const entry of entries) {
    const [, version, code] = /^(v\d+[a-z]?),([A-Za-z0-9+/]+={0,2})$/.exec(entry) ?? [];
    if (version === undefined || code === undefined) return "malformed";
    // Other versions have other keys: `v1a` is asymmetric (ed25519).
    if (version !== "v1") continue;
    if (!/^[A-Za-z0-9+/]{43}=$/.test(code)) return "malformed";
    signatures.push(Uint8Array.from(atob(code), (char) => char.charCodeAt(0)));
  }
  return signatures.length > 0 ? { id, sentAt, prefix: `${id}.${time}.`, signatures } : "malformed";
}

/**
 * Parses `OFAuth-Signature: t=<seconds>,v1=<hex>`, with several `v1` parts while a secret is being rotated; undefined
 * if the header is missing.
 */
function parseOFAuthHeader(headers: Headers): ParsedSignature | "malformed" | undefined {
  const header = headers.get("ofauth-signature");
  if (header === null) return undefined;
  let time: string | undefined;
  const signatures: Bytes[] = [];
  for (const part of header.split(",")) {
    const [, name, value = ""] = /^(t|v1)=(.+)$/.exec(part) ?? [];
    if (name === "t" && time === undefined) time = value;
    else if (name === "v1" && /^[0-9a-f]{64}$/.test(value)) signatures.push(decodeHex(value));
    else return "malformed";
  }
  const sentAt = parseSeconds(time);
  if (sentAt === undefined || signatures.length === 0 || signatures.length > MAX_SIGNATURES) return "malformed";
  return { id: undefined, sentAt, prefix: `${time}.`, signatures };
}

const decodeHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const parseSeconds = (text: string | null | undefined): number | undefined =>
  text != null && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined;

function concat(first: Bytes, second: Bytes): Bytes {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
