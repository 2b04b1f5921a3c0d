/**
 * Sends one request to OFAuth with the API key. The text of OFAuth's errors stays here: an HTTP error carries our own
 * code and message.
 */
import { HttpError } from "../http/http-error.js";
import { readCapped } from "../http/json-body.js";
import { TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";

/** How long a request to OFAuth may take, in milliseconds. */
const CALL_TIMEOUT_MS = 10_000;
/** The largest answer that is read, in bytes. A page of 100 connections is a small part of it. */
const MAX_RESPONSE_BYTES = 1024 * 1024;
/** The longest `Retry-After` that is passed on, in seconds. */
const MAX_RETRY_AFTER_SECONDS = 60;

/** The checked options for reaching OFAuth's API. */
export interface OFAuthAccess {
  readonly apiKey: string;
  /** Without a slash at the end. */
  readonly apiUrl: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

interface OFAuthRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query below `apiUrl`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Error statuses that are returned to the caller; every other one is thrown. */
  readonly expectedFailures?: readonly number[];
  /** Whether a success may have a body that is empty or not JSON. */
  readonly allowEmptyBody?: boolean;
}

interface OFAuthResponse {
  readonly status: number;
  /** Parsed JSON; undefined if missing where it is not required (`expectedFailures`, `allowEmptyBody`). */
  readonly body: unknown;
}

/**
 * Sends a request to OFAuth; aborts it when `client` is aborted. Rejects with an `HttpError` or a `ClientGoneError`.
 */
type OFAuthCall = (request: OFAuthRequest, client: AbortSignal) => Promise<OFAuthResponse>;

export const createOFAuthCall =
  (access: OFAuthAccess, timer: StartTimer): OFAuthCall =>
  async (request, client) => {
    try {
      return await withTimeout((signal) => exchange(access, request, signal), { ms: CALL_TIMEOUT_MS, timer, client });
    } catch (error) {
      if (error instanceof TimeoutError) throw new HttpError(504, "timeout", "OFAuth did not answer in time.");
      throw error;
    }
  };

async function exchange(access: OFAuthAccess, request: OFAuthRequest, signal: AbortSignal): Promise<OFAuthResponse> {
  const response = await send(access, request, signal);
  const { status, ok } = response;
  if (!ok && !request.expectedFailures?.includes(status)) {
    response.body?.cancel().catch(() => undefined);
    throw errorForResponse(response);
  }
  try {
    return { status, body: await readJson(response) };
  } catch (error) {
    if (!ok || request.allowEmptyBody) return { status, body: undefined };
    throw error;
  }
}

async function send({ apiKey, apiUrl, fetch }: OFAuthAccess, request: OFAuthRequest, signal: AbortSignal) {
  const { method, path, body } = request;
  const headers: Record<string, string> = { apikey: apiKey, accept: "application/json" };
  const init: RequestInit = { method, headers, redirect: "manual", signal };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  try {
    // Redirects are not followed: that would send the API key to wherever they point. `redirect: "error"` would state
    // this better, but not every runtime supports it.
    return await fetch(`${apiUrl}${path}`, init);
  } catch {
    throw new HttpError(502, "server_error", "OFAuth could not be reached.");
  }
}

async function readJson({ body }: Response): Promise<unknown> {
  try {
    const tooLarge = () => new HttpError(502, "bad_response", "OFAuth's answer is too large.");
    return JSON.parse(body ? await readCapped(body, MAX_RESPONSE_BYTES, tooLarge) : "");
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (error instanceof SyntaxError) throw new HttpError(502, "bad_response", "OFAuth's answer is not JSON.");
    throw new HttpError(502, "server_error", "The connection to OFAuth broke.");
  }
}

export const invalidApiKeyError = () => new HttpError(500, "misconfigured", "OFAuth rejected the API key.");

/** `retryAfter`: seconds to wait; undefined if OFAuth does not state it. */
export const rateLimitedError = (retryAfter: number | undefined) =>
  new HttpError(429, "rate_limited", "OFAuth's rate limit is reached.", { retryAfter });

function errorForResponse({ status, headers }: Response): HttpError {
  if (status === 401 || status === 403) return invalidApiKeyError();
  if (status === 429) {
    const seconds = headers.get("retry-after") ?? "";
    return rateLimitedError(
      /^[1-9]\d{0,8}$/.test(seconds) ? Math.min(Number(seconds), MAX_RETRY_AFTER_SECONDS) : undefined,
    );
  }
  if (status >= 500) return new HttpError(502, "server_error", "OFAuth failed.");
  if (status === 400 || status === 422) {
    return new HttpError(502, "bad_response", "OFAuth rejected the request; check clientAppId and redirectUrl.");
  }
  return new HttpError(502, "bad_response", "OFAuth's answer does not match its documentation.");
}
