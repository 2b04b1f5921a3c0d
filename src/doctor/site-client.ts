/**
 * HTTP client for the site under examination, which may be hostile. Every wait has a timeout and every body a size limit.
 * Redirects are returned, not followed. Cookies and the caller's headers go to the page's own origin only, and not over
 * plain `http:` except to this machine.
 */
import { acceptEncoding, readAll, watchBody, type Watched } from "./body-reader.js";
import { isLoopback } from "../protocol/link-session.js";
import { failureReason, NoResponseError } from "./finding.js";

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

/** The response of an event stream, and what arrived while it was watched. */
export interface StreamResponse extends SiteResponse, Omit<Watched, "text"> {}

/** How long a request took. */
export interface Timing {
  readonly method: string;
  readonly url: URL;
  /** Until the headers of the response, in milliseconds. */
  readonly ms: number;
}

export interface SiteClient {
  /** Sends a request and reads the response. Rejects with `NoResponseError`. */
  readonly send: (url: URL, request?: SiteRequest) => Promise<SiteResponse>;
  /** Like `send`, but reads only the first piece of an event stream, and what arrives in `watchMs` after it. */
  readonly openStream: (url: URL, request?: SiteRequest, watchMs?: number) => Promise<StreamResponse>;
  /** The requests that got a response so far. */
  readonly timings: readonly Timing[];
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
const FIRST_PIECE_TIMEOUT_MS = 5000;
const MAX_BODY_BYTES = 512 * 1024;

/** Whether cookies and credentials may be sent to the page: over `https:`, or to this machine. */
export const mayCarrySecrets = ({ protocol, hostname }: URL): boolean => protocol === "https:" || isLoopback(hostname);

export function createSiteClient({ fetch, now, timeout, page, credentials }: SiteClientOptions): SiteClient {
  const timings: Timing[] = [];

  function headersFor(url: URL, { headers, signedIn = false, cookies = [] }: SiteRequest): Headers {
    const mayIdentify = url.origin === page.origin && mayCarrySecrets(page);
    const all = new Headers({
      "user-agent": "ofauth-elements-doctor",
      "accept-encoding": acceptEncoding,
      ...headers,
    });
    if (signedIn && mayIdentify) {
      for (const [name, value] of Object.entries(credentials.headers ?? {})) all.set(name, value);
    }
    const cookiePairs = [...(signedIn && credentials.cookie ? [credentials.cookie] : []), ...cookies];
    if (mayIdentify && cookiePairs.length > 0) all.set("cookie", cookiePairs.join("; "));
    return all;
  }

  async function open(url: URL, request: SiteRequest) {
    const signal = timeout(RESPONSE_TIMEOUT_MS);
    const aborter = new AbortController();
    const abort = () => aborter.abort();
    signal.addEventListener("abort", abort, { once: true });
    const init: RequestInit = {
      method: request.method ?? "GET",
      headers: headersFor(url, request),
      redirect: "manual",
      signal: aborter.signal,
    };
    if (request.body !== undefined) init.body = request.body;
    const sentAt = now();
    try {
      const response = await Promise.race([fetch(new Request(url, init)), rejectOnAbort(signal)]);
      const receivedAt = now();
      timings.push({ method: init.method ?? "GET", url, ms: receivedAt - sentAt });
      return { response, sentAt, receivedAt, signal };
    } catch (error) {
      throw new NoResponseError(
        signal.aborted ? `no response within ${RESPONSE_TIMEOUT_MS / 1000} seconds` : failureReason(error),
      );
    } finally {
      // The body has its own time: a stream is open for longer.
      signal.removeEventListener("abort", abort);
    }
  }

  return {
    timings,
    async send(url, request = {}) {
      const { response, sentAt, receivedAt, signal } = await open(url, request);
      const text = await readAll(response, signal, MAX_BODY_BYTES);
      return { status: response.status, headers: response.headers, text, json: parseJson(text), sentAt, receivedAt };
    },
    async openStream(url, request = {}, watchMs = 0) {
      const { response, sentAt, receivedAt, signal } = await open(url, request);
      const { status, headers } = response;
      // An error response is no stream: read all of it.
      const isStream = /^text\/event-stream\b/i.test(headers.get("content-type") ?? "");
      const read = isStream
        ? await watchBody(response, {
            now,
            timeout,
            firstMs: FIRST_PIECE_TIMEOUT_MS,
            watchMs,
            maxBytes: MAX_BODY_BYTES,
          })
        : { text: await readAll(response, signal, MAX_BODY_BYTES), arrivals: [], endedAfter: undefined };
      return { status, headers, json: parseJson(read.text), sentAt, receivedAt, ...read };
    },
  };
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new NoResponseError("timed out")), { once: true });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
