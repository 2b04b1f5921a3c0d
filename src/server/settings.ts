/**
 * The handler's settings: the host's options, validated and with defaults. A wrong option throws when the handler is
 * created.
 */
import type { LinkSettings } from "./link/routes.js";
import { readAccess, readUrl } from "./ofauth/access.js";
import type { OFAuthAccess } from "./ofauth/call.js";
import type { OFAuthHandlerOptions } from "./options.js";
import {
  optionError,
  readBasePath,
  readBoolean,
  readChoice,
  readClientAppId,
  readCookieSecret,
  readFunction,
  readGeolocation,
  readLimit,
  readLinkOrigins,
  readPermissions,
  readReturnUrl,
} from "./read-option.js";
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
  readonly onConnected: OFAuthHandlerOptions["onConnected"];
  readonly store: Store;
  /** Whether the host gave no store: it is in memory, for one process. */
  readonly isStoreInMemory: boolean;
  /** Undefined: the handler receives no webhooks. */
  readonly webhookKeys: WebhookKeys | undefined;
  readonly allowImport: boolean;
  readonly importPermissions: readonly string[] | undefined;
  readonly onChanged: OFAuthHandlerOptions["onChanged"];
  readonly onDisconnected: OFAuthHandlerOptions["onDisconnected"];
  readonly onEvent: OFAuthHandlerOptions["onEvent"];
  readonly unconfirmed: "hide" | "show";
  readonly onUnconfirmed: OFAuthHandlerOptions["onUnconfirmed"];
  readonly isKnown: OFAuthHandlerOptions["isKnown"];
  /** Whether the handler sends live updates. */
  readonly events: boolean;
  readonly onError: OFAuthHandlerOptions["onError"];
  readonly onRequest: OFAuthHandlerOptions["onRequest"];
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
    cookies: readChoice("cookies", options.cookies ?? "lax", "lax", "partitioned"),
    initLimit,
    completeLimit: initLimit * COMPLETIONS_PER_INIT,
    writeLimit: initLimit * WRITES_PER_INIT,
    importLimit: initLimit,
    onConnected: readFunction("onConnected", options.onConnected),
    store: readStore(options.store) ?? createMemoryStore({ now }),
    isStoreInMemory: options.store === undefined,
    webhookKeys: webhookSecret === undefined ? undefined : parseWebhookSecrets(webhookSecret),
    allowImport: readBoolean("allowImport", options.allowImport ?? false),
    importPermissions: readPermissions(options.importPermissions),
    onChanged: readFunction("onChanged", options.onChanged),
    onDisconnected: readFunction("onDisconnected", options.onDisconnected),
    onEvent: readFunction("onEvent", options.onEvent),
    unconfirmed: readChoice("unconfirmed", options.unconfirmed ?? "hide", "hide", "show"),
    onUnconfirmed: readFunction("onUnconfirmed", options.onUnconfirmed),
    isKnown: readFunction("isKnown", options.isKnown),
    events: readBoolean("events", options.events ?? true),
    onError: readFunction("onError", options.onError),
    onRequest: readFunction("onRequest", options.onRequest),
    now,
  };
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
