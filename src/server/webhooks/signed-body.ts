/** Reads the body of a webhook as the exact bytes that were sent, because the signature is computed over them. */
import { HttpError } from "../http/http-error.js";
import { giveUp } from "../http/json-body.js";

/** The largest body that is accepted, in bytes: far more than an event needs. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * Reads the whole body.
 *
 * @throws {HttpError} 413 as soon as the body is too large, whatever `Content-Length` states; 415 if it is compressed;
 * 500 `misconfigured` if something has read it before.
 */
export async function readSignedBytes(request: Request, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed) {
    throw new HttpError(500, "misconfigured", "The body was read before the OFAuth handler, which needs its bytes.");
  }
  // The signature covers the uncompressed bytes, and compression hides how large the body is.
  if ((request.headers.get("content-encoding") ?? "identity").toLowerCase() !== "identity") {
    throw new HttpError(415, "forbidden", "The body must not be compressed.");
  }
  const stream: ReadableStream<Uint8Array> | null = request.body;
  if (!stream) return new Uint8Array(0);
  const reader = stream.getReader();
  signal.addEventListener("abort", () => giveUp(reader), { once: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) {
      giveUp(reader);
      throw new HttpError(413, "forbidden", "The body is too large.");
    }
    chunks.push(value);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

/**
 * Parses the body as JSON.
 *
 * @throws {HttpError} 400 if the bytes are not UTF-8 or not JSON.
 */
export function parseSignedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(400, "bad_response", "The body is not JSON.");
  }
}
