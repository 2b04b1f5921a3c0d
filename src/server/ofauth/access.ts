/** Parses the options for reaching OFAuth's API, which the handler and the client share. */
import { isLoopback } from "../../protocol/link-session.js";
import type { OFAuthAccess } from "./call.js";

/** OFAuth's production API (API reference: Base URL). */
const DEFAULT_API_URL = "https://api.ofauth.com";

/** Creates the error for an invalid option. `problem` continues a sentence that begins with the option's name. */
export type CreateOptionError = (option: string, problem: string) => Error;

export interface AccessOptions {
  readonly apiKey: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly fetch?: OFAuthAccess["fetch"] | undefined;
}

/** Checks the options and fills in the defaults. Throws what `optionError` creates. */
export function readAccess({ apiKey, apiUrl, fetch }: AccessOptions, optionError: CreateOptionError): OFAuthAccess {
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw optionError(
      "apiKey",
      "is missing, empty or not a valid header value. Check that its environment variable is set",
    );
  }
  return {
    apiKey,
    apiUrl: readApiUrl(apiUrl ?? DEFAULT_API_URL, optionError),
    // The global is read at each call, so that instrumentation that replaces `fetch` later takes effect.
    fetch: readOptionalFunction("fetch", fetch, optionError) ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

/** Returns `value` if it is a function or undefined; throws what `optionError` creates otherwise. */
export function readOptionalFunction<T>(name: string, value: T, optionError: CreateOptionError): T {
  if (value !== undefined && typeof value !== "function") throw optionError(name, "is not a function");
  return value;
}

/** Parses an absolute `https:` URL, or `http:` on loopback, without user info and hash. */
export function readUrl(name: string, value: string, optionError: CreateOptionError): URL {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw optionError(name, "is not an absolute URL");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw optionError(name, "must be https:, or http: on loopback");
  }
  if (url.username || url.password || url.hash) throw optionError(name, "must not have user info or a hash");
  return url;
}

function readApiUrl(value: string, optionError: CreateOptionError): string {
  const url = readUrl("apiUrl", value, optionError);
  if (url.search) throw optionError("apiUrl", "must not have a query");
  return url.href.replace(/\/+$/, "");
}
