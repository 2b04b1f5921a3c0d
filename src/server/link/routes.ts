/** The routes of the connect flow. */
import { linkRoutes } from "../../protocol/link-contract.js";
import type { Authenticator } from "../authorize.js";
import type { ConnectionDirectory } from "../connections/directory.js";
import type { ChangeRecorder } from "../connections/record-change.js";
import { createRateLimit } from "../http/rate-limit.js";
import type { RouteDefinition } from "../http/route.js";
import type { StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { Store } from "../store/store.js";
import { createAttemptCookies } from "./attempt-cookie.js";
import { createCallbackRoute } from "./callback.js";
import { createCallbackOutcomes } from "./callback-outcomes.js";
import { callbackScript } from "./callback-page.js";
import { createCompleteRoute } from "./complete.js";
import { createConfirm } from "./confirm.js";
import { createInitRoute, type InitSettings } from "./init.js";
import type { OnConnected } from "./on-connected.js";
import { createResultRoute } from "./result.js";

export interface LinkSettings extends InitSettings {
  readonly cookieSecret: string;
  readonly returnUrl: string | undefined;
  /** Sessions per user and minute. */
  readonly initLimit: number;
  /** Confirmations per user and minute. */
  readonly completeLimit: number;
}

interface LinkRouteDeps {
  readonly settings: LinkSettings;
  readonly authenticator: Authenticator;
  readonly api: OFAuthApi;
  readonly store: Store;
  readonly directory: ConnectionDirectory;
  readonly changes: ChangeRecorder;
  readonly onConnected: OnConnected;
  readonly timer: StartTimer;
  readonly now: () => number;
}

export function createLinkRoutes(deps: LinkRouteDeps): readonly RouteDefinition[] {
  const { settings, authenticator, api, store, directory, changes, onConnected, timer, now } = deps;
  const cookies = createAttemptCookies(settings.cookieSecret, now);
  const confirm = createConfirm({ api, store, changes, onConnected, now });
  const initLimit = createRateLimit(settings.initLimit, now);
  const completeLimit = createRateLimit(settings.completeLimit, now);
  const outcomes = createCallbackOutcomes();

  const init = createInitRoute({ settings, authenticator, api, directory, cookies, initLimit, timer, now });
  const complete = createCompleteRoute({ authenticator, cookies, confirm, completeLimit, timer, now });
  const callback = createCallbackRoute({
    authenticator,
    cookies,
    confirm,
    outcomes,
    store,
    returnUrl: settings.returnUrl,
    now,
  });
  const result = createResultRoute({ authenticator, cookies, confirm, store, completeLimit, now });
  return [
    { path: linkRoutes.linkInit, methods: { POST: init } },
    { path: linkRoutes.linkComplete, methods: { POST: complete } },
    { path: linkRoutes.linkCallback, methods: { GET: callback }, isPage: true },
    { path: `${linkRoutes.linkCallback}.js`, methods: { GET: async () => callbackScript() } },
    { path: linkRoutes.linkResult, methods: { GET: result } },
  ];
}
