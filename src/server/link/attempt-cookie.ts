/**
 * Signed cookies that bind an attempt to the browser and the user that started it (RFC 9700: the proof of the callback
 * is bound to the user agent). One cookie for each attempt, so that two tabs do not overwrite each other. HttpOnly,
 * signed and not encrypted: a record contains ids and times, no session URL and no profile.
 */
import { isAttemptId } from "../../protocol/link-contract.js";
import { isLoopback } from "../../protocol/link-session.js";
import { ATTEMPT_SECONDS, parseAttemptRecord, stringifyWithin, type AttemptRecord } from "./attempt-record.js";

/** Attempts that one browser may have at once. */
const MAX_COOKIES = 4;
/** All of them together: every request to the host carries them, and servers limit the size of headers. */
const MAX_TOTAL_BYTES = 3000;
/** As JSON: with the longest name, base64url and the signature it is below `MAX_TOTAL_BYTES`. */
const MAX_RECORD_BYTES = 2100;
/** Cookies of one request that are verified: each costs work. */
const MAX_COOKIES_READ = 16;

// Persisted in browsers: do not change these strings.
const COOKIE_PREFIX = "ofauth-flow-";
const HKDF_INFO = "ofauth-elements flow cookie v1";
// The two prefixes keep a cookie's signature from passing as the hash of a user, which the same key makes.
const SIGNED_PREFIX = "flow:";
const USER_TAG_PREFIX = "user:";

export interface AttemptCookies {
  /** Returns a keyed hash of the user's reference, for `AttemptRecord.user`. */
  userTag(clientReferenceId: string): Promise<string>;
  /** Returns this user's records in this browser. Tampered and expired cookies and those of other users are ignored. */
  read(request: Request, ownOrigin: string, clientReferenceId: string): Promise<AttemptRecord[]>;
  /** Returns the records of all users in this browser. */
  readOfAnyone(request: Request, ownOrigin: string): Promise<AttemptRecord[]>;
  /**
   * Returns the `Set-Cookie`s that store `record`, by default until the attempt expires (`maxAge`: in seconds), and
   * remove the cookies of other attempts that do not fit beside it: unreadable and completed ones first, then the
   * oldest.
   */
  write(request: Request, ownOrigin: string, record: AttemptRecord, maxAge?: number): Promise<string[]>;
  /** Returns the `Set-Cookie` that removes an attempt's cookie. */
  expire(attemptId: string, ownOrigin: string): string;
}

/** How browsers keep the cookies of attempts: see the handler's option `cookies`. */
export type CookieKind = "lax" | "partitioned";

export function createAttemptCookies(secret: string, now: () => number, kind: CookieKind = "lax"): AttemptCookies {
  const setCookie = (attemptId: string, value: string, maxAge: number, ownOrigin: string): string =>
    `${cookiePrefix(ownOrigin)}${attemptId}=${value}; ${cookieAttributes(kind, ownOrigin)}; Max-Age=${maxAge}`;
  let keyPromise: Promise<SigningKey> | undefined;
  const key = () => (keyPromise ??= deriveKey(secret));

  async function verify(name: string, cookie: RawCookie): Promise<AttemptRecord | undefined> {
    const [payload, signature, rest] = cookie.value.split(".");
    if (!payload || !signature || rest !== undefined) return undefined;
    try {
      const valid = await crypto.subtle.verify("HMAC", await key(), fromBase64Url(signature), signedBytes(payload));
      if (!valid) return undefined;
      const record = parseAttemptRecord(JSON.parse(new TextDecoder().decode(fromBase64Url(payload))));
      // The name is not signed: a valid value must not pass under another attempt's name.
      return record?.attemptId === name && record.expiresAt > now() ? record : undefined;
    } catch {
      return undefined;
    }
  }

  const readAll = async (request: Request, ownOrigin: string) =>
    Promise.all(
      rawCookies(request, ownOrigin).map(async (cookie) => ({
        ...cookie,
        record: await verify(cookie.attemptId, cookie),
      })),
    );

  async function sign(record: AttemptRecord): Promise<string> {
    const payload = toBase64Url(new TextEncoder().encode(stringifyWithin(record, MAX_RECORD_BYTES)));
    return `${payload}.${toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", await key(), signedBytes(payload))))}`;
  }

  const userTag = async (clientReferenceId: string) => {
    const mac = await crypto.subtle.sign(
      "HMAC",
      await key(),
      new TextEncoder().encode(USER_TAG_PREFIX + clientReferenceId),
    );
    return toBase64Url(new Uint8Array(mac).slice(0, 16));
  };

  const readOfAnyone = async (request: Request, ownOrigin: string) =>
    (await readAll(request, ownOrigin)).flatMap(({ record }) => record ?? []);

  return {
    userTag,
    readOfAnyone,
    async read(request, ownOrigin, clientReferenceId) {
      const user = await userTag(clientReferenceId);
      return (await readOfAnyone(request, ownOrigin)).filter((record) => record.user === user);
    },
    async write(request, ownOrigin, record, maxAge = Math.ceil((record.expiresAt - now()) / 1000)) {
      const value = await sign(record);
      const others = (await readAll(request, ownOrigin)).filter(({ attemptId }) => attemptId !== record.attemptId);
      let left = MAX_TOTAL_BYTES - sizeOf(record.attemptId, value, ownOrigin);
      const removed = others
        .sort((a, b) => importance(b.record) - importance(a.record))
        .filter((other, index) => {
          const size = sizeOf(other.attemptId, other.value, ownOrigin);
          if (index >= MAX_COOKIES - 1 || size > left) return true;
          left -= size;
          return false;
        });
      return [
        ...removed.map(({ attemptId }) => setCookie(attemptId, "", 0, ownOrigin)),
        setCookie(record.attemptId, value, Math.max(1, Math.min(maxAge, ATTEMPT_SECONDS)), ownOrigin),
      ];
    },
    expire: (attemptId, ownOrigin) => setCookie(attemptId, "", 0, ownOrigin),
  };
}

/** Of two cookies the one with the greater number is kept. */
const importance = (record: AttemptRecord | undefined): number =>
  record === undefined ? 0 : record.state.phase === "completed" ? 1 : record.startedAt;

const sizeOf = (attemptId: string, value: string, ownOrigin: string): number =>
  `${cookiePrefix(ownOrigin)}${attemptId}=${value}; `.length;

// Not every runtime's types have `CryptoKey` in the global scope.
type SigningKey = Awaited<ReturnType<typeof crypto.subtle.deriveKey>>;

async function deriveKey(secret: string): Promise<SigningKey> {
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode(HKDF_INFO) },
    material,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );
}

const signedBytes = (payload: string) => new TextEncoder().encode(SIGNED_PREFIX + payload);

/** Whether the request may have a cookie of an attempt. */
export const hasAttemptCookie = ({ headers }: Request): boolean =>
  headers.get("cookie")?.includes(COOKIE_PREFIX) ?? false;

interface RawCookie {
  readonly attemptId: string;
  readonly value: string;
}

// Not every browser accepts `Secure` cookies from http: on loopback, and `__Host-` requires `Secure`.
const isPlainLoopback = (origin: string): boolean => {
  const { protocol, hostname } = new URL(origin);
  return protocol === "http:" && isLoopback(hostname);
};

const cookiePrefix = (ownOrigin: string): string =>
  isPlainLoopback(ownOrigin) ? COOKIE_PREFIX : `__Host-${COOKIE_PREFIX}`;

/** Also those of the `Set-Cookie` that removes a cookie: without `Partitioned` it would not name that one. */
function cookieAttributes(kind: CookieKind, ownOrigin: string): string {
  if (isPlainLoopback(ownOrigin)) return "HttpOnly; SameSite=Lax; Path=/";
  return kind === "partitioned"
    ? "HttpOnly; Secure; SameSite=None; Path=/; Partitioned"
    : "HttpOnly; Secure; SameSite=Lax; Path=/";
}

function rawCookies(request: Request, ownOrigin: string): RawCookie[] {
  const prefix = cookiePrefix(ownOrigin);
  const found: RawCookie[] = [];
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    const attemptId = name.slice(prefix.length);
    if (at > 0 && name.startsWith(prefix) && isAttemptId(attemptId) && found.length < MAX_COOKIES_READ) {
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

/** Decodes base64url. Throws for anything else. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new Error("The text is not base64url.");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
