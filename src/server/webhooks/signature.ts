/**
 * Did OFAuth send this? Two families of signatures are known (`OFAuth-Signature`, and Svix's three headers), both HMAC-SHA256
 * over the body's bytes and a time. One that is there must be right: the better of two is not chosen.
 */
import type { WebhookKeys } from "./secrets.js";

type Bytes = Uint8Array<ArrayBuffer>;

// Named by what returns it: not every runtime's types have `CryptoKey` in the global scope.
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** How old, or how far ahead, a signature may be. */
const toleranceSeconds = 300;
/** Each costs work: as many as nobody needs who changes his secret. */
const maxSignatures = 10;

/** What a right signature vouches for, besides the body. */
export interface VerifiedDelivery {
  /** The delivery's id; only Svix's family has one. */
  readonly id: string | undefined;
  /** When it was sent, in seconds since the epoch. */
  readonly sentAt: number;
}

/** What was signed beside the body, and with what result, by one family. */
interface Claimed extends VerifiedDelivery {
  readonly prefix: string;
  readonly signatures: readonly Bytes[];
}

export type VerifyWebhook = (headers: Headers, body: Bytes) => Promise<VerifiedDelivery | undefined>;

export function createWebhookVerifier(keys: WebhookKeys, now: () => number): VerifyWebhook {
  const imported = { svix: importOnce(keys.svix), ofauth: importOnce(keys.ofauth) };

  /** Tries every key with every signature, also after one has matched: the time tells nothing. */
  async function isRight({ prefix, signatures, sentAt }: Claimed, keysOf: () => Promise<Key[]>, body: Bytes) {
    if (Math.abs(Math.floor(now() / 1000) - sentAt) > toleranceSeconds) return false;
    const content = concat(new TextEncoder().encode(prefix), body);
    const tries = (await keysOf()).flatMap((key) =>
      signatures.map((signature) => crypto.subtle.verify("HMAC", key, signature, content)),
    );
    return (await Promise.all(tries)).includes(true);
  }

  return async (headers, body) => {
    const svix = readSvix(headers);
    const ofauth = readOFAuth(headers);
    if (svix === "malformed" || ofauth === "malformed") return undefined;
    if (svix && !(await isRight(svix, imported.svix, body))) return undefined;
    if (ofauth && !(await isRight(ofauth, imported.ofauth, body))) return undefined;
    const signed = svix ?? ofauth;
    return signed && { id: signed.id, sentAt: signed.sentAt };
  };
}

function importOnce(keys: readonly Bytes[]): () => Promise<Key[]> {
  let imported: Promise<Key[]> | undefined;
  return () =>
    (imported ??= Promise.all(
      keys.map((key) => crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"])),
    ));
}

/** `svix-id`, `svix-timestamp` and `svix-signature: v1,<base64> v1,<base64> …`; undefined when there is none of them. */
function readSvix(headers: Headers): Claimed | "malformed" | undefined {
  const [id, time, list] = ["svix-id", "svix-timestamp", "svix-signature"].map((name) => headers.get(name));
  if (id === null && time === null && list === null) return undefined;
  const sentAt = readSeconds(time);
  // No dot: it parts what is signed. No space or comma: that is two headers in one.
  if (!id || !/^[\w:=+/-]{1,255}$/.test(id) || sentAt === undefined || !list) return "malformed";
  const entries = list.split(" ");
  if (entries.length > maxSignatures) return "malformed";
  const signatures: Bytes[] = [];
  for (const entry of entries) {
    const [, version, code] = /^(v\d+[a-z]?),([A-Za-z0-9+/]+={0,2})$/.exec(entry) ?? [];
    if (version === undefined || code === undefined) return "malformed";
    // Other versions are other keys: `v1a` is an asymmetric one.
    if (version !== "v1") continue;
    if (!/^[A-Za-z0-9+/]{43}=$/.test(code)) return "malformed";
    signatures.push(Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0)));
  }
  return signatures.length > 0 ? { id, sentAt, prefix: `${id}.${time}.`, signatures } : "malformed";
}

/** `OFAuth-Signature: t=<seconds>,v1=<hex>`, with further `v1` parts while a secret changes; undefined when it is missing. */
function readOFAuth(headers: Headers): Claimed | "malformed" | undefined {
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
  const sentAt = readSeconds(time);
  if (sentAt === undefined || signatures.length === 0 || signatures.length > maxSignatures) return "malformed";
  return { id: undefined, sentAt, prefix: `${time}.`, signatures };
}

const decodeHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const readSeconds = (text: string | null | undefined): number | undefined =>
  text != null && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined;

function concat(first: Bytes, second: Bytes): Bytes {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
