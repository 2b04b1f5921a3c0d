/** A request's JSON body: of the right type, of bounded size, and of the contract's shape. */
import * as z from "zod/mini";
import { HttpError } from "./http-error.js";

const maxBytes = 16 * 1024;

/** The parsed body. Throws 415, 413 or 400; 500 when something has read the body before. */
export async function readJsonBody<S extends z.core.$ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  // A form, or a fetch without a preflight, cannot send this type from another origin.
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new HttpError(415, "forbidden", "The body must be application/json.");
  if (request.bodyUsed) {
    throw new HttpError(500, "misconfigured", "The body was read before the OFAuth handler; give authorize a clone().");
  }
  let value: unknown;
  try {
    value = JSON.parse(await readText(request));
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, "misconfigured", "The body is not JSON.");
  }
  const parsed = z.safeParse(schema, value);
  if (!parsed.success) throw new HttpError(400, "misconfigured", "The body is not what this route takes.");
  return parsed.data;
}

async function readText(request: Request): Promise<string> {
  const tooLarge = () => new HttpError(413, "forbidden", "The body is too large.");
  return request.body ? readCapped(request.body, maxBytes, tooLarge) : "";
}

/** The text of `stream`. Throws `tooLarge()` as soon as it is longer than `max` bytes, whatever its headers said. */
export async function readCapped(
  stream: ReadableStream<Uint8Array>,
  max: number,
  tooLarge: () => Error,
): Promise<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let size = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > max) {
      // Not awaited: the other end may never acknowledge, and nobody waits for it.
      reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
