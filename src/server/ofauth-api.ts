/**
 * The calls to OFAuth, with the API key. What OFAuth says when it fails stays here: a refusal carries our code and words.
 */
import { ConnectError } from "../protocol/error-codes.js";
import { parseLinkSession, type OpenableSession, type SessionUrlPolicy } from "../protocol/link-session.js";
import { DeadlineError, withDeadline, type StartTimer } from "./deadline.js";
import { readCapped } from "./json-body.js";
import type { Geolocation } from "./options.js";
import { Refusal } from "./refusal.js";
import type { Settings } from "./settings.js";

const deadlineMs = 10_000;
const maxAnswerBytes = 1024 * 1024;
const pageSize = 100;

/** The body of Link init, all of it: nothing else of anybody's request is sent on. */
export interface SessionRequest {
  readonly clientAppId: string | undefined;
  readonly redirectUrl: string;
  readonly clientReferenceId: string;
  readonly connectionId: string | undefined;
  readonly geolocation: Geolocation | undefined;
}

export interface ConnectionPage {
  /** As OFAuth sent them; not yet parsed. */
  readonly list: readonly unknown[];
  readonly hasMore: boolean;
}

export interface OFAuthApi {
  createSession(body: SessionRequest, policy: SessionUrlPolicy, client: AbortSignal): Promise<OpenableSession>;
  /** At most 100 connections from `offset` on, of all of the API key's users. */
  listConnections(offset: number, client: AbortSignal): Promise<ConnectionPage>;
}

export function createOFAuthApi(settings: Settings, timer: StartTimer): OFAuthApi {
  async function call(path: string, init: { method: string; body?: string }, client: AbortSignal): Promise<unknown> {
    try {
      return await withDeadline((signal) => exchange(settings, path, init, signal), {
        ms: deadlineMs,
        timer,
        client,
      });
    } catch (error) {
      if (error instanceof DeadlineError) throw new Refusal(504, "timeout", "OFAuth did not answer in time.");
      throw error;
    }
  }

  return {
    async createSession(body, policy, client) {
      const answer = await call("/v2/link/init", { method: "POST", body: JSON.stringify(body) }, client);
      try {
        return parseLinkSession(answer, policy);
      } catch (error) {
        if (error instanceof ConnectError) throw new Refusal(502, error.code, error.message);
        throw error;
      }
    },
    async listConnections(offset, client) {
      const query = new URLSearchParams({ limit: String(pageSize), offset: String(offset) });
      const answer = await call(`/v2/account/connections?${query}`, { method: "GET" }, client);
      const { list, hasMore } = (answer ?? {}) as { list?: unknown; hasMore?: unknown };
      if (!Array.isArray(list)) throw new Refusal(502, "bad_response", "OFAuth's list of connections is not a list.");
      return { list, hasMore: hasMore === true };
    },
  };
}

async function exchange(
  settings: Settings,
  path: string,
  init: { method: string; body?: string },
  signal: AbortSignal,
): Promise<unknown> {
  const response = await send(settings, path, init, signal);
  if (!response.ok) {
    response.body?.cancel().catch(() => undefined);
    throw refusalFor(response);
  }
  try {
    const badSize = () => new Refusal(502, "bad_response", "OFAuth's answer is too large.");
    return JSON.parse(response.body ? await readCapped(response.body, maxAnswerBytes, badSize) : "");
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof SyntaxError) throw new Refusal(502, "bad_response", "OFAuth's answer is not JSON.");
    throw new Refusal(502, "server_error", "The connection to OFAuth broke.");
  }
}

async function send(
  settings: Settings,
  path: string,
  init: { method: string; body?: string },
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { apikey: settings.apiKey, accept: "application/json" };
  if (init.body !== undefined) headers["content-type"] = "application/json";
  try {
    // Not followed: the API key would be sent to wherever the redirect points. ("error" is not known to every runtime.)
    return await settings.fetch(`${settings.apiUrl}${path}`, { ...init, headers, redirect: "manual", signal });
  } catch {
    throw new Refusal(502, "server_error", "OFAuth could not be reached.");
  }
}

function refusalFor({ status, headers }: Response): Refusal {
  if (status === 401 || status === 403) return new Refusal(500, "misconfigured", "OFAuth refused the API key.");
  if (status === 429) {
    const wait = headers.get("retry-after") ?? "";
    const retryAfter = /^[1-9]\d{0,8}$/.test(wait) ? Math.min(Number(wait), 60) : undefined;
    return new Refusal(429, "rate_limited", "OFAuth asks to wait.", { retryAfter });
  }
  if (status >= 500) return new Refusal(502, "server_error", "OFAuth failed.");
  if (status === 400 || status === 422) {
    return new Refusal(502, "bad_response", "OFAuth refused the request; check clientAppId and redirectUrl.");
  }
  return new Refusal(502, "bad_response", "OFAuth's answer is not the one that is documented.");
}
