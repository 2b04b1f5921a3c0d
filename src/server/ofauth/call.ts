/**
 * Sends one request to OFAuth with the API key. The text of OFAuth's errors stays here: an HTTP error carries our own
 * code and message.
 */
import type { ErrorCode } from "../../protocol/error-codes.js";
import { HttpError, type UpstreamFailure } from "../http/http-error.js";
import { readCapped } from "../http/json-body.js";
import { TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import { readRetryAfter, upstreamFailure, type FailureReason } from "./upstream-failure.js";

/** How long a request to OFAuth may take, in milliseconds. */
const CALL_TIMEOUT_MS = 10_000;
/** The largest answer that is read, in bytes. A page of 100 connections is a small part of it. */
const MAX_RESPONSE_BYTES = 1024 * 1024;
/** How long the body of an error may take, in milliseconds: it only says more about what its status already says. */
const ERROR_BODY_TIMEOUT_MS = 1000;
/** The largest body of an error that is read, in bytes. */
const MAX_ERROR_BYTES = 16 * 1024;

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
  /** What `onError` receives if the caller takes the response for a failure. */
  readonly upstream: UpstreamFailure;
}

/**
 * Sends a request to OFAuth; aborts it when `client` is aborted. Rejects with an `HttpError` or a `ClientGoneError`.
 */
type OFAuthCall = (request: OFAuthRequest, client: AbortSignal) => Promise<OFAuthResponse>;

export function createOFAuthCall(access: OFAuthAccess, timer: StartTimer, now: () => number): OFAuthCall {
  async function exchange(request: OFAuthRequest, signal: AbortSignal): Promise<OFAuthResponse> {
    const response = await send(access, request, signal);
    const { status, ok, headers } = response;
    if (!ok && !request.expectedFailures?.includes(status)) {
      throw errorForResponse(status, upstreamFailure(status, await readErrorBody(response, signal)), () =>
        readRetryAfter(headers, now()),
      );
    }
    try {
      const body = await readJson(response, MAX_RESPONSE_BYTES, signal);
      return { status, body, upstream: upstreamFailure(status, ok ? undefined : body) };
    } catch (error) {
      if (ok && !request.allowEmptyBody) throw error;
      return { status, body: undefined, upstream: upstreamFailure(status, undefined) };
    }
  }

  /** Undefined if the body is not JSON, too large or late. */
  async function readErrorBody(response: Response, client: AbortSignal): Promise<unknown> {
    try {
      const limits = { ms: ERROR_BODY_TIMEOUT_MS, timer, client };
      return await withTimeout((signal) => readJson(response, MAX_ERROR_BYTES, signal), limits);
    } catch {
      return undefined;
    }
  }

  return async (request, client) => {
    try {
      return await withTimeout((signal) => exchange(request, signal), { ms: CALL_TIMEOUT_MS, timer, client });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      throw failure(504, "timeout", "OFAuth did not answer in time.", undefined, "timeout");
    }
  };
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
    throw failure(502, "server_error", "OFAuth could not be reached.", undefined, "unreachable");
  }
}

// Not awaited: the other side may never acknowledge the cancellation.
const cancel = (reader: ReadableStreamDefaultReader<Uint8Array>): void => void reader.cancel().catch(() => undefined);

async function readJson({ body, status }: Response, maxBytes: number, signal: AbortSignal): Promise<unknown> {
  try {
    const tooLarge = () => failure(502, "bad_response", "OFAuth's answer is too large.", status, "too_large");
    return JSON.parse(body ? await readCapped(body.getReader(), maxBytes, tooLarge, signal, cancel) : "");
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (error instanceof SyntaxError) {
      throw failure(502, "bad_response", "OFAuth's answer is not JSON.", status, "bad_answer");
    }
    throw failure(502, "server_error", "The connection to OFAuth broke.", status, "unreachable");
  }
}

const failure = (
  status: number,
  code: ErrorCode,
  message: string,
  upstreamStatus: number | undefined,
  reason: FailureReason,
) => new HttpError(status, code, message, { upstream: upstreamFailure(upstreamStatus, undefined, reason) });

export const invalidApiKeyError = (upstream: UpstreamFailure) =>
  new HttpError(500, "misconfigured", "OFAuth rejected the API key.", { upstream });

/** `retryAfter`: seconds to wait; undefined if OFAuth does not state it. */
export const rateLimitedError = (retryAfter: number | undefined, upstream?: UpstreamFailure) =>
  new HttpError(429, "rate_limited", "OFAuth's rate limit is reached.", { retryAfter, upstream });

function errorForResponse(status: number, upstream: UpstreamFailure, retryAfter: () => number | undefined): HttpError {
  if (status === 401 || status === 403) return invalidApiKeyError(upstream);
  if (status === 429) return rateLimitedError(retryAfter(), upstream);
  // Not passed on for other statuses: a page would then wait although its own retry is due earlier.
  if (status >= 500) return new HttpError(502, "server_error", "OFAuth failed.", { upstream });
  const message =
    status === 400 || status === 422
      ? "OFAuth rejected the request; check clientAppId and redirectUrl."
      : "OFAuth's answer does not match its documentation.";
  return new HttpError(502, "bad_response", message, { upstream });
}
