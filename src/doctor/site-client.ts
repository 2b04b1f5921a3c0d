/**
 * Asks the site, as a browser or as OFAuth would. Every wait has an end, every body a limit; redirects are told, not followed;
 * and the caller's cookie and headers go to the page's own origin only.
 */
import { NoAnswer } from "./finding.js";

/** As the global `fetch`, for one `Request`. It must not follow redirects. */
export type Fetch = (request: Request) => Promise<Response>;

export interface Credentials {
  /** A `Cookie` header's value. */
  readonly cookie?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface Visit {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** With the caller's credentials. */
  readonly signedIn?: boolean;
  /** Cookies beside his, as `name=value`. */
  readonly cookies?: readonly string[];
}

export interface SiteResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The body, or its beginning. */
  readonly text: string;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
  /** Milliseconds since the epoch, by our clock. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

export interface Visitor {
  /** Rejects with `NoAnswer`. */
  readonly ask: (url: URL, visit?: Visit) => Promise<SiteResponse>;
  /** Like `ask`, for an answer without an end: its first piece, or "" when none comes soon. */
  readonly listen: (url: URL, visit?: Visit) => Promise<SiteResponse>;
}

export interface VisitorParts {
  readonly fetch: Fetch;
  readonly now: () => number;
  /** A signal that is aborted after so many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
  readonly page: URL;
  readonly credentials: Credentials;
}

const answerMs = 10_000;
const firstPieceMs = 5000;
const maxBytes = 512 * 1024;

export function createVisitor({ fetch, now, timeout, page, credentials }: VisitorParts): Visitor {
  function headersFor(url: URL, { headers, signedIn = false, cookies = [] }: Visit): Headers {
    const isOwn = url.origin === page.origin;
    const all = new Headers({ "user-agent": "ofauth-elements-doctor", ...headers });
    if (signedIn && isOwn) for (const [name, value] of Object.entries(credentials.headers ?? {})) all.set(name, value);
    const jar = [...(signedIn && credentials.cookie ? [credentials.cookie] : []), ...cookies];
    if (isOwn && jar.length > 0) all.set("cookie", jar.join("; "));
    return all;
  }

  async function open(url: URL, visit: Visit): Promise<{ response: Response; sentAt: number; signal: AbortSignal }> {
    const signal = timeout(answerMs);
    const init: RequestInit = {
      method: visit.method ?? "GET",
      headers: headersFor(url, visit),
      redirect: "manual",
      signal,
    };
    if (visit.body !== undefined) init.body = visit.body;
    const sentAt = now();
    try {
      return { response: await Promise.race([fetch(new Request(url, init)), ended(signal)]), sentAt, signal };
    } catch (error) {
      throw new NoAnswer(signal.aborted ? `no answer within ${answerMs / 1000} seconds` : reasonOf(error));
    }
  }

  return {
    async ask(url, visit = {}) {
      const { response, sentAt, signal } = await open(url, visit);
      const receivedAt = now();
      const text = await read(response, signal, maxBytes);
      if (signal.aborted) throw new NoAnswer(`no end of the answer within ${answerMs / 1000} seconds`);
      return { status: response.status, headers: response.headers, text, json: parse(text), sentAt, receivedAt };
    },
    async listen(url, visit = {}) {
      const { response, sentAt } = await open(url, visit);
      const receivedAt = now();
      // A refusal does have an end.
      const enough = /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "") ? 1 : maxBytes;
      const text = await read(response, timeout(firstPieceMs), enough);
      return { status: response.status, headers: response.headers, text, json: parse(text), sentAt, receivedAt };
    },
  };
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new NoAnswer("too late")), { once: true });
  });
}

/** The text of the body, piece by piece, until there are `enough` bytes or `signal` is aborted. */
async function read({ body }: Response, signal: AbortSignal, enough: number): Promise<string> {
  if (!body) return "";
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const letGo = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", letGo, { once: true });
  if (signal.aborted) letGo();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    while (size < enough) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    if (!signal.aborted) throw new NoAnswer(reasonOf(error));
  }
  letGo();
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const known: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at this address",
  ECONNRESET: "the connection was cut",
  ENOTFOUND: "this name is not known",
  EAI_AGAIN: "this name could not be looked up",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string" && known[code]) return `no answer: ${known[code]}`;
  return `no answer: ${typeof code === "string" ? code : String(message)}`;
}
