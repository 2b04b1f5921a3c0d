/** Reads the body of a response piece by piece, decompressed as a browser does. */
import { pipeline, Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { failureReason, NoResponseError } from "./finding.js";

/** What the doctor accepts, as browsers do: middleware and proxies that compress hold small messages back. */
export const acceptEncoding = "gzip, deflate, br";

const decoders = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** The next piece of text, or why nothing came. `late`: the signal aborted first. */
type Piece = { readonly text: string; readonly bytes: number } | "ended" | "late";

interface BodyReader {
  /** @throws NoResponseError when the connection fails or the body cannot be decompressed. */
  readonly next: (signal: AbortSignal) => Promise<Piece>;
  /** Gives the rest of the body up. */
  readonly cancel: () => void;
}

function createBodyReader(response: Response): BodyReader {
  const reader = decompressed(response)?.getReader();
  const decoder = new TextDecoder();
  return {
    async next(signal) {
      if (!reader) return "ended";
      if (signal.aborted) return "late";
      try {
        const read = await Promise.race([whenAborted(signal), reader.read()]);
        if (read === "late") return "late";
        if (read.done) return "ended";
        return { text: decoder.decode(read.value, { stream: true }), bytes: read.value.byteLength };
      } catch (error) {
        if (signal.aborted) return "late";
        throw new NoResponseError(failureReason(error));
      }
    },
    cancel: () => void reader?.cancel().catch(() => undefined),
  };
}

const whenAborted = (signal: AbortSignal): Promise<"late"> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve("late");
    signal.addEventListener("abort", () => resolve("late"), { once: true });
  });

function decompressed({ body, headers }: Response): ReadableStream<Uint8Array> | null {
  const encoding = (headers.get("content-encoding") ?? "").trim().toLowerCase();
  const createDecoder = Object.hasOwn(decoders, encoding) ? decoders[encoding as keyof typeof decoders] : undefined;
  if (!body || !createDecoder) return body;
  const decoder = createDecoder();
  // Node and the web have different types of the same stream.
  const source: unknown = body;
  // The reader gets the error: the decoder ends with it.
  pipeline(Readable.fromWeb(source as NodeStream), decoder, () => {});
  return Readable.toWeb(decoder) as ReadableStream<Uint8Array>;
}

/**
 * Reads a body to its end, or to `maxBytes`.
 *
 * @throws NoResponseError when the signal aborts before that.
 */
export async function readAll(response: Response, signal: AbortSignal, maxBytes: number): Promise<string> {
  const reader = createBodyReader(response);
  let [text, bytes] = ["", 0];
  while (bytes < maxBytes) {
    const piece = await reader.next(signal);
    if (piece === "ended") return text;
    if (piece === "late") {
      reader.cancel();
      throw new NoResponseError("the response did not end within 10 seconds");
    }
    text += piece.text;
    bytes += piece.bytes;
  }
  reader.cancel();
  return text;
}

/** What arrived while a stream was watched. */
export interface Watched {
  readonly text: string;
  /** When each piece arrived, in milliseconds after the headers. Empty when nothing arrived in time. */
  readonly arrivals: readonly number[];
  /** When the host ended the stream, in milliseconds after the headers; undefined when it did not. */
  readonly endedAfter: number | undefined;
}

interface WatchOptions {
  readonly now: () => number;
  readonly timeout: (milliseconds: number) => AbortSignal;
  /** How long to wait for the first piece. */
  readonly firstMs: number;
  /** How long to watch after it; 0: not at all. */
  readonly watchMs: number;
  readonly maxBytes: number;
}

/** Reads a stream for some time, and then gives it up. */
export async function watchBody(
  response: Response,
  { now, timeout, firstMs, watchMs, maxBytes }: WatchOptions,
): Promise<Watched> {
  const reader = createBodyReader(response);
  const openedAt = now();
  const arrivals: number[] = [];
  let [text, bytes] = ["", 0];
  let endedAfter: number | undefined;
  let signal = timeout(firstMs);
  while (bytes < maxBytes) {
    const piece = await reader.next(signal);
    if (piece === "ended") endedAfter = now() - openedAt;
    if (typeof piece === "string") break;
    if (arrivals.length === 0) signal = timeout(watchMs);
    arrivals.push(now() - openedAt);
    text += piece.text;
    bytes += piece.bytes;
    if (watchMs === 0) break;
  }
  reader.cancel();
  return { text, arrivals, endedAfter };
}
