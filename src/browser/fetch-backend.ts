/** The host's backend over `fetch`: one try, 15 seconds, every failure a code. */
import type { Backend } from "../flow/ports.js";
import { parseErrorAnswer, parseLinkResult, routes } from "../protocol/backend-contract.js";
import { parseConnection } from "../protocol/connection.js";
import { ConnectError, isConnectError, type ErrorCode } from "../protocol/error-codes.js";
import { parseLinkSession, type SessionUrlPolicy } from "../protocol/link-session.js";
import { resolveEndpoint, routeUrl } from "./endpoint.js";
import { answerWithin, within } from "./within.js";

export type RequestInitSource = RequestInit | (() => RequestInit | Promise<RequestInit>);

export interface FetchBackendOptions {
  /** Base URL of the host's routes. */
  readonly endpoint: string;
  /** Full override of the Link-init URL. */
  readonly linkEndpoint?: string | undefined;
  /** Extra `RequestInit`, such as a CSRF header; asked again for every request. */
  readonly requestInit?: RequestInitSource | undefined;
}

/** No answer of ours is longer; a server that sends more is not speaking our contract. */
const longestAnswer = 256 * 1024;

/** The backend as `options` are when a request is sent. `policy`: which session URLs are accepted then. */
export function createFetchBackend(options: FetchBackendOptions, policy: () => SessionUrlPolicy): Backend {
  const resolve = (endpoint: string) => resolveEndpoint(endpoint, policy().pageUrl);
  const route = (path: string, query = {}) => routeUrl(resolve(options.endpoint), path, query);

  /** Sends one request and reads the whole answer. */
  async function ask(url: string, init: RequestInit, signal: AbortSignal): Promise<Answer> {
    const extra = await extraInit(options.requestInit);
    const headers = new Headers(extra.headers);
    headers.set("accept", "application/json");
    if (init.body !== undefined) headers.set("content-type", "application/json");
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), answerWithin);
    const stop = () => deadline.abort();
    signal.addEventListener("abort", stop, { once: true });
    // It may have been given up while requestInit was being asked.
    if (signal.aborted) stop();
    try {
      const response = await fetch(url, {
        credentials: "same-origin",
        ...extra,
        ...init,
        headers,
        // Sessions are secrets, and a redirect is a login page: neither is to be stored nor followed.
        cache: "no-store",
        redirect: "manual",
        signal: deadline.signal,
      });
      if (response.type === "opaqueredirect") return { status: 302, json: undefined };
      return { status: response.status, json: await readJson(response) };
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

  return {
    async createSession(request, signal) {
      const { linkEndpoint } = options;
      const url = linkEndpoint ? resolve(linkEndpoint).href : route(routes.linkInit);
      const answer = await ask(url, { method: "POST", body: JSON.stringify(request) }, signal);
      if (answer.status !== 200) throw refusal(answer);
      return parseLinkSession(answer.json, policy());
    },

    async complete(request, signal) {
      const answer = await ask(route(routes.linkComplete), { method: "POST", body: JSON.stringify(request) }, signal);
      if (answer.status === 200) {
        const connection = parseConnection(answer.json);
        if (!connection) throw new ConnectError("bad_response", "link/complete did not answer with a connection.");
        return connection;
      }
      // A host that has just Link init: its framework answers 404 or 405 in words of its own.
      if ((answer.status === 404 || answer.status === 405) && !parseErrorAnswer(answer.json)) return undefined;
      throw refusal(answer);
    },

    async readResult(attemptId, signal) {
      const answer = await ask(route(routes.linkResult, { attemptId }), {}, signal);
      if (answer.status === 404 || answer.status === 405) return undefined;
      if (answer.status !== 200) throw refusal(answer);
      const result = parseLinkResult(answer.json);
      if (!result) throw new ConnectError("bad_response", "link/result did not answer with a result.");
      return result;
    },
  };
}

interface Answer {
  readonly status: number;
  /** Undefined when the body is not JSON or is too long. */
  readonly json: unknown;
}

async function extraInit(source: RequestInitSource | undefined): Promise<RequestInit> {
  try {
    return (typeof source === "function" ? await within(source()) : source) ?? {};
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

/** The failure in an answer that is not 200: the host's own code if it is one of ours, else what the status says. */
function refusal({ status, json }: Answer): ConnectError {
  const coded = parseErrorAnswer(json);
  const code = coded?.code ?? codeOfStatus[status] ?? (status >= 500 ? "server_error" : "bad_response");
  return new ConnectError(code, `The backend answered ${status}. ${hints[code] ?? ""}`.trim());
}
