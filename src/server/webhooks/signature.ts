/**
 * Verifies that OFAuth sent a webhook. Two signature schemes are supported, both HMAC-SHA256 over a timestamp and the
 * bytes of the body: `OFAuth-Signature` (OFAuth's webhook guide), and that of Standard Webhooks, whose three headers
 * start with `svix-` (https://docs.svix.com/receiving/verifying-payloads/how-manual) or `webhook-`
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). If a delivery has
 * several, all must be valid: a valid one never makes up for an invalid one.
 */
import type { WebhookKeys } from "./secrets.js";

type Bytes = Uint8Array<ArrayBuffer>;

// Derived from the function that returns it: not every runtime's types have `CryptoKey` in the global scope.
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** How far the signed timestamp may be from now, before or after, in seconds. Svix's libraries use the same limit. */
const TOLERANCE_SECONDS = 300;
/** How many parts a header may have. Each signature costs an HMAC; a rotation of secrets needs two. */
const MAX_PARTS = 10;
/** What the names of Standard Webhooks' headers start with. */
const STANDARD_PREFIXES = ["svix", "webhook"] as const;

/** What valid signatures authenticate besides the body. */
export interface VerifiedDelivery {
  /** The event's id (`svix-id`, `webhook-id`); undefined if only `OFAuth-Signature` was sent. */
  readonly id: string | undefined;
  /** When the delivery was sent, in seconds since the epoch: once for each header that says so. */
  readonly sentAt: readonly [number, ...number[]];
}

/** The parsed signature headers of one scheme, not verified yet. */
interface ParsedSignature {
  readonly scheme: keyof WebhookKeys;
  readonly id: string | undefined;
  readonly sentAt: number;
  /** What is signed before the body. */
  readonly prefix: string;
  readonly signatures: readonly Bytes[];
}

/** Resolves to what the signatures authenticate; undefined if one of them is wrong. */
type VerifyBody = (body: Bytes) => Promise<VerifiedDelivery | undefined>;

/**
 * Reads the signature headers. Returns undefined if they are missing, malformed or too old: the body need not be read
 * then.
 */
type ReadSignatures = (headers: Headers) => VerifyBody | undefined;

/** Creates the verifier. `now`: milliseconds since the epoch. */
export function createWebhookVerifier(keys: WebhookKeys, now: () => number): ReadSignatures {
  const importedKeys = { svix: importLazily(keys.svix), ofauth: importLazily(keys.ofauth) };

  const isRecent = ({ sentAt }: ParsedSignature) => Math.abs(Math.floor(now() / 1000) - sentAt) <= TOLERANCE_SECONDS;

  /** Compares every key with every signature, also after a match, so that the time taken reveals nothing. */
  async function isValid({ scheme, prefix, signatures }: ParsedSignature, body: Bytes): Promise<boolean> {
    const content = concat(new TextEncoder().encode(prefix), body);
    const results = (await importedKeys[scheme]()).flatMap((key) =>
      signatures.map((signature) => crypto.subtle.verify("HMAC", key, signature, content)),
    );
    return (await Promise.all(results)).includes(true);
  }

  return (headers) => {
    const parsed = [
      ...STANDARD_PREFIXES.map((name) => parseStandardHeaders(headers, name)),
      parseOFAuthHeader(headers),
    ];
    const signatures = parsed.filter((one) => one !== undefined);
    if (!signatures.every((one) => one !== "malformed") || !signatures.every(isRecent)) return undefined;
    const [first, ...others] = signatures;
    const ids = new Set(signatures.map(({ id }) => id).filter((id) => id !== undefined));
    // Two ids would make two events of one delivery.
    if (!first || ids.size > 1) return undefined;
    return async (body) => {
      for (const one of signatures) if (!(await isValid(one, body))) return undefined;
      return { id: Array.from(ids)[0], sentAt: [first.sentAt, ...others.map(({ sentAt }) => sentAt)] };
    };
  };
}

function importLazily(keys: readonly Bytes[]): () => Promise<Key[]> {
  let imported: Promise<Key[]> | undefined;
  return () =>
    (imported ??= Promise.all(
      keys.map((key) => crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"])),
    ));
}

/**
 * Parses `svix-id`, `svix-timestamp` and `svix-signature: v1,<base64> v1,<base64> …`, or the same three headers of
 * another prefix; undefined if all are missing.
 */
function parseStandardHeaders(headers: Headers, name: string): ParsedSignature | "malformed" | undefined {
  const [id, time, list] = ["id", "timestamp", "signature"].map((part) => headers.get(`${name}-${part}`));
  if (id === null && time === null && list === null) return undefined;
  const sentAt = parseSeconds(time);
  // An id must not contain a dot, which separates the signed parts, nor ", ", which joins two headers of one name.
  if (!id || !/^[\w:=+/-]{1,255}$/.test(id) || sentAt === undefined || !list) return "malformed";
  const entries = list.split(" ");
  if (entries.length > MAX_PARTS) return "malformed";
  const signatures: Bytes[] = [];
  for (const entry of entries) {
    const [, version, code] = /^(v\d+[a-z]?),([A-Za-z0-9+/]+={0,2})$/.exec(entry) ?? [];
    if (version === undefined || code === undefined) return "malformed";
    // Other versions have other keys: `v1a` is asymmetric (ed25519).
    if (version !== "v1") continue;
    if (!/^[A-Za-z0-9+/]{43}=$/.test(code)) return "malformed";
    signatures.push(Uint8Array.from(atob(code), (char) => char.charCodeAt(0)));
  }
  return signatures.length > 0 ? { scheme: "svix", id, sentAt, prefix: `${id}.${time}.`, signatures } : "malformed";
}

/**
 * Parses `OFAuth-Signature: t=<seconds>,v1=<hex>`, with several `v1` parts while a secret is being rotated; undefined
 * if the header is missing. Other versions (`v0=`) are skipped, as with the other scheme.
 */
function parseOFAuthHeader(headers: Headers): ParsedSignature | "malformed" | undefined {
  const header = headers.get("ofauth-signature");
  if (header === null) return undefined;
  const parts = header.split(",").map((part) => /^(t|v\d+[a-z]?)=(\S+)$/.exec(part));
  let time: string | undefined;
  const signatures: Bytes[] = [];
  for (const part of parts) {
    const [, name, value = ""] = part ?? [];
    if (name === undefined || (name === "t" && time !== undefined)) return "malformed";
    if (name === "t") time = value;
    if (name !== "v1") continue;
    if (!/^[0-9a-f]{64}$/.test(value)) return "malformed";
    signatures.push(decodeHex(value));
  }
  const sentAt = parseSeconds(time);
  // The time is a part, too.
  if (sentAt === undefined || signatures.length === 0 || parts.length > MAX_PARTS + 1) return "malformed";
  return { scheme: "ofauth", id: undefined, sentAt, prefix: `${time}.`, signatures };
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
