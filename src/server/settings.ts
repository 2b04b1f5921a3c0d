/**
 * The handler's settings: the host's options, validated and with defaults. A wrong option throws when the handler is
 * created.
 */
import { stripCallbackParams } from "../protocol/callback-url.js";
import { defaultLinkOrigins, parseLinkOrigins } from "../protocol/link-session.js";
import type { LinkSettings } from "./link/routes.js";
import { parseOwnPath } from "./link/return-to.js";
import { readAccess, readOptionalFunction, readUrl, type CreateOptionError } from "./ofauth/access.js";
import type { OFAuthAccess } from "./ofauth/call.js";
import { parseGeolocation, type Geolocation } from "./ofauth/geolocation.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { createMemoryStore } from "./store/memory-store.js";
import type { Store } from "./store/store.js";
import { parseWebhookSecrets, type WebhookKeys } from "./webhooks/secrets.js";

const DEFAULT_BASE_PATH = "/api/ofauth";
/** Sessions per user and minute. */
const DEFAULT_INIT_LIMIT = 20;
/** A page confirms each session once, and retries a lost response at most twice; each reads pages of OFAuth's list. */
const COMPLETIONS_PER_INIT = 3;
/** Invalidations and disconnections together. */
const WRITES_PER_INIT = 3;
/** How old a connection may be when it is shown: without webhooks the list is the only source of changes. */
const MAX_AGE_MS = 10_000;
/** With webhooks a change arrives as soon as it happens, and the list only repairs what a lost webhook left out. */
const MAX_AGE_WITH_WEBHOOKS_MS = 300_000;
const MIN_COOKIE_SECRET_BYTES = 16;

export interface Settings extends OFAuthAccess, LinkSettings {
  readonly authorize: OFAuthHandlerOptions["authorize"];
  /** Starts with a slash and does not end with one; empty at the root. */
  readonly basePath: string;
  /** Exactly as given: OFAuth compares it with the registered one. */
  readonly redirectUrl: string | undefined;
  /** Origin of `redirectUrl`, which is then the handler's own origin. */
  readonly trustedOrigin: string | undefined;
  /** Imports and updates of imports, per user and minute. */
  readonly importLimit: number;
  /** Invalidations and disconnections together, per user and minute. */
  readonly writeLimit: number;
  /** How old a connection may be when it is shown, in milliseconds. */
  readonly maxAgeMs: number;
  readonly onConnected: OFAuthHandlerOptions["onConnected"];
  readonly store: Store;
  /** Undefined: the handler receives no webhooks. */
  readonly webhookKeys: WebhookKeys | undefined;
  readonly allowImport: boolean;
  readonly onChanged: OFAuthHandlerOptions["onChanged"];
  readonly onDisconnected: OFAuthHandlerOptions["onDisconnected"];
  readonly onEvent: OFAuthHandlerOptions["onEvent"];
  readonly unconfirmed: "hide" | "show";
  readonly onUnconfirmed: OFAuthHandlerOptions["onUnconfirmed"];
  /** Whether the handler sends live updates. */
  readonly events: boolean;
  readonly onError: OFAuthHandlerOptions["onError"];
  readonly now: () => number;
}

/** Reads and validates the options. Throws an `Error` that names the wrong option and says how to fix it. */
export function readOptions(options: OFAuthHandlerOptions): Settings {
  const { authorize, webhookSecret } = options;
  const access = readAccess(options, optionError);
  if (typeof authorize !== "function") {
    throw optionError("authorize", "must be a function that takes the request and returns {clientReferenceId} or null");
  }
  const now = readFunction("now", options.now) ?? Date.now;
  const initLimit = readLimit("initLimit", options.initLimit ?? DEFAULT_INIT_LIMIT);
  return {
    ...access,
    authorize,
    basePath: readBasePath(options.basePath ?? DEFAULT_BASE_PATH),
    clientAppId: readClientAppId(options.clientAppId),
    redirectUrl: options.redirectUrl,
    trustedOrigin:
      options.redirectUrl === undefined ? undefined : readUrl("redirectUrl", options.redirectUrl, optionError).origin,
    returnUrl: options.returnUrl === undefined ? undefined : readReturnUrl(options.returnUrl),
    geolocation: readGeolocation(options.geolocation),
    linkOrigins: readLinkOrigins(options.linkOrigins),
    cookieSecret: readCookieSecret(options.cookieSecret, access.apiKey),
    initLimit,
    completeLimit: initLimit * COMPLETIONS_PER_INIT,
    writeLimit: initLimit * WRITES_PER_INIT,
    importLimit: initLimit,
    maxAgeMs: webhookSecret === undefined ? MAX_AGE_MS : MAX_AGE_WITH_WEBHOOKS_MS,
    onConnected: readFunction("onConnected", options.onConnected),
    store: readStore(options.store) ?? createMemoryStore({ now }),
    webhookKeys: webhookSecret === undefined ? undefined : parseWebhookSecrets(webhookSecret),
    allowImport: readBoolean("allowImport", options.allowImport ?? false),
    onChanged: readFunction("onChanged", options.onChanged),
    onDisconnected: readFunction("onDisconnected", options.onDisconnected),
    onEvent: readFunction("onEvent", options.onEvent),
    unconfirmed: readUnconfirmed(options.unconfirmed ?? "hide"),
    onUnconfirmed: readFunction("onUnconfirmed", options.onUnconfirmed),
    events: readBoolean("events", options.events ?? true),
    onError: readFunction("onError", options.onError),
    now,
  };
}

const optionError: CreateOptionError = (option, problem) => new Error(`createOFAuthHandler: ${option} ${problem}.`);

const readFunction = <T>(name: string, value: T): T => readOptionalFunction(name, value, optionError);

function readBasePath(value: string): string {
  const path = typeof value === "string" ? value.replace(/\/+$/, "") : "*";
  if (!/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/.test(path)) {
    throw optionError("basePath", "must be a plain path that starts with a slash, such as /api/ofauth");
  }
  return path;
}

const readReturnUrl = (value: string): string =>
  parseOwnPath(value) ?? stripCallbackParams(readUrl("returnUrl", value, optionError).href);

function readClientAppId(value: string | undefined): string | undefined {
  if (value !== undefined && (typeof value !== "string" || !/^app_[a-zA-Z0-9]+$/.test(value))) {
    throw optionError("clientAppId", "must start with app_ and continue with letters and digits");
  }
  return value;
}

function readGeolocation(value: Geolocation | undefined): Geolocation | undefined {
  if (value === undefined) return undefined;
  const geolocation = parseGeolocation(value);
  if (!geolocation) {
    throw optionError("geolocation", 'must be {country, state?, city?} with short strings, such as {country: "US"}');
  }
  return geolocation;
}

function readLinkOrigins(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return defaultLinkOrigins;
  try {
    return parseLinkOrigins(typeof value === "string" ? value : value.join(" "));
  } catch {
    throw optionError("linkOrigins", "must list exact origins, such as https://link.ofauth.com");
  }
}

function readCookieSecret(value: string | undefined, apiKey: string): string {
  if (value === undefined) return apiKey;
  if (typeof value !== "string" || new TextEncoder().encode(value).length < MIN_COOKIE_SECRET_BYTES) {
    throw optionError("cookieSecret", `must be a string of at least ${MIN_COOKIE_SECRET_BYTES} bytes`);
  }
  return value;
}

function readLimit(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw optionError(name, "must be a whole number of at least 1");
  return value;
}

const STORE_METHODS = [
  ...(["lock", "renew", "unlock", "mark", "marked"] as const),
  ...(["addIntent", "intentsOf", "removeIntents"] as const),
  ...(["get", "idsOf", "put", "confirm", "remove", "rankOf", "count"] as const),
  ...(["addSeen", "unseenBy", "dropSeen", "readRecords", "writeRecord", "since"] as const),
  "publish",
  "subscribe",
] as const satisfies readonly (keyof Store)[];

function readStore(value: Store | undefined): Store | undefined {
  const missing = value === undefined ? undefined : STORE_METHODS.find((name) => typeof value?.[name] !== "function");
  if (missing !== undefined) throw optionError("store", `has no method ${missing}`);
  return value;
}

function readBoolean(name: string, value: boolean): boolean {
  // A string from the environment, such as "false", would count as true.
  if (typeof value !== "boolean") throw optionError(name, "must be true or false, not a string");
  return value;
}

function readUnconfirmed(value: "hide" | "show"): "hide" | "show" {
  if (value !== "hide" && value !== "show") throw optionError("unconfirmed", 'must be "hide" or "show"');
  return value;
}
