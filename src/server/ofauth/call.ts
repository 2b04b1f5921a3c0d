/** One request to OFAuth, with the API key. What OFAuth says when it fails stays here: a refusal carries our code and words. */
import { TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import { readCapped } from "../http/json-body.js";
import { HttpError } from "../http/http-error.js";

const deadlineMs = 10_000;
const maxAnswerBytes = 1024 * 1024;

export interface OFAuthAccess {
  readonly apiKey: string;
  readonly apiUrl: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

export interface OFAuthRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** The failures that the caller judges himself; every other one is thrown. */
  readonly expectedFailures?: readonly number[];
  /** Whether a success that says nothing, or nothing readable, is one too. */
  readonly allowEmptyBody?: boolean;
}

export interface OFAuthResponse {
  readonly status: number;
  /** Parsed JSON; undefined for a failure and for a silent success that is not JSON. */
  readonly body: unknown;
}

export type OFAuthCall = (request: OFAuthRequest, client: AbortSignal) => Promise<OFAuthResponse>;

export const createOFAuthCall =
  (access: OFAuthAccess, timer: StartTimer): OFAuthCall =>
  async (request, client) => {
    try {
      return await withTimeout((signal) => exchange(access, request, signal), { ms: deadlineMs, timer, client });
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
    throw refusalFor(response);
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
    // Redirects are not followed: the API key would be sent to wherever they point. ("error" is not known to every runtime.)
    return await fetch(`${apiUrl}${path}`, init);
  } catch {
    throw new HttpError(502, "server_error", "OFAuth could not be reached.");
  }
}

async function readJson({ body }: Response): Promise<unknown> {
  try {
    const badSize = () => new HttpError(502, "bad_response", "OFAuth's answer is too large.");
    return JSON.parse(body ? await readCapped(body, maxAnswerBytes, badSize) : "");
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (error instanceof SyntaxError) throw new HttpError(502, "bad_response", "OFAuth's answer is not JSON.");
    throw new HttpError(502, "server_error", "The connection to OFAuth broke.");
  }
}

export const invalidApiKeyError = () => new HttpError(500, "misconfigured", "OFAuth refused the API key.");

export const rateLimitedError = (retryAfter: number | undefined) =>
  new HttpError(429, "rate_limited", "OFAuth asks to wait.", { retryAfter });

function refusalFor({ status, headers }: Response): HttpError {
  if (status === 401 || status === 403) return invalidApiKeyError();
  if (status === 429) {
    const wait = headers.get("retry-after") ?? "";
    const retryAfter = /^[1-9]\d{0,8}$/.test(wait) ? Math.min(Number(wait), 60) : undefined;
    return rateLimitedError(retryAfter);
  }
  if (status >= 500) return new HttpError(502, "server_error", "OFAuth failed.");
  if (status === 400 || status === 422) {
    return new HttpError(502, "bad_response", "OFAuth refused the request; check clientAppId and redirectUrl.");
  }
  return new HttpError(502, "bad_response", "OFAuth's answer is not the one that is documented.");
}
