/** One request to the host's backend: carried out once, with a timeout, and every failure mapped to an error code. */
import { HOST_RESPONSE_TIMEOUT_MS } from "../../connect/timeouts.js";
import { ConnectError, isConnectError, type ErrorCode } from "../../protocol/error-codes.js";
import { parseErrorResponse } from "../../protocol/link-contract.js";
import { withHostTimeout } from "./timeout.js";

/**
 * Extra `RequestInit` for requests to the host's routes, such as a CSRF header, or a function that returns it. The
 * function is called before every request.
 *
 * @example
 * element.requestInit = () => ({ headers: { "x-csrf-token": readToken() } });
 */
export type RequestInitSource = RequestInit | (() => RequestInit | Promise<RequestInit>);

/** Response of one of the host's routes. */
export interface HostResponse {
  readonly status: number;
  /** Parsed body, not validated; undefined when it is not JSON or is too long. */
  readonly json: unknown;
  /** Value of the `Retry-After` header, not parsed. */
  readonly retryAfter?: string | null;
}

/** Longest response body that is parsed, in characters. No response of the host's routes is longer. */
const maxResponseLength = 256 * 1024;

/**
 * The same address with a slash at its end, or without it. Frameworks redirect to one of the two (Next's
 * `trailingSlash`), and where a redirect leads is not readable.
 */
function otherSlash(address: string): string {
  const url = new URL(address);
  url.pathname = url.pathname.endsWith("/") ? url.pathname.slice(0, -1) : `${url.pathname}/`;
  return url.href;
}

/**
 * Sends one request and reads its whole response. One that is redirected is sent to the same address with or without a
 * slash at its end; no other redirect is followed.
 *
 * @throws {ConnectError} `network`, `timeout`, or `misconfigured` when `source` throws
 */
export async function sendRequest(
  source: RequestInitSource | undefined,
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<HostResponse> {
  const extra = await resolveRequestInit(source);
  const headers = new Headers(extra.headers);
  headers.set("accept", "application/json");
  if (init.body !== undefined) headers.set("content-type", "application/json");
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, HOST_RESPONSE_TIMEOUT_MS);
  signal.addEventListener("abort", abort, { once: true });
  // The caller may have aborted while the host's requestInit function was running.
  if (signal.aborted) abort();
  const request: RequestInit = {
    credentials: "same-origin",
    ...extra,
    // A method or body in requestInit must not turn a read into another request.
    method: "GET",
    body: null,
    ...init,
    headers,
    // A session is a secret and must not be cached. Most redirects lead to a login page.
    cache: "no-store",
    redirect: "manual",
    signal: controller.signal,
  };
  try {
    let response = await fetch(url, request);
    if (response.type === "opaqueredirect") response = await fetch(otherSlash(url), request);
    if (response.type === "opaqueredirect") return { status: 302, json: undefined };
    const json = await readJson(response);
    return { status: response.status, json, retryAfter: response.headers.get("retry-after") };
  } catch (error) {
    if (signal.aborted) throw new ConnectError("network", "The request was aborted.", { cause: error });
    if (controller.signal.aborted) {
      throw new ConnectError("timeout", "The backend did not respond in time.", { cause: error });
    }
    throw new ConnectError("network", "The backend could not be reached.", { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

async function resolveRequestInit(source: RequestInitSource | undefined): Promise<RequestInit> {
  try {
    return (typeof source === "function" ? await withHostTimeout(source()) : source) ?? {};
  } catch (error) {
    if (isConnectError(error)) throw error;
    throw new ConnectError("misconfigured", "requestInit threw an error.", { cause: error });
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text.length > maxResponseLength) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the developer who reads the error message can check. */
const hints: Partial<Record<ErrorCode, string>> = {
  unauthorized: "Is the user signed in?",
  forbidden: "Is the request same-origin, with the required headers?",
  misconfigured: "Is the route mounted, and is endpoint correct?",
  server_error: "See the server's log.",
  bad_response: "Expected the documented JSON (a redirect to a login page?).",
};

const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "misconfigured",
  405: "misconfigured",
  429: "rate_limited",
};

/** Returns the error code of a response other than 200: the one in its body if valid, else the one for its status. */
export const codeForResponse = ({ status, json }: HostResponse): ErrorCode =>
  parseErrorResponse(json)?.code ?? codesByStatus[status] ?? (status >= 500 ? "server_error" : "bad_response");

/** Returns the error message for a status, with a hint for the developer. */
export const messageForStatus = (status: number, code: ErrorCode): string =>
  `The backend responded with ${status}. ${hints[code] ?? ""}`.trim();

/** Creates the error for a response other than 200. */
export function errorForResponse(response: HostResponse): ConnectError {
  const code = codeForResponse(response);
  return new ConnectError(code, messageForStatus(response.status, code));
}
