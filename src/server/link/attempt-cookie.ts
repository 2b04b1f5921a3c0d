/**
 * The signed cookies that bind a flow to the browser and the user that started it (RFC 9700: the callback's proof is bound
 * to the user agent). One for each attempt, so that two tabs do not overwrite each other. HttpOnly, and signed, not
 * encrypted: a record holds ids and times, no session URL and no profile.
 */
import { isAttemptId } from "../../protocol/link-contract.js";
import { isLoopback } from "../../protocol/link-session.js";
import { ATTEMPT_SECONDS, parseAttemptRecord, type AttemptRecord } from "./attempt-record.js";

/** Flow cookies that one browser may hold: each is about 1 kB of every request's header. */
const maxCookies = 4;
// A browser that sends more is not asked to have each of them verified.
const maxRead = 16;

export interface AttemptCookies {
  /** A keyed hash of the user's reference, as `FlowRecord.user`. */
  userTag(clientReferenceId: string): Promise<string>;
  /** This user's records of this browser. Tampered, expired and other users' cookies are as if they were not there. */
  read(request: Request, ownOrigin: string, clientReferenceId: string): Promise<AttemptRecord[]>;
  /** The `Set-Cookie` that keeps `record`, by default until the flow expires. */
  keep(record: AttemptRecord, ownOrigin: string, maxAge?: number): Promise<string>;
  /** The `Set-Cookie` that removes an attempt's cookie. */
  expire(attemptId: string, ownOrigin: string): string;
  /** What removes the oldest cookies, so that there is room for one more. Unreadable ones count as the oldest. */
  makeRoom(request: Request, ownOrigin: string, next: AttemptRecord): Promise<string[]>;
}

export function createAttemptCookies(secret: string, now: () => number): AttemptCookies {
  let keyPromise: Promise<SigningKey> | undefined;
  const key = () => (keyPromise ??= deriveKey(secret));

  async function verify(name: string, cookie: RawCookie): Promise<AttemptRecord | undefined> {
    const [payload, signature, rest] = cookie.value.split(".");
    if (!payload || !signature || rest !== undefined) return undefined;
    try {
      const valid = await crypto.subtle.verify("HMAC", await key(), fromBase64Url(signature), signedBytes(payload));
      if (!valid) return undefined;
      const record = parseAttemptRecord(JSON.parse(new TextDecoder().decode(fromBase64Url(payload))));
      // The name is not signed: a valid value under another attempt's name is not that attempt's.
      return record?.attemptId === name && record.expiresAt > now() ? record : undefined;
    } catch {
      return undefined;
    }
  }

  const readAll = async (request: Request, ownOrigin: string) =>
    Promise.all(
      rawCookies(request, ownOrigin).map(async (cookie) => ({
        attemptId: cookie.attemptId,
        record: await verify(cookie.attemptId, cookie),
      })),
    );

  const userTag = async (clientReferenceId: string) => {
    const mac = await crypto.subtle.sign("HMAC", await key(), new TextEncoder().encode(`user:${clientReferenceId}`));
    return toBase64Url(new Uint8Array(mac).slice(0, 16));
  };

  return {
    userTag,
    async read(request, ownOrigin, clientReferenceId) {
      const user = await userTag(clientReferenceId);
      const found = await readAll(request, ownOrigin);
      return found.flatMap(({ record }) => (record?.user === user ? [record] : []));
    },
    async keep(record, ownOrigin, maxAge = Math.ceil((record.expiresAt - now()) / 1000)) {
      const payload = toBase64Url(new TextEncoder().encode(JSON.stringify(record)));
      const mac = await crypto.subtle.sign("HMAC", await key(), signedBytes(payload));
      const value = `${payload}.${toBase64Url(new Uint8Array(mac))}`;
      return setCookie(record.attemptId, value, Math.max(1, Math.min(maxAge, ATTEMPT_SECONDS)), ownOrigin);
    },
    expire: (attemptId, ownOrigin) => setCookie(attemptId, "", 0, ownOrigin),
    async makeRoom(request, ownOrigin, next) {
      const others = (await readAll(request, ownOrigin)).filter(({ attemptId }) => attemptId !== next.attemptId);
      return others
        .sort((a, b) => (b.record?.startedAt ?? 0) - (a.record?.startedAt ?? 0))
        .slice(maxCookies - 1)
        .map(({ attemptId }) => setCookie(attemptId, "", 0, ownOrigin));
    },
  };
}

// Named by what returns it: not every runtime's types have `CryptoKey` in the global scope.
type SigningKey = Awaited<ReturnType<typeof crypto.subtle.deriveKey>>;

async function deriveKey(secret: string): Promise<SigningKey> {
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode("ofauth-elements flow cookie v1") },
    material,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );
}

// The prefix keeps a signature from passing as the hash of a user, which the same key makes.
const signedBytes = (payload: string) => new TextEncoder().encode(`flow:${payload}`);

interface RawCookie {
  readonly attemptId: string;
  readonly value: string;
}

// A browser takes `Secure` from http: on loopback in some cases only, and `__Host-` demands it.
const isPlainLoopback = (origin: string): boolean => {
  const { protocol, hostname } = new URL(origin);
  return protocol === "http:" && isLoopback(hostname);
};

const cookiePrefix = (ownOrigin: string): string =>
  isPlainLoopback(ownOrigin) ? "ofauth-flow-" : "__Host-ofauth-flow-";

function setCookie(attemptId: string, value: string, maxAge: number, ownOrigin: string): string {
  const secure = isPlainLoopback(ownOrigin) ? "" : " Secure;";
  return `${cookiePrefix(ownOrigin)}${attemptId}=${value}; HttpOnly;${secure} SameSite=Lax; Path=/; Max-Age=${maxAge}`;
}

function rawCookies(request: Request, ownOrigin: string): RawCookie[] {
  const prefix = cookiePrefix(ownOrigin);
  const found: RawCookie[] = [];
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    const attemptId = name.slice(prefix.length);
    if (at > 0 && name.startsWith(prefix) && isAttemptId(attemptId) && found.length < maxRead) {
      found.push({ attemptId, value: pair.slice(at + 1).trim() });
    }
  }
  return found;
}

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Throws for anything that is not base64url. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new Error("not base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
