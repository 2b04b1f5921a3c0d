/** A webhook's body: its bytes as they were sent, for they are what was signed. */
import { HttpError } from "../http/http-error.js";

const maxBytes = 256 * 1024;

/** Throws 413 as soon as there are too many bytes, whatever `Content-Length` says; 415 for one that is packed. */
export async function readSignedBytes(request: Request, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed) {
    throw new HttpError(500, "misconfigured", "The body was read before the OFAuth handler, which needs its bytes.");
  }
  // What was signed is unpacked: whoever packs it on the way hides how large it is.
  if ((request.headers.get("content-encoding") ?? "identity").toLowerCase() !== "identity") {
    throw new HttpError(415, "forbidden", "The body must not be compressed.");
  }
  const stream: ReadableStream<Uint8Array> | null = request.body;
  if (!stream) return new Uint8Array(0);
  const reader = stream.getReader();
  const letGo = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", letGo, { once: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      letGo();
      throw new HttpError(413, "forbidden", "The body is too large.");
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** The JSON in `bytes`. Throws a 400 for what is not UTF-8, and for what is not JSON. */
export function parseSignedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(400, "bad_response", "The body is not JSON.");
  }
}
