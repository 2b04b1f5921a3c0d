/** Sends requests to a host as a browser does, and reads its answers and streams. */
import { request as send, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import type { Readable } from "node:stream";
import type { Host } from "./host.js";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: readonly string[];
  readonly text: string;
  json(): Record<string, unknown>;
}

export interface Question {
  readonly user?: string | null;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
  readonly cookies?: readonly string[];
  readonly signal?: AbortSignal;
  /** Who asks: a page of the host, a browser that OFAuth sends back, or a server. */
  readonly as?: keyof typeof sentBy;
}

const sentBy = {
  page: (host: Host) => ({ origin: host.url, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }),
  visit: () => ({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }),
  server: () => ({}),
};

function open(host: Host, method: string, path: string, question: Question, isWhole = true): Promise<IncomingMessage> {
  const { as = "page", user = "user-1", headers = {}, body, cookies = [], signal } = question;
  const all: OutgoingHttpHeaders = {
    "accept-encoding": "gzip, br",
    ...sentBy[as](host),
    ...(user !== null && { "x-user": user }),
    ...(cookies.length > 0 && { cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; ") }),
    ...(typeof body === "string" && { "content-type": "application/json" }),
    ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const request = send(
      host.url,
      { method, path: `/api/ofauth${path}`, headers: all, ...(signal && { signal }) },
      resolve,
    );
    request.on("error", reject);
    if (isWhole) request.end(body);
    else request.write(Buffer.from(body ?? "").subarray(0, -1));
  });
}

function decoded(response: IncomingMessage): Readable {
  switch (response.headers["content-encoding"]) {
    case "gzip":
      return response.pipe(createGunzip());
    case "br":
      return response.pipe(createBrotliDecompress());
    default:
      return response;
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of decoded(response)) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    cookies: response.headers["set-cookie"] ?? [],
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}

/** Asks a question and reads the whole answer. `path` is below `/api/ofauth`. */
export const ask = async (host: Host, method: string, path: string, question: Question = {}): Promise<Answer> =>
  readAnswer(await open(host, method, path, question));

/** Posts a body whose last byte never arrives, and reads the answer. */
export async function askWithoutEnd(host: Host, path: string, question: Question): Promise<Answer> {
  const response = await open(host, "POST", path, question, false);
  const answer = await readAnswer(response);
  response.socket.destroy();
  return answer;
}

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The next block of the stream; undefined when it has ended. */
  next(): Promise<string | undefined>;
  /** Reads up to the block that matches. Fails if the stream ends first. */
  until(block: RegExp): Promise<string>;
  /** The browser leaves. */
  leave(): void;
}

/** Opens a stream of events. */
export async function openStream(host: Host, question: Question = {}): Promise<EventStream> {
  const response = await open(host, "GET", "/events", {
    ...question,
    headers: { accept: "text/event-stream", ...question.headers },
  });
  response.on("error", () => undefined);
  const chunks = decoded(response)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const blocks: string[] = [];
  let rest = "";
  async function next(): Promise<string | undefined> {
    while (blocks.length === 0) {
      const { done, value } = await chunks.next();
      if (done) return undefined;
      const parts = (rest + value.toString()).split("\n\n");
      rest = parts.pop() ?? "";
      blocks.push(...parts);
    }
    return blocks.shift();
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    next,
    async until(pattern) {
      for (;;) {
        const block = await next();
        if (block === undefined) throw new Error(`the stream ended before ${pattern}`);
        if (pattern.test(block)) return block;
      }
    },
    leave: () => response.destroy(),
  };
}
