/** The routes of the connect flow. */
import { linkRoutes } from "../../protocol/link-contract.js";
import type { Authenticator } from "../authorize.js";
import type { ConnectionDirectory } from "../connections/directory.js";
import type { Prove } from "../connections/prove.js";
import type { ChangeRecorder } from "../connections/record-change.js";
import type { Activity } from "../http/activity.js";
import { createRateLimit } from "../http/rate-limit.js";
import type { RouteDefinition } from "../http/route.js";
import type { StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { Store } from "../store/store.js";
import { createAttemptCookies, type CookieKind } from "./attempt-cookie.js";
import { createCallbackRoute } from "./callback.js";
import { callbackScript } from "./callback-page.js";
import { createCompleteRoute } from "./complete.js";
import { createConfirm } from "./confirm.js";
import { createInitRoute, type InitSettings } from "./init.js";
import { createIntentFinisher, type IntentFinisher } from "./finish-intents.js";
import { createIntents } from "./intents.js";
import { createJudgeReturn } from "./judge-return.js";
import type { OnConnected } from "./on-connected.js";
import { createRestoreReported, type RestoreReported } from "./restore-reported.js";
import { createResultRoute } from "./result.js";
import { createSaveConnection } from "./save-connection.js";

export interface LinkSettings extends InitSettings {
  readonly cookieSecret: string;
  readonly cookies: CookieKind;
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
  readonly prove: Prove;
  readonly changes: ChangeRecorder;
  readonly onConnected: OnConnected;
  readonly timer: StartTimer;
  readonly backgroundTimer: StartTimer;
  readonly track: Activity["track"];
  /** Called with an error that no request waits for. */
  readonly onBackgroundError: (error: unknown) => void;
  readonly now: () => number;
}

interface LinkFeature {
  readonly routes: readonly RouteDefinition[];
  readonly intentFinisher: IntentFinisher;
  readonly restoreReported: RestoreReported;
}

/** Creates the routes, and what finishes intents when OFAuth shows their connections. */
export function createLinkFeature(deps: LinkRouteDeps): LinkFeature {
  const { settings, authenticator, api, store, directory, prove, onConnected, timer, now } = deps;
  const cookies = createAttemptCookies(settings.cookieSecret, now, settings.cookies);
  const intents = createIntents(store, now);
  const saveConnection = createSaveConnection({ ...deps, intents });
  const confirm = createConfirm({ prove, saveConnection, onConnected });
  const initLimit = createRateLimit(settings.initLimit, now);
  const completeLimit = createRateLimit(settings.completeLimit, now);
  const judge = createJudgeReturn({ intents, confirm, now });
  const shared = { authenticator, cookies, intents, confirm, completeLimit, now };

  const init = createInitRoute({ settings, authenticator, api, directory, cookies, initLimit, timer, now });
  const complete = createCompleteRoute({ ...shared, timer });
  const callback = createCallbackRoute({ ...shared, judge, returnUrl: settings.returnUrl });
  const result = createResultRoute({ ...shared, saveConnection, store });
  return {
    routes: [
      { path: linkRoutes.linkInit, methods: { POST: init } },
      { path: linkRoutes.linkComplete, methods: { POST: complete } },
      { path: linkRoutes.linkCallback, methods: { GET: callback }, isPage: true },
      { path: `${linkRoutes.linkCallback}.js`, methods: { GET: async () => callbackScript() } },
      { path: linkRoutes.linkResult, methods: { GET: result } },
    ],
    intentFinisher: createIntentFinisher({ ...deps, intents, saveConnection }),
    restoreReported: createRestoreReported({ authenticator, cookies, intents }),
  };
}
