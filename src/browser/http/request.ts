/** One request to the host's backend: one try, 15 seconds, and every failure a code. */
import { parseErrorResponse } from "../../protocol/link-contract.js";
import { ConnectError, isConnectError, type ErrorCode } from "../../protocol/error-codes.js";
import { HOST_RESPONSE_TIMEOUT_MS } from "../../connect/timeouts.js";
import { withTimeout } from "./timeout.js";

export type RequestInitSource = RequestInit | (() => RequestInit | Promise<RequestInit>);

export interface HostResponse {
  readonly status: number;
  /** Undefined when the body is not JSON or is too long. */
  readonly json: unknown;
  readonly retryAfter?: string | null;
}

/** No answer of ours is longer; a server that sends more is not speaking our contract. */
const longestAnswer = 256 * 1024;

/** Sends one request and reads the whole answer. */
export async function sendRequest(
  source: RequestInitSource | undefined,
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<HostResponse> {
  const extra = await extraInit(source);
  const headers = new Headers(extra.headers);
  headers.set("accept", "application/json");
  if (init.body !== undefined) headers.set("content-type", "application/json");
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), HOST_RESPONSE_TIMEOUT_MS);
  const stop = () => deadline.abort();
  signal.addEventListener("abort", stop, { once: true });
  // It may have been given up while requestInit was being asked.
  if (signal.aborted) stop();
  try {
    const response = await fetch(url, {
      credentials: "same-origin",
      ...extra,
      // What the host adds for every request must not make another request of a read.
      method: "GET",
      body: null,
      ...init,
      headers,
      // Sessions are secrets, and a redirect is a login page: neither is to be stored nor followed.
      cache: "no-store",
      redirect: "manual",
      signal: deadline.signal,
    });
    if (response.type === "opaqueredirect") return { status: 302, json: undefined };
    const json = await readJson(response);
    return { status: response.status, json, retryAfter: response.headers.get("retry-after") };
  } catch (error) {
    if (signal.aborted) throw new ConnectError("network", "The request was given up.", { cause: error });
    if (deadline.signal.aborted)
      throw new ConnectError("timeout", "The backend did not answer in time.", { cause: error });
    throw new ConnectError("network", "The backend could not be reached.", { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

async function extraInit(source: RequestInitSource | undefined): Promise<RequestInit> {
  try {
    return (typeof source === "function" ? await withTimeout(source()) : source) ?? {};
  } catch (error) {
    if (isConnectError(error)) throw error;
    throw new ConnectError("misconfigured", "requestInit failed.", { cause: error });
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text.length > longestAnswer) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What to look at, for the developer who reads the message. */
const hints: Partial<Record<ErrorCode, string>> = {
  unauthorized: "Is the user signed in?",
  forbidden: "Is the request from the same origin, with what the host demands of it?",
  misconfigured: "Is the route mounted, and endpoint right?",
  server_error: "Its log has the reason.",
  bad_response: "That is not the contract's JSON; a redirect to a login page is none either.",
};

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "misconfigured",
  405: "misconfigured",
  429: "rate_limited",
};

/** The code of an answer that is not 200: the host's own if it is one of ours, else what the status says. */
export const codeForResponse = ({ status, json }: HostResponse): ErrorCode =>
  parseErrorResponse(json)?.code ?? codeOfStatus[status] ?? (status >= 500 ? "server_error" : "bad_response");

export const messageForStatus = (status: number, code: ErrorCode): string =>
  `The backend answered ${status}. ${hints[code] ?? ""}`.trim();

/** The failure in an answer that is not 200. */
export function errorForResponse(answer: HostResponse): ConnectError {
  const code = codeForResponse(answer);
  return new ConnectError(code, messageForStatus(answer.status, code));
}
