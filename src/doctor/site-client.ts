/**
 * HTTP client for the site under examination, which may be hostile. Every wait has a timeout and every body a size limit.
 * Redirects are returned, not followed. The caller's cookie and headers go to the page's own origin only.
 */
import { NoResponseError } from "./finding.js";

/** Like the global `fetch`, for one `Request`. Must not follow redirects. */
export type Fetch = (request: Request) => Promise<Response>;

/** What signs a user in. */
export interface Credentials {
  /** Value of the `Cookie` header. */
  readonly cookie?: string | undefined;
  /** Further headers, by name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A request to the site. */
export interface SiteRequest {
  /** Default: `GET`. */
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether to send the caller's credentials. Default: false. */
  readonly signedIn?: boolean;
  /** Cookies to send in addition to the caller's, as `name=value`. */
  readonly cookies?: readonly string[];
}

/** A response of the site. */
export interface SiteResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The body, or its first 512 kB. */
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: unknown;
  /** By this machine's clock, in milliseconds since the epoch. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

export interface SiteClient {
  /** Sends a request and reads the response. Rejects with `NoResponseError`. */
  readonly send: (url: URL, request?: SiteRequest) => Promise<SiteResponse>;
  /** Like `send`, but reads only the first chunk of an event stream: `text` is "" when none arrives within 5 seconds. */
  readonly openStream: (url: URL, request?: SiteRequest) => Promise<SiteResponse>;
}

interface SiteClientOptions {
  readonly fetch: Fetch;
  readonly now: () => number;
  /** Returns a signal that aborts after this many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
  readonly page: URL;
  readonly credentials: Credentials;
}

const RESPONSE_TIMEOUT_MS = 10_000;
const FIRST_CHUNK_TIMEOUT_MS = 5000;
const MAX_BODY_BYTES = 512 * 1024;

export function createSiteClient({ fetch, now, timeout, page, credentials }: SiteClientOptions): SiteClient {
  function headersFor(url: URL, { headers, signedIn = false, cookies = [] }: SiteRequest): Headers {
    const isSameOrigin = url.origin === page.origin;
    const all = new Headers({ "user-agent": "ofauth-elements-doctor", ...headers });
    if (signedIn && isSameOrigin) {
      for (const [name, value] of Object.entries(credentials.headers ?? {})) all.set(name, value);
    }
    const cookiePairs = [...(signedIn && credentials.cookie ? [credentials.cookie] : []), ...cookies];
    if (isSameOrigin && cookiePairs.length > 0) all.set("cookie", cookiePairs.join("; "));
    return all;
  }

  async function open(url: URL, request: SiteRequest) {
    const signal = timeout(RESPONSE_TIMEOUT_MS);
    const init: RequestInit = {
      method: request.method ?? "GET",
      headers: headersFor(url, request),
      redirect: "manual",
      signal,
    };
    if (request.body !== undefined) init.body = request.body;
    const sentAt = now();
    try {
      const response = await Promise.race([fetch(new Request(url, init)), rejectOnAbort(signal)]);
      return { response, sentAt, receivedAt: now(), signal };
    } catch (error) {
      throw new NoResponseError(
        signal.aborted ? `no response within ${RESPONSE_TIMEOUT_MS / 1000} seconds` : failureReason(error),
      );
    }
  }

  return {
    async send(url, request = {}) {
      const { response, sentAt, receivedAt, signal } = await open(url, request);
      const text = await readText(response, signal, MAX_BODY_BYTES);
      if (signal.aborted) {
        throw new NoResponseError(`the response did not end within ${RESPONSE_TIMEOUT_MS / 1000} seconds`);
      }
      return { status: response.status, headers: response.headers, text, json: parseJson(text), sentAt, receivedAt };
    },
    async openStream(url, request = {}) {
      const { response, sentAt, receivedAt } = await open(url, request);
      // An error response is no stream: read all of it.
      const isStream = /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
      const text = await readText(response, timeout(FIRST_CHUNK_TIMEOUT_MS), isStream ? 1 : MAX_BODY_BYTES);
      return { status: response.status, headers: response.headers, text, json: parseJson(text), sentAt, receivedAt };
    },
  };
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new NoResponseError("timed out")), { once: true });
  });
}

/** Reads the body chunk by chunk until it ends, has `minBytes` or more, or `signal` aborts. */
async function readText({ body }: Response, signal: AbortSignal, minBytes: number): Promise<string> {
  if (!body) return "";
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    while (size < minBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    if (!signal.aborted) throw new NoResponseError(failureReason(error));
  }
  cancel();
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const networkErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at this address",
  ECONNRESET: "the connection was reset",
  ENOTFOUND: "the host name does not exist",
  EAI_AGAIN: "the host name could not be resolved",
};

function failureReason(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string") return `no response: ${networkErrors[code] ?? code}`;
  return `no response: ${String(message)}`;
}
