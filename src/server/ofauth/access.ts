/** The options with which OFAuth is reached: the handler and the client have them in common. */
import { isLoopback } from "../../protocol/link-session.js";
import type { OFAuthAccess } from "./call.js";

/** Makes the error that names an option. */
export type CreateOptionError = (option: string, why: string) => Error;

export interface AccessOptions {
  readonly apiKey: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly fetch?: OFAuthAccess["fetch"] | undefined;
}

export function readAccess({ apiKey, apiUrl, fetch }: AccessOptions, fault: CreateOptionError): OFAuthAccess {
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw fault("apiKey", "is missing, empty or not a header value; is its environment variable set?");
  }
  return {
    apiKey,
    apiUrl: readApiUrl(apiUrl ?? "https://api.ofauth.com", fault),
    // Looked up at each call, so that a host's instrumentation that replaces fetch later is used.
    fetch: readOptionalFunction("fetch", fetch, fault) ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

export function readOptionalFunction<T>(name: string, value: T, fault: CreateOptionError): T {
  if (value !== undefined && typeof value !== "function") throw fault(name, "is not a function");
  return value;
}

/** An absolute `https:` URL, or `http:` on loopback, without user info and hash. */
export function readUrl(name: string, value: string, fault: CreateOptionError): URL {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw fault(name, "is not an absolute URL");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw fault(name, "must be https:, or http: on loopback");
  }
  if (url.username || url.password || url.hash) throw fault(name, "must not have user info or a hash");
  return url;
}

function readApiUrl(value: string, fault: CreateOptionError): string {
  const url = readUrl("apiUrl", value, fault);
  if (url.search) throw fault("apiUrl", "must not have a query");
  return url.href.replace(/\/+$/, "");
}
