/** The host's options, checked and completed once. Every fault throws here, at start-up, and says what to change. */
import { defaultLinkOrigins, isLoopback, parseLinkOrigins } from "../protocol/link-session.js";
import { withoutRedirectResult } from "../protocol/redirect-result.js";
import { createMemoryStore } from "./memory-store.js";
import type { Geolocation, OFAuthHandlerOptions } from "./options.js";
import { readOwnPath } from "./return-path.js";
import type { Store } from "./store.js";

export interface Settings {
  readonly apiKey: string;
  readonly authorize: OFAuthHandlerOptions["authorize"];
  /** Begins with a slash and does not end with one; empty at the root. */
  readonly basePath: string;
  readonly apiUrl: string;
  readonly clientAppId: string | undefined;
  /** As given, to the letter: OFAuth compares it with the registered one. */
  readonly redirectUrl: string | undefined;
  /** The origin of `redirectUrl`, which is then the handler's own. */
  readonly trustedOrigin: string | undefined;
  readonly returnUrl: string | undefined;
  readonly geolocation: Geolocation | undefined;
  readonly linkOrigins: readonly string[];
  readonly cookieSecret: string;
  readonly initLimit: number;
  readonly onConnected: OFAuthHandlerOptions["onConnected"];
  readonly store: Store;
  /** As given: `webhook-secrets.ts` reads it. */
  readonly webhookSecret: OFAuthHandlerOptions["webhookSecret"];
  readonly allowImport: boolean;
  readonly onChanged: OFAuthHandlerOptions["onChanged"];
  readonly onDisconnected: OFAuthHandlerOptions["onDisconnected"];
  readonly onEvent: OFAuthHandlerOptions["onEvent"];
  readonly unclaimed: "hide" | "show";
  readonly onUnclaimed: OFAuthHandlerOptions["onUnclaimed"];
  readonly onError: OFAuthHandlerOptions["onError"];
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
}

/** Throws an `Error` that names the option. */
export function readOptions(options: OFAuthHandlerOptions): Settings {
  const { apiKey, authorize } = options;
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw fault("apiKey", "is missing, empty or not a header value; is its environment variable set?");
  }
  if (typeof authorize !== "function") {
    throw fault("authorize", "is required: a function of the request that answers {clientReferenceId} or null");
  }
  const now = optionalFunction("now", options.now) ?? Date.now;
  return {
    apiKey,
    authorize,
    basePath: readBasePath(options.basePath ?? "/api/ofauth"),
    apiUrl: readApiUrl(options.apiUrl ?? "https://api.ofauth.com"),
    clientAppId: readClientAppId(options.clientAppId),
    redirectUrl: options.redirectUrl,
    trustedOrigin: options.redirectUrl === undefined ? undefined : readUrl("redirectUrl", options.redirectUrl).origin,
    returnUrl: options.returnUrl === undefined ? undefined : readReturnUrl(options.returnUrl),
    geolocation: readGeolocationOption(options.geolocation),
    linkOrigins: readLinkOrigins(options.linkOrigins),
    cookieSecret: readCookieSecret(options.cookieSecret, apiKey),
    initLimit: readInitLimit(options.initLimit ?? 20),
    onConnected: optionalFunction("onConnected", options.onConnected),
    store: readStore(options.store) ?? createMemoryStore({ now }),
    webhookSecret: options.webhookSecret,
    allowImport: readFlag("allowImport", options.allowImport ?? false),
    onChanged: optionalFunction("onChanged", options.onChanged),
    onDisconnected: optionalFunction("onDisconnected", options.onDisconnected),
    onEvent: optionalFunction("onEvent", options.onEvent),
    unclaimed: readUnclaimed(options.unclaimed ?? "hide"),
    onUnclaimed: optionalFunction("onUnclaimed", options.onUnclaimed),
    onError: optionalFunction("onError", options.onError),
    // Looked up at each call, so that a host's instrumentation that replaces fetch later is used.
    fetch: optionalFunction("fetch", options.fetch) ?? ((url, init) => globalThis.fetch(url, init)),
    now,
  };
}

const fault = (option: string, why: string) => new Error(`createOFAuthHandler: ${option} ${why}.`);

function optionalFunction<T>(name: string, value: T): T {
  if (value !== undefined && typeof value !== "function") throw fault(name, "is not a function");
  return value;
}

function readBasePath(value: string): string {
  const path = typeof value === "string" ? value.replace(/\/+$/, "") : "*";
  if (!/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/.test(path)) {
    throw fault("basePath", "must be a plain path such as /api/ofauth");
  }
  return path;
}

/** An absolute `https:` URL, or `http:` on loopback, without user info and hash. */
function readUrl(name: string, value: string): URL {
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

function readApiUrl(value: string): string {
  const url = readUrl("apiUrl", value);
  if (url.search) throw fault("apiUrl", "must not have a query");
  return url.href.replace(/\/+$/, "");
}

function readReturnUrl(value: string): string {
  return readOwnPath(value) ?? withoutRedirectResult(readUrl("returnUrl", value).href);
}

function readClientAppId(value: string | undefined): string | undefined {
  if (value !== undefined && (typeof value !== "string" || !/^app_[a-zA-Z0-9]+$/.test(value))) {
    throw fault("clientAppId", "must look like app_…");
  }
  return value;
}

function readGeolocationOption(value: Geolocation | undefined): Geolocation | undefined {
  if (value === undefined) return undefined;
  const place = readGeolocation(value);
  if (!place) throw fault("geolocation", 'must be {country, state?, city?} of short strings, such as {country: "US"}');
  return place;
}

/** The geolocation in `value`, copied field by field; undefined when it is not one. */
export function readGeolocation(value: unknown): Geolocation | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { country, state, city } = value as Record<string, unknown>;
  const usable = (word: unknown) => typeof word === "string" && word !== "" && word.length <= 100;
  if (!usable(country) || [state, city].some((word) => word !== undefined && !usable(word))) return undefined;
  return {
    country: country as string,
    ...(state !== undefined && { state: state as string }),
    ...(city !== undefined && { city: city as string }),
  };
}

function readLinkOrigins(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return defaultLinkOrigins;
  return parseLinkOrigins(typeof value === "string" ? value : value.join(" "));
}

function readCookieSecret(value: string | undefined, apiKey: string): string {
  if (value === undefined) return apiKey;
  if (typeof value !== "string" || new TextEncoder().encode(value).length < 16) {
    throw fault("cookieSecret", "must have at least 16 bytes");
  }
  return value;
}

function readInitLimit(value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw fault("initLimit", "must be a whole number of at least 1");
  return value;
}

const storeMethods = [
  "claim",
  "release",
  "isClaimed",
  "get",
  "listOf",
  "put",
  "remove",
  "replaceAll",
  "listedAt",
  "since",
  "publish",
  "subscribe",
] as const satisfies readonly (keyof Store)[];

function readStore(value: Store | undefined): Store | undefined {
  const missing = value === undefined ? undefined : storeMethods.find((name) => typeof value?.[name] !== "function");
  if (missing !== undefined) throw fault("store", `has no method ${missing}`);
  return value;
}

function readFlag(name: string, value: boolean): boolean {
  // A string from the environment, such as "false", would count as true.
  if (typeof value !== "boolean") throw fault(name, "must be true or false");
  return value;
}

function readUnclaimed(value: "hide" | "show"): "hide" | "show" {
  if (value !== "hide" && value !== "show") throw fault("unclaimed", 'must be "hide" or "show"');
  return value;
}
