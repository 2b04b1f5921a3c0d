/** Reads a request's JSON body: checks its content type, limits its size and parses it with a schema. */
import * as z from "zod/mini";
import { HttpError } from "./http-error.js";
import { ClientGoneError, TimeoutError, withTimeout, type StartTimer } from "./timeout.js";

/** Far more than any body of the contract, including an imported session's cookie. */
const MAX_BODY_BYTES = 16 * 1024;
/** How long a body may take to arrive, in milliseconds. */
export const READ_TIMEOUT_MS = 3000;

/** Returns the parsed body. Throws a 408, 415, 413 or 400; a 500 when the body was already read. */
export async function readJsonBody<S extends z.core.$ZodType>(
  request: Request,
  schema: S,
  timer: StartTimer,
): Promise<z.output<S>> {
  // Neither a form nor a fetch without a preflight can send this type from another origin.
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new HttpError(415, "forbidden", "The body must be application/json.");
  if (request.bodyUsed) {
    throw new HttpError(
      500,
      "misconfigured",
      "The request body was already read. If authorize reads it, give it request.clone().",
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(await readText(request, timer));
  } catch (error) {
    if (error instanceof HttpError || error instanceof ClientGoneError) throw error;
    throw new HttpError(400, "misconfigured", "The request body is not valid JSON.");
  }
  const parsed = z.safeParse(schema, value);
  if (!parsed.success)
    throw new HttpError(400, "misconfigured", "The request body does not match this route's schema.");
  return parsed.data;
}

async function readText({ body, signal }: Request, timer: StartTimer): Promise<string> {
  if (!body) return "";
  const tooLarge = () => new HttpError(413, "forbidden", "The request body is too large.");
  try {
    const limits = { ms: READ_TIMEOUT_MS, timer, client: signal };
    return await withTimeout(
      (aborted) => readCapped(body.getReader(), MAX_BODY_BYTES, tooLarge, aborted, giveUp),
      limits,
    );
  } catch (error) {
    throw error instanceof TimeoutError ? readTimeoutError() : error;
  }
}

export const readTimeoutError = () => new HttpError(408, "timeout", "The body did not arrive in time.");

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/**
 * Leaves the rest of a request's body to the host. It is not cancelled: h3 1, and Nuxt with it, ends its process when a
 * body that was cancelled ends, and other hosts close the connection before the response is sent.
 */
export const giveUp = (reader: BodyReader): void => reader.releaseLock();

/**
 * Returns the text that `reader` reads. Throws `tooLarge()` as soon as it exceeds `maxBytes`, whatever the headers
 * declared. Stops reading then, and when `signal` is aborted: `stop` is called with the reader.
 */
export async function readCapped(
  reader: BodyReader,
  maxBytes: number,
  tooLarge: () => Error,
  signal: AbortSignal,
  stop: (reader: BodyReader) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  signal.addEventListener("abort", () => stop(reader), { once: true });
  let size = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      stop(reader);
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
