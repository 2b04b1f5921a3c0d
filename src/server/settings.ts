/** The host's options, checked and completed once. Every fault throws here, at start-up, and says what to change. */
import { defaultLinkOrigins, parseLinkOrigins } from "../protocol/link-session.js";
import { stripCallbackParams } from "../protocol/callback-url.js";
import { readAccess, readOptionalFunction, readUrl, type CreateOptionError } from "./ofauth/access.js";
import { createMemoryStore } from "./store/memory-store.js";
import type { OFAuthAccess } from "./ofauth/call.js";
import type { Geolocation, OFAuthHandlerOptions } from "./options.js";
import { readOwnPath } from "./link/return-to.js";
import type { Store } from "./store/store.js";
import { parseWebhookSecrets, type WebhookKeys } from "./webhooks/secrets.js";

export interface Settings extends OFAuthAccess {
  readonly authorize: OFAuthHandlerOptions["authorize"];
  /** Begins with a slash and does not end with one; empty at the root. */
  readonly basePath: string;
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
  /** Undefined: there are no webhooks. */
  readonly webhookKeys: WebhookKeys | undefined;
  readonly allowImport: boolean;
  readonly onChanged: OFAuthHandlerOptions["onChanged"];
  readonly onDisconnected: OFAuthHandlerOptions["onDisconnected"];
  readonly onEvent: OFAuthHandlerOptions["onEvent"];
  readonly unconfirmed: "hide" | "show";
  readonly onUnconfirmed: OFAuthHandlerOptions["onUnconfirmed"];
  readonly onError: OFAuthHandlerOptions["onError"];
  readonly now: () => number;
}

/** Throws an `Error` that names the option. */
export function readOptions(options: OFAuthHandlerOptions): Settings {
  const { authorize } = options;
  const access = readAccess(options, fault);
  if (typeof authorize !== "function") {
    throw fault("authorize", "is required: a function of the request that answers {clientReferenceId} or null");
  }
  const now = optionalFunction("now", options.now) ?? Date.now;
  return {
    ...access,
    authorize,
    basePath: readBasePath(options.basePath ?? "/api/ofauth"),
    clientAppId: readClientAppId(options.clientAppId),
    redirectUrl: options.redirectUrl,
    trustedOrigin:
      options.redirectUrl === undefined ? undefined : readUrl("redirectUrl", options.redirectUrl, fault).origin,
    returnUrl: options.returnUrl === undefined ? undefined : readReturnUrl(options.returnUrl),
    geolocation: readGeolocationOption(options.geolocation),
    linkOrigins: readLinkOrigins(options.linkOrigins),
    cookieSecret: readCookieSecret(options.cookieSecret, access.apiKey),
    initLimit: readInitLimit(options.initLimit ?? 20),
    onConnected: optionalFunction("onConnected", options.onConnected),
    store: readStore(options.store) ?? createMemoryStore({ now }),
    webhookKeys: options.webhookSecret === undefined ? undefined : parseWebhookSecrets(options.webhookSecret),
    allowImport: readFlag("allowImport", options.allowImport ?? false),
    onChanged: optionalFunction("onChanged", options.onChanged),
    onDisconnected: optionalFunction("onDisconnected", options.onDisconnected),
    onEvent: optionalFunction("onEvent", options.onEvent),
    unconfirmed: readUnconfirmed(options.unconfirmed ?? "hide"),
    onUnconfirmed: optionalFunction("onUnconfirmed", options.onUnconfirmed),
    onError: optionalFunction("onError", options.onError),
    now,
  };
}

const fault: CreateOptionError = (option, why) => new Error(`createOFAuthHandler: ${option} ${why}.`);

const optionalFunction = <T>(name: string, value: T): T => readOptionalFunction(name, value, fault);

function readBasePath(value: string): string {
  const path = typeof value === "string" ? value.replace(/\/+$/, "") : "*";
  if (!/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/.test(path)) {
    throw fault("basePath", "must be a plain path such as /api/ofauth");
  }
  return path;
}

function readReturnUrl(value: string): string {
  return readOwnPath(value) ?? stripCallbackParams(readUrl("returnUrl", value, fault).href);
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

function readUnconfirmed(value: "hide" | "show"): "hide" | "show" {
  if (value !== "hide" && value !== "show") throw fault("unconfirmed", 'must be "hide" or "show"');
  return value;
}
